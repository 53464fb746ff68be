package network.phala.bench;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import network.phala.client.contract.ContractFile;
import network.phala.client.worker.ContractClient;
import network.phala.client.worker.PrpcClient;
import network.phala.crypto.Sr25519;
import network.phala.devnet.ContractRoad;
import network.phala.devnet.DevAccounts;
import network.phala.devnet.Devnet;
import network.phala.devnet.DevnetConfig;
import network.phala.devnet.ProgramProcess;
import network.phala.devnet.Steps;
import network.phala.primitives.Bytes;
import network.phala.prpc.PrpcMethod;
import network.phala.prpc.message.Network.EchoMessage;

/// Encrypted queries to a flipper, the session reused, against the echo endpoint of the same server with
/// bodies of the same size. Every query is another one, sealed and signed before the measurement, and sent
/// by a client that costs next to nothing. Rounds of both alternate, so that a machine that is busy now and
/// then shows in both. The chain has a block every two seconds meanwhile, three times as many as Phala's.
final class QueryBench implements Bench {
    private static final double RATE_GOAL = 0.5;
    private static final double TAIL_GOAL = 8;
    private static final double LOAD = 0.7;
    private static final int REQUESTS = 3000;
    /// Until the compilers have little left to do.
    private static final int WARM_ROUNDS = 10;
    private static final int ROUNDS = 7;
    private static final int BLOCK_MILLIS = 2000;
    /// Of one measurement of latencies: about a second.
    private static final int TAIL_REQUESTS = 4 * REQUESTS;

    @Override
    public String name() {
        return "encrypted-query";
    }

    @Override
    public List<Figure> measure() throws Exception {
        Path root =
                Path.of(System.getProperty("phala.root", ".")).toAbsolutePath().normalize();
        Path base = Files.createTempDirectory("phala-bench-");
        Devnet.Started started =
                Devnet.start(new DevnetConfig(root, base, true, 1, BLOCK_MILLIS, 0, 0), Steps.silent());
        try (Devnet devnet = started.devnet();
                Sr25519.Pair alice = DevAccounts.pair("//Alice");
                PrpcClient prpc =
                        new PrpcClient(started.network().workers().getFirst().url())) {
            ContractClient client = DevnetBench.askSystemVersion(started, prpc, alice);
            ContractFile flipper = ContractFile.read(devnet.artifact("flipper4"));
            try (ContractRoad road = new ContractRoad(devnet, started.network(), flipper)) {
                road.upload(alice);
                ContractRoad.Instance contract =
                        road.instantiate(flipper.constructor("new"), List.of("true"), Bytes.EMPTY, alice);
                Bytes get = flipper.message("get").selector();
                client.query(contract.id(), get, ContractClient.Mode.PLAIN, alice);
                byte[][] queries = new byte[REQUESTS][];
                byte[][] echoes = new byte[REQUESTS][];
                for (int i = 0; i < REQUESTS; i++) {
                    byte[] body = PrpcMethod.CONTRACT_QUERY
                            .request()
                            .encode(client.sealedQuery(contract.id(), get, ContractClient.Mode.PLAIN, alice))
                            .toArray();
                    queries[i] = RawHttp.post(PrpcMethod.CONTRACT_QUERY.path(), body);
                    byte[] same = PrpcMethod.ECHO
                            .request()
                            .encode(new EchoMessage(Bytes.wrap(new byte[body.length - 3])))
                            .toArray();
                    echoes[i] = RawHttp.post(PrpcMethod.ECHO.path(), same);
                }
                return compare(new Server(URI.create(prpc.url()), devnet.program("pruntime-0")), queries, echoes);
            }
        }
    }

    private record Server(URI url, ProgramProcess process) {}

    private record Round(double perSecond, double cpuMicros) {}

