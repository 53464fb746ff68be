package network.phala.sidevm;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.sidevm.Program.NoProgramException;
import network.phala.sidevm.ocall.Guest;
import network.phala.sidevm.ocall.Imports;
import network.phala.wasm.Compiling;
import network.phala.wasm.Dialect;
import network.phala.wasm.FuncType;
import network.phala.wasm.LinkException;
import network.phala.wasm.LinkedModule;
import network.phala.wasm.ValueType;
import network.phala.wasm.WasmDecodeException;
import network.phala.wasm.WasmExport;
import network.phala.wasm.WasmModule;

/// Decodes, checks and compiles programs, and remembers the last few: a program that is started again starts at once.
/// Any thread.
final class ProgramCode {
    private static final int REMEMBERED = 16;
    static final FuncType POLL = FuncType.of().returning(ValueType.I32);

    private record Key(H256 code, int memoryPagesMax) {}

    private final Compiling compiling;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Key, LinkedModule<Guest>> modules = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, LinkedModule<Guest>> eldest) {
            return size() > REMEMBERED;
        }
    };

    /// @param compiling where programs are compiled, which happens as they run
    ProgramCode(Compiling compiling) {
        this.compiling = compiling;
    }

    /// @param hash of the code, known by whoever brings it
    LinkedModule<Guest> load(H256 hash, Bytes code, int memoryPagesMax) throws NoProgramException {
        Key key = new Key(hash, memoryPagesMax);
        lock.lock();
        try {
            LinkedModule<Guest> known = modules.get(key);
            if (known != null) {
                return known;
            }
        } finally {
            lock.unlock();
        }
        LinkedModule<Guest> linked = link(code, memoryPagesMax, compiling);
        lock.lock();
        try {
            modules.put(key, linked);
        } finally {
            lock.unlock();
        }
        return linked;
    }

    /// Decodes and checks; nothing is remembered.
    static LinkedModule<Guest> link(Bytes code, int memoryPagesMax, Compiling compiling) throws NoProgramException {
        try {
            WasmModule module = WasmModule.decode(code, Dialect.PROGRAM);
            check(module, memoryPagesMax);
            return Imports.linker(memoryPagesMax).link(module).compilingIn(compiling);
        } catch (WasmDecodeException | LinkException e) {
            throw new NoProgramException(String.valueOf(e.getMessage()));
        }
    }

    /// Whether an export is a function that gives a turn.
    static boolean isPoll(WasmModule module, WasmExport export) {
        return export.kind() == WasmExport.Kind.FUNCTION
                && module.functionType(export.index()).equals(POLL);
    }

    private static void check(WasmModule module, int memoryPagesMax) throws NoProgramException {
        boolean polls = module.export(Program.POLL)
                .filter(export -> isPoll(module, export))
                .isPresent();
        if (!polls) {
            throw new NoProgramException("No function sidevm_poll () -> i32 is exported");
        }
        boolean hasMemory = module.export("memory")
                .filter(export -> export.kind() == WasmExport.Kind.MEMORY)
                .isPresent();
        if (!hasMemory) {
            throw new NoProgramException("No memory is exported");
        }
        long limit = Integer.toUnsignedLong(memoryPagesMax);
        long needed = module.memory().orElseThrow().minimum();
        long most = module.memory().orElseThrow().maximumOr(limit);
        if (needed > limit || most > limit) {
            throw new NoProgramException(
                    "Memory of " + needed + " to " + most + " pages; at most " + limit + " are allowed");
        }
    }
}
