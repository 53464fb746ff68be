package network.phala.wasm;

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

    /// What the host has seen.
    static final class Log {
        private long hash = SEED;
        private long calls;

        private long add(long[] args) {
            for (long arg : args) {
                mix(arg);
            }
            calls++;
            mix(calls);
            return hash;
        }

        private void mix(long value) {
            for (int i = 0; i < 64; i += 8) {
                hash = (hash ^ value >>> i & 0xff) * 0x100000001b3L;
            }
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
                linker.define(function.module(), function.name(), function.type(), (log, _, args) -> log.add(args));
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
    static String runLikePeer(LinkedModule<Log> module, long fuel, String export) {
        Log log = new Log();
        try (Instance<Log> instance = module.instantiate(log)) {
            instance.setFuel(fuel);
            String outcome = "ok";
            try {
                instance.start();
                instance.invoke(export);
            } catch (WasmTrap trap) {
                outcome = "trap:" + camelCase(trap.code().name());
            } catch (Trap trap) {
                outcome = trap.toString();
            }
            Log memory = new Log();
            for (byte b : instance.memory().read(0, instance.memory().size())) {
                memory.hash = (memory.hash ^ b & 0xff) * 0x100000001b3L;
            }
            return String.format(
                    Locale.ROOT, "%s fuel=%d mem=%016x log=%016x", outcome, instance.fuel(), memory.hash, log.hash);
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
