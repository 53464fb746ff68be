package network.phala.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import network.phala.devnet.Devnet;
import network.phala.devnet.DevnetConfig;
import network.phala.devnet.Network;
import network.phala.devnet.ReadyFile;
import network.phala.devnet.StepFailedException;
import network.phala.devnet.Steps;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `phala devnet`.
@Command(
        name = "devnet",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Starts a development network and keeps it until Ctrl-C.",
        footer = {
            "",
            "Examples:",
            "  phala devnet",
            "  phala devnet --workers 2 --base-path ~/my-net --node-port 9944 --worker-port 8000 --ready-file /tmp/net.json"
        })
final class DevnetCommand implements Callable<Integer> {
    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "1",
            description = "pruntimes, each with its relayer (default: ${DEFAULT-VALUE}).")
    private int workers;

    @Option(
            names = "--block-millis",
            paramLabel = "MS",
            defaultValue = "300",
            description = "Time between blocks (default: ${DEFAULT-VALUE}).")
    private int blockMillis;

    @Option(
            names = "--base-path",
            paramLabel = "DIR",
            description = "Keep the data here and go on from it next time (default: a temporary folder).")
    private @Nullable Path basePath;

    @Option(
            names = "--ready-file",
            paramLabel = "FILE",
            description = "Write URLs and accounts there as one JSON object when everything answers.")
    private @Nullable Path readyFile;

    @Option(
            names = "--node-port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Port of the node (default: a free one).")
    private int nodePort;

    @Option(
            names = "--worker-port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Port of the first worker (default: free ones).")
    private int workerPort;

    @Option(
            names = "--query-timeout",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "How long a query may take, 5 to 600 (default: ${DEFAULT-VALUE}).")
    private int queryTimeout;

    @Override
    public Integer call() throws IOException {
        if (readyFile != null) {
            // Now rather than when the network is up and nobody is told.
            Files.createDirectories(readyFile.toAbsolutePath().getParent());
            Files.deleteIfExists(readyFile);
        }
        boolean temporary = basePath == null;
        Path base = basePath == null
                ? Files.createTempDirectory("phala-devnet-")
                : Files.createDirectories(basePath.toAbsolutePath());
        Steps steps = new Steps(System.out);
        steps.title("Phala development network (simulated TEE: NOT confidential against its operator)");
        try {
            Devnet.Started started = Devnet.start(
                    new DevnetConfig(
                            PhalaMain.root(),
                            base,
                            temporary,
                            workers,
                            blockMillis,
                            nodePort,
                            workerPort,
                            Duration.ofSeconds(queryTimeout),
                            0),
                    steps);
            try (Devnet devnet = started.devnet()) {
                devnet.serve();
                print(started.network(), base);
                if (readyFile != null) {
                    ReadyFile.write(readyFile.toAbsolutePath(), started.network());
                }
                watch(devnet);
            }
            return 0;
        } catch (StepFailedException e) {
            System.err.println();
            System.err.println(e.getMessage());
            if (Files.exists(base.resolve("logs"))) {
                System.err.println("Logs: " + base.resolve("logs"));
            }
            return 1;
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            return 2;
        }
    }

    private static void print(Network network, Path base) {
        System.out.println();
        System.out.println("  node             " + network.nodeUrl() + "   " + network.nodeHttpUrl());
        for (Network.Worker worker : network.workers()) {
            System.out.println("  worker           " + worker.url() + "   " + worker.publicKey());
        }
        System.out.println("  cluster          " + network.clusterId());
        System.out.println("  system contract  " + network.systemContract());
        System.out.println("  accounts         " + String.join(" ", ReadyFile.ACCOUNTS));
        System.out.println("  logs             " + base.resolve("logs"));
        System.out.println();
        System.out.println("Ctrl-C stops it.");
        System.out.flush();
    }

    /// Returns when a program ends by itself, with its reason.
    private static void watch(Devnet devnet) throws StepFailedException {
        CountDownLatch never = new CountDownLatch(1);
        try {
            while (!never.await(1, java.util.concurrent.TimeUnit.SECONDS)) {
                devnet.ensureAlive();
            }
        } catch (StepFailedException e) {
            devnet.keepFiles();
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
