package network.phala.sidevm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import network.phala.primitives.Bytes;
import network.phala.sidevm.Program.NoProgramException;
import network.phala.sidevm.ocall.Guest;
import network.phala.sidevm.ocall.Imports;
import network.phala.wasm.Compiling;
import network.phala.wasm.Dialect;
import network.phala.wasm.FuncType;
import network.phala.wasm.Limits;
import network.phala.wasm.Linker;
import network.phala.wasm.WasmDecodeException;
import network.phala.wasm.WasmExport;
import network.phala.wasm.WasmImport;
import network.phala.wasm.WasmModule;

/// Says before a program is started whether a worker would start it, and why not, in words for its author.
///
/// The verdict is that of the start itself ([ProgramCode], and the limit of the code's size before it); the findings
/// explain it. What only a run can tell, a start function that traps or a worker without room for the memory, is a
/// remark.
///
/// @param refusal why a worker would not start it; absent when it would
/// @param problems everything that stands against the start, not only what the worker meets first
/// @param remarks what is worth knowing of a program that starts
public record ProgramCheck(Optional<String> refusal, List<String> problems, List<String> remarks, Facts facts) {
    private static final long PAGE_BYTES = 1 << 16;
    /// Beyond this much a program is one of the large ones of its worker.
    private static final long MUCH_MEMORY_PAGES = 256;

    private static final String TODAYS_RUSTC =
            "Build with `phala sidevm build`, or with -C target-cpu=mvp and wasm-opt --mvp-features --enable-sign-ext";

    /// Sizes of the code; memory in pages of 64 KiB, as it begins. All but the first are 0 where the file is no module.
    public record Facts(int codeBytes, int functions, long instructions, long dataBytes, long memoryPages) {}

    public boolean accepted() {
        return refusal.isEmpty();
    }

    /// Looks at code as a worker does that is to start it within these limits.
    public static ProgramCheck of(Bytes code, SidevmConfig config) {
        return new Look(code, config).run();
    }

    private static final class Look {
        private final Bytes code;
        private final SidevmConfig config;
        private final Linker<Guest> offered;
        private final List<String> problems = new ArrayList<>();
        private final List<String> remarks = new ArrayList<>();

        Look(Bytes code, SidevmConfig config) {
            this.code = code;
            this.config = config;
            this.offered = Imports.linker(config.maxMemoryPages());
        }

        ProgramCheck run() {
            Facts facts = new Facts(code.size(), 0, 0, 0, 0);
            if (isTooLarge()) {
                problems.add(String.format(
                        Locale.ROOT,
                        "the code has %,d bytes; at most %,d are accepted. Build with opt-level \"z\" and run wasm-opt -Oz",
                        code.size(),
                        Integer.toUnsignedLong(config.maxCodeSize())));
            }
            try {
                WasmModule module = WasmModule.decode(code, Dialect.PROGRAM);
                facts = new Facts(
                        code.size(),
                        module.functionCount(),
                        module.operatorCount(),
                        module.dataBytes(),
                        module.memory().map(Limits::minimum).orElse(0L));
                look(module);
            } catch (WasmDecodeException e) {
                problems.add(described(e));
            }
            Optional<String> refusal = refusal();
            if (refusal.isPresent() && problems.isEmpty()) {
                problems.add(refusal.get());
            }
            return new ProgramCheck(refusal, List.copyOf(problems), List.copyOf(remarks), facts);
        }

        private boolean isTooLarge() {
            return code.size() > Integer.toUnsignedLong(config.maxCodeSize());
        }

        private Optional<String> refusal() {
            if (isTooLarge()) {
                return Optional.of(new ExitReason.CodeTooLarge().text());
            }
            try {
                ProgramCode.link(code, config.maxMemoryPages(), Compiling.HERE);
                return Optional.empty();
            } catch (NoProgramException e) {
                return Optional.of(new ExitReason.FailedToStart().text() + ": " + e.getMessage());
            }
        }

        private String described(WasmDecodeException e) {
            if (code.size() < 4 || !code.slice(0, 4).equals(Bytes.of((byte) 0, (byte) 'a', (byte) 's', (byte) 'm'))) {
                return "the file is no WebAssembly module: " + e.getMessage();
            }
            String message = String.valueOf(e.getMessage());
            boolean isTooModern = message.contains("not supported") || message.contains("multi-value");
            return "the code is not valid for the program engine: " + message
                    + (isTooModern ? ". " + TODAYS_RUSTC : "");
        }

