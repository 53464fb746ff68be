package network.phala.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import network.phala.crypto.Blake2b;
import network.phala.crypto.Sr25519;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.pruntime.seal.SealedCode;
import network.phala.pruntime.seal.SealedFiles;
import network.phala.wasm.CodeStore;
import network.phala.wasm.Instance;
import network.phala.wasm.LinkException;
import network.phala.wasm.LinkedModule;
import network.phala.wasm.Linker;
import network.phala.wasm.Trap;
import network.phala.wasm.WasmImport;
import network.phala.wasm.WasmModule;

/// The first call of a contract: decoding, linking, compiling and calling it, in CPU time scaled to 100 KB of code;
/// compiled anew in a warm process, and from the worker's disk in a warm process and in a new one, which is run as the
/// worker is.
///
/// The contracts are ink! ones of the golden data beside this repository; without them there are no figures.
final class FirstCallBench {
    private static final Path CONTRACTS = Path.of("..", "shared", "data", "pink", "contracts");
    /// Another one, of any size, can be given as system property.
    private static final Path CONTRACT = Path.of(
            System.getProperty("bench.contract", CONTRACTS.resolve("pinky.wasm").toString()));
    private static final Path SMALL = CONTRACTS.resolve("flipper.wasm");
    /// What a worker has run before: its system contract, say.
    private static final Path OTHER = CONTRACTS.resolve("caller.wasm");

    private static final double COMPILED_GOAL_MILLIS = 150;
    private static final double DISK_GOAL_MILLIS = 15;
    private static final int PROCESSES = 3;
    private static final int SIZE = 100 * 1024;

    /// Runs [#main] as `./pruntime` runs the worker: its flags, its class path and its AOT cache.
    private static final String AS_A_WORKER = """
            ROOT=$1
            . scripts/jdk.sh
            . scripts/dist.sh
            run_main pruntime network.phala.bench.FirstCallBench quality/bench/target/classes "$2" "$3"
            """;

    private FirstCallBench() {}

    static List<Figure> figures() throws Exception {
        if (!Files.exists(CONTRACT)) {
            System.err.println("  no " + CONTRACT + ": first call not measured");
            return List.of();
        }
        Bytes code = Bytes.of(Files.readAllBytes(CONTRACT));
        Path directory = Files.createTempDirectory("code");
        try (SealedCode store = store(directory)) {
            for (Path contract : List.of(CONTRACT, SMALL, OTHER)) {
                Bytes each = Bytes.of(Files.readAllBytes(contract));
                store.save(hash(each), link(WasmModule.decode(each))::parts);
                while (store.open(hash(each)) == CodeStore.Parts.NONE) {
                    Thread.onSpinWait();
                }
            }
            double compiled = 1e3 / Rate.perCpuSecond(() -> call(WasmModule.decode(code)));
            double disk = 1e3 / Rate.perCpuSecond(() -> call(WasmModule.decode(code, store.open(hash(code)))));
            Bytes small = Bytes.of(Files.readAllBytes(SMALL));
            double young = inNewProcess(directory, CONTRACT);
            double youngSmall = inNewProcess(directory, SMALL);
            // What a young process has to pay once does not grow with the code: a line through two sizes.
            double perByte = Math.max(0, young - youngSmall) / (code.size() - small.size());
            double scaled = young + perByte * (SIZE - code.size());
            return List.of(
                    figure("wasm-first-call-100k", COMPILED_GOAL_MILLIS, compiled, code),
                    figure("wasm-disk-first-call-100k", DISK_GOAL_MILLIS, disk, code),
                    new Figure(
                            "wasm-disk-first-call-100k-new-process",
                            DISK_GOAL_MILLIS / scaled,
                            1,
                            String.format(
                                    Locale.ROOT,
                                    "%.1f ms; %.1f ms for %d bytes, %.1f ms for %d",
                                    scaled,
                                    young,
                                    code.size(),
                                    youngSmall,
                                    small.size())));
        } finally {
            try (Stream<Path> all = Files.walk(directory)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private static Figure figure(String name, double goal, double millis, Bytes code) {
        double scaled = millis * SIZE / code.size();
        String detail =
                String.format(Locale.ROOT, "%.1f ms; %.1f ms for the %d bytes measured", scaled, millis, code.size());
        return new Figure(name, goal / scaled, 1, detail);
    }

    private static SealedCode store(Path directory) throws IOException {
        SealedCode store = new SealedCode(new SealedFiles(directory));
        store.belongTo(Sr25519.Pair.fromSeed(new byte[32]));
        return store;
    }

    private static H256 hash(Bytes code) {
        return new H256(Blake2b.hash256(code.unsafeArray()));
    }

    private static LinkedModule<String> link(WasmModule module) throws LinkException {
        Linker<String> linker = new Linker<>(64);
        for (WasmImport item : module.imports()) {
            if (item instanceof WasmImport.Function function) {
                linker.define(function.module(), function.name(), function.type(), (_, _, _) -> 0);
            }
        }
        return linker.link(module);
    }

    /// Calls `call` with host functions that do nothing.
    private static int call(WasmModule module) throws LinkException {
        try (Instance<String> instance = link(module).instantiate("")) {
            instance.setFuel(1L << 50);
            return (int) instance.invoke("call");
        } catch (Trap e) {
            return 1;
        }
    }

    /// The least of several.
    private static double inNewProcess(Path directory, Path contract) throws IOException, InterruptedException {
        double least = Double.MAX_VALUE;
        for (int i = 0; i < PROCESSES; i++) {
            least = Math.min(least, once(directory, contract));
        }
        return least;
    }

    private static double once(Path directory, Path contract) throws IOException, InterruptedException {
        Path root =
                Path.of(System.getProperty("phala.root", ".")).toAbsolutePath().normalize();
        Process process = new ProcessBuilder(
                        "bash", "-c", AS_A_WORKER, "bash", root.toString(), directory.toString(), contract.toString())
                .directory(root.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IOException("the new process ended with " + process.exitValue());
        }
        return Double.parseDouble(printed);
    }

    /// The new process: prints the CPU milliseconds of a first call from the disk, after another contract's.
    public static void main(String[] arguments) throws Exception {
        Bytes code = Bytes.of(Files.readAllBytes(Path.of(arguments[1])));
        Bytes other = Bytes.of(Files.readAllBytes(OTHER));
        try (SealedCode store = store(Path.of(arguments[0]))) {
            call(WasmModule.decode(other, store.open(hash(other))));
            H256 hash = hash(code);
            long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            call(WasmModule.decode(code, store.open(hash)));
            long end = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            System.out.println((end - begin) / 1e6);
        }
    }
}
