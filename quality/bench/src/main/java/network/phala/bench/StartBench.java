package network.phala.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import network.phala.client.worker.PrpcClient;
import network.phala.crypto.Sr25519;
import network.phala.devnet.DevAccounts;
import network.phala.devnet.Devnet;
import network.phala.devnet.DevnetConfig;
import network.phala.devnet.ProgramProcess;
import network.phala.devnet.Steps;
import network.phala.e2e.EmbeddedLauncher;

/// Warm starts of the programs as processes, their memory when idle in a working network, and a network in one virtual
/// machine.
final class StartBench implements Bench {
    private static final double START_SECONDS = 1.5;
    private static final double IDLE_MEGABYTES = 350;
    private static final double EMBEDDED_SECONDS = 5;
    private static final int STARTS = 5;

    @Override
    public String name() {
        return "start";
    }

    @Override
    public List<Figure> measure() throws Exception {
        Path root =
                Path.of(System.getProperty("phala.root", ".")).toAbsolutePath().normalize();
        List<Figure> figures = new ArrayList<>();
        figures.add(start(
                root, "phala-node", "Imported #1", List.of("--dev", "--tmp", "--block-millisecs=300", "--rpc-port=0")));
        figures.add(start(
                root, "pruntime", "Rocket has launched", List.of("--address=127.0.0.1", "--port=0", "--cores=0")));
        figures.add(start(
                root,
                "pherry",
                "No node answers",
                List.of("--substrate-ws-endpoint=ws://127.0.0.1:1", "--attestation-provider=none")));
        figures.addAll(idle(root));
        figures.add(embedded(root));
        return figures;
    }

    /// Median time from the launcher's start to the line that says the program works.
    private static Figure start(Path root, String program, String line, List<String> arguments) throws Exception {
        double[] seconds = new double[STARTS];
        for (int i = 0; i < STARTS; i++) {
            Path folder = Files.createTempDirectory("phala-start-");
            long begin = System.nanoTime();
            try (ProgramProcess process = ProgramProcess.start(root, program, program, folder, folder, arguments)) {
                Steps.await(
                        "the line \"" + line + "\" of " + program,
                        Duration.ofSeconds(30),
                        () -> Optional.of(process).filter(p -> says(p.log(), line)));
                seconds[i] = (System.nanoTime() - begin) / 1e9;
            }
            deleteTree(folder);
        }
        Arrays.sort(seconds);
        double median = seconds[STARTS / 2];
        return new Figure(
                "start-" + program, START_SECONDS / median, 1.0, String.format(Locale.ROOT, "%.2f s", median));
    }

    private static void deleteTree(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static boolean says(Path log, String line) {
        try {
            return Files.readString(log).contains(line);
        } catch (IOException e) {
            return false;
        }
    }

    private static List<Figure> idle(Path root) throws Exception {
        Path base = Files.createTempDirectory("phala-idle-");
        Devnet.Started started = Devnet.start(new DevnetConfig(root, base, true, 1, 300, 0, 0), Steps.silent());
        List<Figure> figures = new ArrayList<>();
        try (Devnet devnet = started.devnet()) {
            Thread.sleep(Duration.ofSeconds(10));
            for (String name : List.of("node", "pruntime-0", "pherry-0")) {
                double megabytes = residentMegabytes(devnet.program(name).pid());
                figures.add(new Figure(
                        "idle-memory-" + name,
                        IDLE_MEGABYTES / megabytes,
                        1.0,
                        String.format(Locale.ROOT, "%.0f MB", megabytes)));
            }
        }
        return figures;
    }

    private static double residentMegabytes(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
            }
        }
        throw new IOException("/proc/" + pid + "/status says nothing of VmRSS");
    }

    private static Figure embedded(Path root) throws Exception {
        Path base = Files.createTempDirectory("phala-embedded-");
        long begin = System.nanoTime();
        Devnet.Started started =
                Devnet.start(new DevnetConfig(root, base, true, 1, 150, 0, 0), new EmbeddedLauncher(), Steps.silent());
        try (Devnet _ = started.devnet();
                Sr25519.Pair alice = DevAccounts.pair("//Alice");
                PrpcClient prpc =
                        new PrpcClient(started.network().workers().getFirst().url())) {
            DevnetBench.askSystemVersion(started, prpc, alice);
            double seconds = (System.nanoTime() - begin) / 1e9;
            return new Figure(
                    "embedded-first-answer",
                    EMBEDDED_SECONDS / seconds,
                    1.0,
                    String.format(Locale.ROOT, "%.1f s", seconds));
        }
    }
}
