package network.phala.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import network.phala.client.contract.ContractFile;
import network.phala.client.worker.ContractClient;
import network.phala.client.worker.PrpcClient;
import network.phala.crypto.Sr25519;
import network.phala.devnet.DevAccounts;
import network.phala.devnet.Devnet;
import network.phala.devnet.DevnetConfig;
import network.phala.devnet.Steps;
import network.phala.primitives.Bytes;

/// The whole network as processes: time to the first confidential answer.
final class DevnetBench implements Bench {
    private static final double READY_SECONDS = 10;

    @Override
    public String name() {
        return "devnet";
    }

    @Override
    public List<Figure> measure() throws Exception {
        Path root =
                Path.of(System.getProperty("phala.root", ".")).toAbsolutePath().normalize();
        Path base = Files.createTempDirectory("phala-bench-");
        long begin = System.nanoTime();
        Devnet.Started started = Devnet.start(new DevnetConfig(root, base, true, 1, 300, 0, 0), Steps.silent());
        List<Figure> figures = new ArrayList<>();
        try (Devnet _ = started.devnet();
                Sr25519.Pair alice = DevAccounts.pair("//Alice");
                PrpcClient prpc =
                        new PrpcClient(started.network().workers().getFirst().url())) {
            askSystemVersion(started, prpc, alice);
            double seconds = (System.nanoTime() - begin) / 1e9;
            figures.add(new Figure(
                    "devnet-first-answer",
                    READY_SECONDS / seconds,
                    1.0,
                    String.format(Locale.ROOT, "%.1f s", seconds)));
        }
        return figures;
    }

    /// The first confidential answer of a new network: the system contract's version.
    ///
    /// @return the client that asked
    static ContractClient askSystemVersion(Devnet.Started started, PrpcClient worker, Sr25519.Pair asker)
            throws Exception {
        ContractFile system = ContractFile.read(started.devnet().artifact("system"));
        ContractClient client = new ContractClient(
                worker, Devnet.queryKey(started.network().workers().getFirst()));
        Bytes version = system.message("System::version").selector();
        client.query(started.network().systemContract(), version, ContractClient.Mode.PLAIN, asker);
        return client;
    }
}