        private void look(WasmModule module) {
            module.imports().forEach(this::imported);
            entry(module);
            memory(module);
            if (module.startFunction().isPresent()) {
                remarks.add("function " + module.startFunction().getAsInt()
                        + " is a start function: it runs before the first turn, within one breath of gas, and if it traps the "
                        + "program does not start");
            }
        }

        private void imported(WasmImport item) {
            switch (item) {
                case WasmImport.Function function -> function(function);
                case WasmImport.Memory memory ->
                    remarks.add("the memory is imported (" + memory.module() + "." + memory.name()
                            + "): the worker makes one of the declared size");
                case WasmImport.Table _, WasmImport.Global _ ->
                    problems.add("the import " + item.module() + "." + item.name()
                            + " is no function; only functions and a memory can be imported");
            }
        }

        private void function(WasmImport.Function wanted) {
            String name = wanted.module() + "." + wanted.name();
            Optional<FuncType> type = offered.offered(wanted.module(), wanted.name());
            if (type.isEmpty()) {
                problems.add("the import " + name + " is unknown to the worker" + near(wanted));
            } else if (!type.get().equals(wanted.type())) {
                problems.add(
                        "the import " + name + " is of type " + wanted.type() + "; the worker offers " + type.get());
            }
        }

        /// What an author can do about it.
        private String near(WasmImport.Function wanted) {
            for (String module : List.of("env", "wasi_snapshot_preview1")) {
                if (offered.offered(module, wanted.name()).isPresent()) {
                    return "; it has " + module + "." + wanted.name();
                }
            }
            if (wanted.module().startsWith("__wbindgen") || wanted.module().equals("wbg")) {
                return "; some crate was built for browsers (wasm-bindgen): switch off its feature for JavaScript";
            }
            if (wanted.module().startsWith("seal")) {
                return "; it is a function for ink! contracts";
            }
            return wanted.module().startsWith("wasi")
                    ? "; of WASI it has preview 1 (wasi_snapshot_preview1)"
                    : "; it has env.sidevm_ocall, env.sidevm_ocall_fast_return and WASI preview 1. An extern function that "
                            + "nobody defines becomes an import";
        }

        private void entry(WasmModule module) {
            Optional<WasmExport> poll = module.export(Program.POLL);
            if (poll.isEmpty()) {
                problems.add(
                        "the code does not export sidevm_poll; is it built as a cdylib, with #[sidevm::main] on its "
                                + "main function?");
            } else if (poll.get().kind() != WasmExport.Kind.FUNCTION) {
                problems.add("the export sidevm_poll is no function");
            } else if (!ProgramCode.isPoll(module, poll.get())) {
                problems.add("the export sidevm_poll is of type "
                        + module.functionType(poll.get().index()) + "; expected " + ProgramCode.POLL);
            }
        }

        private void memory(WasmModule module) {
            if (module.export("memory")
                    .filter(export -> export.kind() == WasmExport.Kind.MEMORY)
                    .isEmpty()) {
                problems.add("the code does not export its memory under the name memory");
            }
            if (module.memory().isEmpty()) {
                return;
            }
            Limits memory = module.memory().get();
            long limit = Integer.toUnsignedLong(config.maxMemoryPages());
            if (memory.minimum() > limit) {
                problems.add(String.format(
                        Locale.ROOT,
                        "the memory begins with %,d pages of 64 KiB; at most %,d are allowed",
                        memory.minimum(),
                        limit));
            } else if (memory.maximumOr(limit) > limit) {
                problems.add(String.format(
                        Locale.ROOT,
                        "the memory may grow to %,d pages of 64 KiB; at most %,d are allowed. Link with --max-memory=%d, or "
                                + "without",
                        memory.maximumOr(limit),
                        limit,
                        limit * PAGE_BYTES));
            } else if (memory.minimum() >= MUCH_MEMORY_PAGES) {
                remarks.add(String.format(
                        Locale.ROOT,
                        "the memory begins with %,d MiB: a worker starts it only where so much is free beside other programs",
                        memory.minimum() * PAGE_BYTES >> 20));
            }
        }
    }
}
