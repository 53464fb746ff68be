package network.phala.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import network.phala.primitives.Bytes;
import network.phala.wasm.Instance;
import network.phala.wasm.LinkedModule;
import network.phala.wasm.Linker;
import network.phala.wasm.Trap;
import network.phala.wasm.WasmModule;

/// Metered guest code against wasmi 0.31 (`wasmi-peer`) and against V8, in CPU time: compute kernels, and a
/// small call with a fresh instance, for which pallet-contracts parses and translates the module every
/// time.
final class WasmBench implements Bench {
    private static final Path PEER = Path.of("quality", "bench", "wasmi-peer");
    private static final long FUEL = 1L << 50;

    /// Metered guest code may take so many times as long as V8 takes without metering.
    private static final double V8_GOAL = 3;

    private record Kernel(String name, int work) {}

    private static final List<Kernel> KERNELS = List.of(
            new Kernel("fib", 27),
            new Kernel("sieve", 40),
            new Kernel("sha256", 3000),
            new Kernel("keccak", 1000),
            new Kernel("vm", 500_000));

    @Override
    public String name() {
        return "wasm";
    }

    @Override
    public List<Figure> measure() throws Exception {
        byte[] code = kernels();
        WasmModule module = WasmModule.decode(Bytes.of(code));
        LinkedModule<String> linked = new Linker<String>(64).link(module);
        Path file = Files.createTempFile("kernels", ".wasm");
        try (Peer peer = new Peer(build())) {
            Files.write(file, code);
            V8 v8 = V8.find();
            List<Figure> figures = new ArrayList<>();
            double product = 1;
            StringBuilder detail = new StringBuilder();
            for (Kernel kernel : KERNELS) {
                double ours = 1 / Rate.perCpuSecond(() -> run(linked, kernel.name(), kernel.work()));
                v8.measure(file, kernel.name(), kernel.work())
                        .ifPresent(seconds -> figures.add(new Figure(
                                "v8-" + kernel.name(),
                                seconds / ours,
                                1 / V8_GOAL,
                                String.format(
                                        Locale.ROOT, "%.2f ms, V8 unmetered %.2f ms", ours * 1e3, seconds * 1e3))));
                double theirs = peer.seconds("kept " + file + " " + FUEL + " " + kernel.name(), 10, kernel.work());
                product *= theirs / ours;
                detail.append(String.format(Locale.ROOT, "%s %.1fx ", kernel.name(), theirs / ours));
            }
            figures.add(new Figure(
                    "wasm-kernels",
                    Math.pow(product, 1.0 / KERNELS.size()),
                    10,
                    detail.toString().strip()));
            double ours = 1 / Rate.perCpuSecond(() -> run(linked, "fib", 10));
            double theirs = peer.seconds("fresh " + file + " " + FUEL + " fib", 1000, 10);
            figures.add(new Figure(
                    "wasm-call",
                    theirs / ours,
                    10,
                    String.format(Locale.ROOT, "%.1f us, wasmi %.1f us", ours * 1e6, theirs * 1e6)));
            figures.addAll(FirstCallBench.figures());
            return figures;
        } finally {
            Files.delete(file);
        }
    }

    private static int run(LinkedModule<String> linked, String export, int work) {
        try (Instance<String> instance = linked.instantiate("")) {
            instance.setFuel(FUEL);
            return (int) instance.invoke(export, work);
        } catch (Trap e) {
            throw new IllegalStateException(export + " trapped", e);
        }
    }

    private static byte[] kernels() throws IOException {
        try (InputStream in = WasmBench.class.getResourceAsStream("kernels.wasm")) {
            if (in == null) {
                throw new IOException("resource kernels.wasm is missing");
            }
            return in.readAllBytes();
        }
    }

    private static Path build() throws IOException, InterruptedException {
        Process cargo = new ProcessBuilder("cargo", "build", "--release", "--quiet")
                .directory(PEER.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (cargo.waitFor() != 0) {
            throw new IOException(
                    "cargo could not build " + PEER + "; run it from the project's root with cargo installed");
        }
        return PEER.resolve(Path.of("target", "release", "wasmi-peer"));
    }

    /// The running peer.
    private static final class Peer implements AutoCloseable {
        private final Process process;
        private final PrintStream out;
        private final BufferedReader in;

        Peer(Path binary) throws IOException {
            process = new ProcessBuilder(binary.toAbsolutePath().toString()).start();
            out = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
            in = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        }

        private Duration cpu() {
            return process.info().totalCpuDuration().orElseThrow();
        }

        /// CPU seconds of one run, over enough runs that the coarse clock does not matter.
        double seconds(String command, int times, int work) throws IOException {
            int repeated = times;
            while (true) {
                Duration before = cpu();
                out.println(command + " " + repeated + " " + work);
                String answer = in.readLine();
                if (!"done".equals(answer)) {
                    throw new IOException("wasmi-peer answered " + answer + " to " + command);
                }
                double used = cpu().minus(before).toNanos() / 1e9;
                if (used > 1) {
                    return used / repeated;
                }
                repeated *= used > 0.1 ? 10 : 20;
            }
        }

        @Override
        public void close() {
            process.destroy();
        }
    }
}
