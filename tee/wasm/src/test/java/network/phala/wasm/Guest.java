package network.phala.wasm;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import network.phala.primitives.Bytes;

/// Runs modules in tests against host functions that only log, and describes everything observable of a run in
/// one line.
final class Guest {
    private static final long SEED = 0xcbf29ce484222325L;

    /// A piece of a test.
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    /// Runs a piece of a test where guests may recurse as deep as they can.
    static void onGuestThread(Work work) throws Exception {
        FutureTask<Boolean> task = new FutureTask<>(() -> {
            work.run();
            return true;
        });
        GuestThread.of("guest test", task).start();
        try {
            task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }

    /// FNV-1a of 64 bits.
    static final class Hash {
        private long value;

        Hash() {
            this(0);
        }

        /// Another hash for each number.
        Hash(int variant) {
            value = SEED + variant;
        }

        long value() {
            return value;
        }

        void add(String text) {
            add(text.getBytes(StandardCharsets.US_ASCII));
        }

        void add(byte[] bytes) {
            long hash = value;
            for (byte b : bytes) {
                hash = (hash ^ b & 0xff) * 0x100000001b3L;
            }
            value = hash;
        }

        void add(long number) {
            for (int i = 0; i < 64; i += 8) {
                value = (value ^ number >>> i & 0xff) * 0x100000001b3L;
            }
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%016x", value);
        }
    }

    /// What the host has seen, and what it does then, as `quality/bench/wasmi-peer` says at its top.
    static final class Log {
        private final Hash hash = new Hash();
        private final Optional<SealStub> contract;
        private long calls;

        Log() {
            contract = Optional.empty();
        }

        /// A host for contracts.
        Log(SealStub contract) {
            this.contract = Optional.of(contract);
        }

        private long called(String name, Instance<Log> instance, long[] args) throws Trap {
            for (long arg : args) {
                hash.add(arg);
            }
            calls++;
            hash.add(calls);
            if (contract.isPresent()) {
                return contract.get().called(name, hash, instance, args);
            }
            if (name.startsWith("fuel")) {
                instance.consumeFuel(hash.value & 2047);
            } else if (name.startsWith("trap") && (hash.value >> 8 & 3) == 0) {
                throw new Refusal();
            } else if (name.startsWith("mem")) {
                long address = args.length == 0 ? 0 : args[0] & 0xffffffffL;
                hash.add(instance.memory().read(address, 16));
                instance.memory().writeI64(address, hash.value);
            }
            return hash.value;
        }
    }

    /// A host function ends the run.
    private static final class Refusal extends HostTrap {
        private static final long serialVersionUID = 1;

        Refusal() {
            super("Host");
        }
    }

    private Guest() {}

    static WasmModule decode(Bytes code) {
        try {
            return WasmModule.decode(code);
        } catch (WasmDecodeException e) {
            throw new AssertionError(e);
        }
    }

    static LinkedModule<Log> link(WasmModule module, Engine engine) {
        return link(module, engine == Engine.COMPILER ? Optional.of(CompilerLimits.DEFAULT) : Optional.empty());
    }

    /// Compiled in as many segments as possible.
    static LinkedModule<Log> linkInPieces(WasmModule module) {
        return link(module, Optional.of(new CompilerLimits(60, 20, 60, 0)));
    }

    /// Compiled with every memory access in place.
    static LinkedModule<Log> linkOpen(WasmModule module) {
        return link(module, Optional.of(new CompilerLimits(8000, 2500, 5000, 0)));
    }

    /// Every way to run a module: compiled as usual, in pieces, with open accesses, interpreted.
    static List<LinkedModule<Log>> linkAll(WasmModule module) {
        return List.of(
                link(module, Engine.COMPILER),
                linkInPieces(module),
                linkOpen(module),
                link(module, Engine.INTERPRETER));
    }

    private static Linker<Log> linker(WasmModule module) {
        Linker<Log> linker = new Linker<>(64);
        Set<String> names = new HashSet<>();
        for (WasmImport item : module.imports()) {
            if (item instanceof WasmImport.Function function && names.add(function.module() + "." + function.name())) {
                String called = function.name();
                linker.define(
                        function.module(),
                        called,
                        function.type(),
                        (log, instance, args) -> log.called(called, instance, args));
            }
        }
        return linker;
    }

    private static LinkedModule<Log> link(WasmModule module, Optional<CompilerLimits> compiler) {
        try {
            return linker(module).link(module, compiler);
        } catch (LinkException e) {
            throw new AssertionError(e);
        }
    }

    /// Whether the module's segments fit.
    static boolean links(WasmModule module) {
        try {
            linker(module).link(module, Engine.INTERPRETER);
            return true;
        } catch (LinkException e) {
            return false;
        }
    }

    static LinkedModule<Log> link(ModuleBuilder module, Engine engine) {
        return link(decode(module.build()), engine);
    }

    /// Outcome, fuel left, memory and host calls of one run.
    static String run(LinkedModule<Log> module, long fuel, String export, long... args) {
        Log log = new Log();
        try (Instance<Log> instance = module.instantiate(log)) {
            instance.setFuel(fuel);
            String outcome;
            try {
                instance.start();
                outcome = "ok " + instance.invoke(export, args);
            } catch (WasmTrap trap) {
                outcome = trap.code().name();
            } catch (Trap trap) {
                outcome = trap.toString();
            }
            return outcome + " fuel " + instance.fuel() + " memory " + memoryHash(instance) + " host " + log.hash;
        }
    }

    /// The same in the words of `quality/bench/wasmi-peer`.
    static String runLikePeer(LinkedModule<Log> module, long fuel, String export, long... args) {
        return runLikePeer(module, new Log(), fuel, export, args);
    }

    static String runLikePeer(LinkedModule<Log> module, Log log, long fuel, String export, long... args) {
        try (Instance<Log> instance = module.instantiate(log)) {
            instance.setFuel(fuel);
            String outcome = "ok";
            // The peer cannot look into a module's own memory before the start function has ended well.
            boolean seesMemory = module.module().importsMemory();
            try {
                instance.start();
                seesMemory |= module.module().memory().isPresent();
                long result = instance.invoke(export, args);
                int called = module.module().export(export).orElseThrow().index();
                outcome += module.module().functionType(called).results().isEmpty() ? "" : ":" + result;
            } catch (WasmTrap trap) {
                outcome = "trap:" + camelCase(trap.code().name());
            } catch (Trap trap) {
                outcome = "trap:" + trap.getMessage();
            }
            String memory = "0000000000000000";
            if (seesMemory) {
                Hash hash = new Hash();
                hash.add(instance.memory().read(0, instance.memory().size()));
                memory = hash.toString();
            }
            return outcome + " fuel=" + instance.fuel() + " mem=" + memory + " log=" + log.hash;
        } catch (WasmTrap e) {
            throw new AssertionError(e);
        }
    }

    private static String camelCase(String name) {
        StringBuilder text = new StringBuilder();
        for (String word : name.split("_")) {
            text.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return text.toString();
    }

    private static int memoryHash(Instance<Log> instance) {
        try {
            return Arrays.hashCode(instance.memory().read(0, instance.memory().size()));
        } catch (WasmTrap e) {
            throw new AssertionError(e);
        }
    }
}
