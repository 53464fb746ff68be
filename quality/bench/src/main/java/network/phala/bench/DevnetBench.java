package network.phala.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import network.phala.client.contract.ContractFile;
import network.phala.client.worker.ContractClient;
import network.phala.client.worker.PrpcClient;
import network.phala.crypto.Sr25519;
import network.phala.devnet.ContractRoad;
import network.phala.devnet.DevAccounts;
import network.phala.devnet.Devnet;
import network.phala.devnet.DevnetConfig;
import network.phala.devnet.Steps;
import network.phala.primitives.Bytes;
import network.phala.prpc.PrpcMethod;
import network.phala.prpc.message.Network.EchoMessage;

/// The whole network as processes: time to the first confidential answer, and encrypted queries against the echo
/// endpoint
/// of the same server.
final class DevnetBench implements Bench {
    private static final double READY_SECONDS = 10;
    /// Half of the echo endpoint's rate, a session reused.
    private static final double QUERY_GOAL = 0.5;
    private static final int QUERIES = 2000;
    private static final int PARALLEL = 8;

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
        try (Devnet devnet = started.devnet();
                Sr25519.Pair alice = DevAccounts.pair("//Alice");
                PrpcClient prpc =
                        new PrpcClient(started.network().workers().getFirst().url())) {
            ContractClient client = askSystemVersion(started, prpc, alice);
            double seconds = (System.nanoTime() - begin) / 1e9;
            figures.add(new Figure(
                    "devnet-first-answer",
                    READY_SECONDS / seconds,
                    1.0,
                    String.format(Locale.ROOT, "%.1f s", seconds)));

            ContractFile flipper = ContractFile.read(devnet.artifact("flipper4"));
            try (ContractRoad road = new ContractRoad(devnet, started.network(), flipper)) {
                road.upload(alice);
                ContractRoad.Instance contract =
                        road.instantiate(flipper.constructor("new"), List.of("true"), Bytes.EMPTY, alice);
                Bytes get = flipper.message("get").selector();
                Call query = () -> client.query(contract.id(), get, ContractClient.Mode.PLAIN, alice);
                Call echo = () -> prpc.call(PrpcMethod.ECHO, new EchoMessage(Bytes.wrap(new byte[300])));
                figures.addAll(compare(query, echo));
            }
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

    /// One request.
    @FunctionalInterface
    private interface Call {
        Object run() throws Exception;
    }

    private static List<Figure> compare(Call query, Call echo) throws Exception {
        latencies(query, QUERIES, 1);
        latencies(echo, QUERIES, 1);
        double[] echoAlone = latencies(echo, QUERIES, 1);
        double[] queryAlone = latencies(query, QUERIES, 1);
        double[] echoTogether = latencies(echo, QUERIES, PARALLEL);
        double[] queryTogether = latencies(query, QUERIES, PARALLEL);
        return List.of(
                figure("devnet-query-sequential", echoAlone, queryAlone),
                figure("devnet-query-parallel-8", echoTogether, queryTogether));
    }

    private static Figure figure(String name, double[] echo, double[] query) {
        double echoMedian = echo[echo.length / 2];
        double queryMedian = query[query.length / 2];
        return new Figure(
                name,
                echoMedian / queryMedian,
                QUERY_GOAL,
                String.format(
                        Locale.ROOT,
                        "query p50 %.2f ms p99 %.2f ms, echo p50 %.2f ms",
                        queryMedian,
                        query[query.length * 99 / 100],
                        echoMedian));
    }

    /// Sorted latencies in milliseconds of `count` calls, `parallel` at a time.
    private static double[] latencies(Call call, int count, int parallel) throws Exception {
        double[] all = new double[count];
        try (ExecutorService threads = Executors.newFixedThreadPool(parallel)) {
            List<Future<?>> lanes = new ArrayList<>();
            for (int lane = 0; lane < parallel; lane++) {
                int first = lane;
                lanes.add(threads.submit(() -> {
                    for (int i = first; i < count; i += parallel) {
                        long begin = System.nanoTime();
                        call.run();
                        all[i] = (System.nanoTime() - begin) / 1e6;
                    }
                    return null;
                }));
            }
            for (Future<?> lane : lanes) {
                lane.get();
            }
        }
        Arrays.sort(all);
        return all;
    }
}
