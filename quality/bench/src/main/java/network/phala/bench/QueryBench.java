package network.phala.bench;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
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

/// Encrypted queries to a flipper, the session reused, against the echo endpoint of the same server with bodies of
/// the same size. Every query is another one, sealed and signed before the measurement, and sent by a client that
/// costs next to nothing. Rounds of both alternate, so that a machine that is busy now and then shows in both. The
/// chain has a block every six seconds meanwhile.
final class QueryBench implements Bench {
    private static final double RATE_GOAL = 0.5;
    private static final double TAIL_GOAL = 8;
    private static final double LOAD = 0.7;
    private static final int REQUESTS = 3000;
    /// Until the compilers have little left to do: the rate grows over the first 200,000 queries.
    private static final int WARM_QUERIES = 300_000;

    private static final int WARM_ROUNDS = 2;
    private static final int ROUNDS = 7;
    static final int BLOCK_MILLIS = 6000;

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
        for (int asked = 0; asked < WARM_QUERIES; asked += REQUESTS) {
            round(server, queries, SteadyLoad.CONNECTIONS);
        }
        for (int connections : new int[] {1, SteadyLoad.CONNECTIONS}) {
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
        figures.add(tail(server, queries, echoes, capacity));
        return figures;
    }

    private static Figure tail(Server server, byte[][] queries, byte[][] echoes, double highest) throws Exception {
        SteadyLoad asking = new SteadyLoad(server.url(), queries);
        double perSecond = asking.rateAt(LOAD, highest / 2);
        SteadyLoad.Tail query = asking.tail(perSecond);
        SteadyLoad.Tail echo = new SteadyLoad(server.url(), echoes).tail(perSecond);
        SteadyLoad.Tail hard = asking.tail(highest * LOAD);
        return new Figure(
                "encrypted-query-tail",
                TAIL_GOAL / query.ratio(),
                1.0,
                String.format(
                        Locale.ROOT,
                        "%s at %.0f/s, the machine %.0f %% busy; as many echoes: %s; "
                                + "at %.0f/s, %.0f %% of the highest rate, the machine %.0f %% busy: %s",
                        query,
                        perSecond,
                        query.busy() * 100,
                        echo,
                        highest * LOAD,
                        LOAD * 100,
                        hard.busy() * 100,
                        hard));
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
        Lanes.run(connections, _ -> {
            try (RawHttp connection = new RawHttp(server.url())) {
                for (int i = next.getAndIncrement(); i < requests.length; i = next.getAndIncrement()) {
                    connection.exchange(requests[i]);
                }
            }
        });
        double seconds = (System.nanoTime() - begin) / 1e9;
        return new Round(requests.length / seconds, (server.process().cpuSeconds() - cpu) * 1e6 / requests.length);
    }
}