    private static List<Figure> compare(Server server, byte[][] queries, byte[][] echoes) throws Exception {
        List<Figure> figures = new ArrayList<>();
        double capacity = 0;
        for (int connections : new int[] {1, 8}) {
            List<Round> asked = new ArrayList<>();
            List<Round> echoed = new ArrayList<>();
            for (int round = -WARM_ROUNDS; round < ROUNDS; round++) {
                Round echo = round(server, echoes, connections);
                Round query = round(server, queries, connections);
                if (round >= 0) {
                    echoed.add(echo);
                    asked.add(query);
                }
            }
            Round echo = median(echoed);
            Round query = median(asked);
            capacity = query.perSecond();
            figures.add(new Figure(
                    "encrypted-query-connections-" + connections,
                    medianRatio(asked, echoed),
                    RATE_GOAL,
                    String.format(
                            Locale.ROOT,
                            "%.0f queries/s, %.0f echoes/s; CPU of the server %.0f and %.0f µs each",
                            query.perSecond(),
                            echo.perSecond(),
                            query.cpuMicros(),
                            echo.cpuMicros())));
        }
        figures.add(tail(server, queries, echoes, capacity * LOAD));
        return figures;
    }

    /// Of several measurements the one with the middle ratio.
    private static Figure tail(Server server, byte[][] queries, byte[][] echoes, double perSecond) throws Exception {
        List<Tail> asked = new ArrayList<>();
        List<Tail> echoed = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            asked.add(Tail.of(latencies(server, queries, perSecond)));
            echoed.add(Tail.of(latencies(server, echoes, perSecond)));
        }
        Tail query = Tail.median(asked);
        Tail echo = Tail.median(echoed);
        return new Figure(
                "encrypted-query-tail",
                TAIL_GOAL / query.ratio(),
                1.0,
                String.format(
                        Locale.ROOT,
                        "p50 %.2f ms, p99 %.2f ms at %.0f/s; as many echoes: %.2f and %.2f ms",
                        query.p50(),
                        query.p99(),
                        perSecond,
                        echo.p50(),
                        echo.p99()));
    }

    private record Tail(double p50, double p99) {
        static Tail of(double[] sorted) {
            return new Tail(sorted[sorted.length / 2], sorted[sorted.length * 99 / 100]);
        }

        static Tail median(List<Tail> tails) {
            return tails.stream()
                    .sorted(Comparator.comparingDouble(Tail::ratio))
                    .toList()
                    .get(tails.size() / 2);
        }

        double ratio() {
            return p99 / p50;
        }
    }

    private static Round median(List<Round> rounds) {
        return new Round(
                rounds.stream().mapToDouble(Round::perSecond).sorted().toArray()[rounds.size() / 2],
                rounds.stream().mapToDouble(Round::cpuMicros).sorted().toArray()[rounds.size() / 2]);
    }

    private static double medianRatio(List<Round> asked, List<Round> echoed) {
        double[] ratios = new double[asked.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = asked.get(i).perSecond() / echoed.get(i).perSecond();
        }
        Arrays.sort(ratios);
        return ratios[ratios.length / 2];
    }

    private static Round round(Server server, byte[][] requests, int connections) throws Exception {
        double cpu = server.process().cpuSeconds();
        long begin = System.nanoTime();
        AtomicInteger next = new AtomicInteger();
        inLanes(connections, () -> {
            try (RawHttp connection = new RawHttp(server.url())) {
                for (int i = next.getAndIncrement(); i < requests.length; i = next.getAndIncrement()) {
                    connection.exchange(requests[i]);
                }
            }
        });
        double seconds = (System.nanoTime() - begin) / 1e9;
        return new Round(requests.length / seconds, (server.process().cpuSeconds() - cpu) * 1e6 / requests.length);
    }

    /// Sorted latencies in milliseconds of requests that come at a fixed rate, counted from when each was due.
    private static double[] latencies(Server server, byte[][] requests, double perSecond) throws Exception {
        double[] all = new double[TAIL_REQUESTS];
        long begin = System.nanoTime() + 10_000_000;
        AtomicInteger next = new AtomicInteger();
        inLanes(8, () -> {
            try (RawHttp connection = new RawHttp(server.url())) {
                for (int i = next.getAndIncrement(); i < all.length; i = next.getAndIncrement()) {
                    long due = begin + (long) (i * 1e9 / perSecond);
                    for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
                        LockSupport.parkNanos(due - now);
                    }
                    connection.exchange(requests[i % requests.length]);
                    all[i] = (System.nanoTime() - due) / 1e6;
                }
            }
        });
        Arrays.sort(all);
        return all;
    }

    private interface Lane {
        void run() throws Exception;
    }

    private static void inLanes(int count, Lane lane) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
            List<Future<?>> lanes = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                lanes.add(threads.submit(() -> {
                    lane.run();
                    return null;
                }));
            }
            for (Future<?> each : lanes) {
                each.get();
            }
        }
    }
}
