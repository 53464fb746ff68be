package network.phala.e2e.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import network.phala.client.worker.ContractClient;
import network.phala.client.worker.ExecutionResult;
import network.phala.client.worker.PrpcRefusal;
import network.phala.client.worker.QueryException;
import network.phala.crypto.Sr25519;
import network.phala.devnet.DevAccounts;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.primitives.H256;
import network.phala.primitives.Sr25519Public;
import network.phala.primitives.U128;
import network.phala.prpc.PrpcMethod;
import network.phala.prpc.message.Clusters;
import network.phala.prpc.message.Contracts;
import network.phala.prpc.message.Empty;
import network.phala.prpc.message.Query;
import network.phala.pruntime.system.CheckpointContents;
import network.phala.pruntime.system.EgressQueue;
import network.phala.scale.Codecs;
import network.phala.scale.Scale;
import network.phala.types.contract.ContractRegistryEvent;
import network.phala.types.contract.PinkVersion;
import network.phala.types.mq.Message;
import network.phala.types.mq.MessageOrigin;
import network.phala.types.mq.SignedMessage;
import network.phala.types.query.OwnOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real workers of one cluster, each a process, are fed one chain over prpc, and must be the same after
/// every block: the root of the cluster's state, its contracts, the head of its event chain, its messages
/// to the chain; and now and then the whole storage, byte by byte, out of their checkpoints.
///
/// One is flooded with queries while it works, one is ended and started again and again, one is killed,
/// goes back to its last checkpoint and takes blocks in batches of any size. Their virtual machines differ
/// in compiler, collector, language, time zone, charset and hash codes.
///
/// More of it: `-Dseed=N -Dblocks=N`.
class TwinWorkersTest {
    private static final long SEED = Long.getLong("seed", 20_261_121);
    private static final int BLOCKS = Integer.getInteger("blocks", 40);
    private static final int COMMANDS_A_BLOCK = 6;
    private static final int QUERIES_A_BLOCK = 8;
    private static final List<String> ASKERS = List.of("//Alice", "//Bob", "//Charlie");
    private static final Bytes EVENT_CHAIN_HEAD = Bytes.fromHex("0xe14655d3");

    @TempDir
    Path folder;

    /// What everybody may see of a worker after a block.
    private record Seen(
            Clusters.ClusterInfo cluster,
            List<Contracts.ContractInfo> contracts,
            Optional<ExecutionResult> eventChainHead,
            List<Numbered> messages,
            List<String> reports) {}

    /// A message of the cluster, its signature checked and left away.
    private record Numbered(long sequence, Message message) {}

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final List<PinkVersion> releases =
            new ArrayList<>(List.of(new PinkVersion(1, 0), new PinkVersion(1, 1), new PinkVersion(1, 2))
                    .subList((int) Math.floorMod(SEED, 3L), 3));
    private static final List<Sr25519Public> WORKERS =
            IntStream.rangeClosed(1, 4).mapToObj(WorkerProcess::identity).toList();
    private final TwinChain chain = new TwinChain(SEED, releases.removeFirst(), WORKERS);
    private final Map<Integer, Seen> history = new HashMap<>();
    private final Map<String, Integer> ends = new TreeMap<>();
    private final Map<String, Long> outcomesSeen = new HashMap<>();
    private final Set<H256> known = new HashSet<>();
    private int restarts;
    private int kills;
    private int replayed;
    private int commandsSent;
    private int queriesAsked;
    private int storagesCompared;

    @Test
    void realWorkersOfOneClusterAreTheSameAfterEveryBlock() throws Exception {
        System.out.printf("TwinWorkersTest seed=%d blocks=%d%n", SEED, BLOCKS);
        try (WorkerProcess busy = worker("busy", 1, "-XX:+UseSerialGC", "-Duser.language=en", "-Duser.timezone=UTC");
                WorkerProcess restarted = worker(
                        "restarted",
                        2,
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Duser.language=tr",
                        "-Duser.country=TR",
                        "-Duser.timezone=Asia/Kathmandu",
                        "-Dfile.encoding=ISO-8859-1");
                WorkerProcess killed = worker(
                        "killed",
                        3,
                        "-XX:+UnlockExperimentalVMOptions",
                        "-XX:hashCode=2",
                        "-XX:+UseParallelGC",
                        "-XX:-UseCompressedOops",
                        "-Duser.language=ar",
                        "-Duser.country=EG",
                        "-Duser.timezone=Pacific/Chatham");
                WorkerProcess joining = worker("joining", 4, "-XX:+UseSerialGC", "-Duser.language=th")) {
            run(busy, restarted, killed, joining);
        }
        System.out.printf(
                "seed %d: %d blocks, %d commands, %d queries meanwhile, %d restarts, %d kills (%d blocks again), "
                        + "%d whole storages compared, %s%n",
                SEED, BLOCKS, commandsSent, queriesAsked, restarts, kills, replayed, storagesCompared, ends);
        // The run is worth something only if much of it worked and much of it failed.
        assertThat(ends).as("seed %d", SEED).containsKeys("ok", "reverted", "OutOfGas", "ContractTrapped", "refused");
        assertThat(ends.get("ok")).as("seed %d: %s", SEED, ends).isGreaterThan(BLOCKS / 4);
        assertThat(restarts).isPositive();
        assertThat(kills).isPositive();
        assertThat(replayed).isPositive();
        assertThat(storagesCompared).isPositive();
        assertThat(releases).as("upgrades left").isEmpty();
    }

    private WorkerProcess worker(String name, int number, String... flags) throws Exception {
        return new WorkerProcess(name, number, folder.resolve(name), List.of(flags));
    }

    private void run(WorkerProcess busy, WorkerProcess restarted, WorkerProcess killed, WorkerProcess joining)
            throws Exception {
        List<WorkerProcess> all = new ArrayList<>(List.of(busy, restarted, killed));
        joining.init(chain.chain().genesisInfo(), chain.chain().genesisState());
        for (WorkerProcess each : all) {
            each.init(chain.chain().genesisInfo(), chain.chain().genesisState());
        }
        AccountId treasury = new AccountId(Bytes32.of(Bytes.fromHex("0x" + "ee".repeat(32))));
        int first = chain.begin(WORKERS.subList(0, 3), treasury);
        for (WorkerProcess each : all) {
            each.feed(chain.chain(), 1, first);
            same(each, first);
        }
        AccountId system = new AccountId(
                H256.fromHex(seen(first).cluster().systemContract().orElseThrow())
                        .value());
        RandomCommands commands = new RandomCommands(SEED, Artifacts.contracts());
        chain.grantAdmin(system);
        chain.acceptReports(WORKERS.subList(0, 3));
        try (ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor()) {
            int last = first + BLOCKS;
            for (int block = first + 1; block <= last; block++) {
                fill(block - first, system, commands);
                assertThat(chain.produce()).isEqualTo(block);
                List<Future<?>> questions = flood(askers, busy, system, commands);
                busy.feed(chain.chain(), 1, block);
                for (Future<?> question : questions) {
                    question.get();
                }
                same(busy, block);
                count(busy, system);
                restarted.feed(chain.chain(), 1, block);
                same(restarted, block);
                if (block % 9 == 4) {
                    restarted.restart();
                    restarts++;
                    same(restarted, block);
                }
                torment(killed, block, block == last);
                if (block == first + BLOCKS / 2) {
                    joining.feed(chain.chain(), block - 1, block - 1);
                    joining.join(busy, block);
                    all.add(joining);
                }
                if (all.contains(joining)) {
                    joining.feed(chain.chain(), 1, block);
                    same(joining, block);
                }
                if (block % 16 == 8 || block == last) {
                    compareStorages(all, block);
                }
            }
        }
    }

    /// Commands by chance, and what the owner, hostile people and the chain itself do besides.
    private void fill(int round, AccountId system, RandomCommands commands) throws Exception {
        Seen now = seen(chain.chain().height());
        Map<AccountId, H256> codes = new HashMap<>();
        List<AccountId> made = new ArrayList<>();
        for (Contracts.ContractInfo each : now.contracts()) {
            AccountId id = new AccountId(H256.fromHex(each.id()).value());
            if (!each.codeHash().isEmpty()) {
                codes.put(id, H256.fromHex(each.codeHash()));
            }
            if (known.add(new H256(id.value()))) {
                made.add(id);
            }
        }
        RandomCommands.Codes code = id -> Optional.ofNullable(codes.get(id));
        commands.noticed(code, made);
        for (int i = 0; i < COMMANDS_A_BLOCK; i++) {
            chain.add(commands.next(code));
            commandsSent++;
        }
        int kind = random.nextInt(10);
        if (kind < 3) {
            commands.hook().ifPresent(hook -> chain.hook(system, hook));
        } else if (kind < 5 && !codes.isEmpty()) {
            chain.weigh(system, List.copyOf(codes.keySet()).get(random.nextInt(codes.size())));
        } else if (kind < 8) {
            chain.nonsense(system);
        }
        if (!releases.isEmpty() && round >= BLOCKS / 4 && round % (BLOCKS / 4) == 0) {
            chain.upgradeRuntime(system, releases.removeFirst());
        }
        if (round == BLOCKS * 3 / 4) {
            chain.upgradeSystem(system);
        }
        if (random.nextBoolean() && !now.messages().isEmpty()) {
            List<Numbered> waiting = now.messages();
            chain.accept(waiting.get(random.nextInt(waiting.size())).sequence() + 1);
        }
    }

    /// Users ask the worker while it works on the block; answers and refusals do not matter here.
    private List<Future<?>> flood(
            ExecutorService askers, WorkerProcess worker, AccountId system, RandomCommands commands) {
        List<Future<?>> questions = new ArrayList<>();
        for (int i = 0; i < QUERIES_A_BLOCK && commands.alive() > 0; i++) {
            RandomCommands.Call call = commands.call();
            String asker = ASKERS.get(random.nextInt(ASKERS.size()));
            int kind = random.nextInt(6);
            questions.add(askers.submit(() -> {
                ask(worker, system, call, asker, kind);
                return null;
            }));
            queriesAsked++;
        }
        return questions;
    }

    private static void ask(WorkerProcess worker, AccountId system, RandomCommands.Call call, String asker, int kind)
            throws IOException {
        H256 contract = new H256(call.contract().value());
        ContractClient client = new ContractClient(worker.client(), worker.key());
        try (Sr25519.Pair account = DevAccounts.pair(asker)) {
            switch (kind) {
                case 0 -> client.query(contract, call.input(), ContractClient.Mode.ESTIMATE, account);
                case 1 -> {
                    var mode = new ContractClient.Mode(U128.of(1_000_000), U128.of(1000), false);
                    client.query(contract, call.input(), mode, account);
                }
                case 2 ->
                    client.estimateInstantiation(
                            new H256(system.value()), H256.ZERO, call.nonce(), call.input(), account);
                case 3 -> {
                    var request = new Query.ContractQueryRequest(call.input(), Optional.empty());
                    worker.client().call(PrpcMethod.CONTRACT_QUERY, request);
                }
                default -> client.query(contract, call.input(), ContractClient.Mode.PLAIN, account);
            }
        } catch (PrpcRefusal | QueryException | HttpTimeoutException e) {
            // As good as an answer: of a loop that runs to the end of its gas one need not see the end.
        }
    }

    /// Checkpoints, kills and batches, all by chance; at the end it must have come as far as the others.
    private void torment(WorkerProcess killed, int block, boolean end) throws Exception {
        int height = killed.height();
        boolean late = block - height >= 12;
        while (height < block && (end || late || random.nextInt(3) == 0)) {
            int from = height;
            height = killed.feed(chain.chain(), random.nextInt(1, 10), block);
            assertThat(height)
                    .as("seed %d, %s after block %d", SEED, killed, from)
                    .isGreaterThan(from);
            same(killed, height);
            if (random.nextInt(3) == 0) {
                killed.takeCheckpoint();
            } else if (kills * 8 < block && hasCheckpoint()) {
                killed.killAndStart();
                kills++;
                int back = killed.height();
                replayed += height - back;
                same(killed, back);
                height = back;
            }
        }
    }

    private boolean hasCheckpoint() throws IOException {
        try (var files = java.nio.file.Files.list(
                folder.resolve("killed").resolve("data").resolve("storage_files"))) {
            return files.anyMatch(file -> file.toString().endsWith(".info.json"));
        }
    }

    /// Compares what is seen of a worker with what was seen of the first one that came so far.
    private void same(WorkerProcess worker, int block) throws Exception {
        Seen seen = see(worker);
        Seen first = history.putIfAbsent(block, seen);
        if (first != null) {
            assertThat(seen.cluster())
                    .as("seed %d, block %d, cluster of %s", SEED, block, worker)
                    .isEqualTo(first.cluster());
            assertThat(seen).as("seed %d, block %d, %s", SEED, block, worker).isEqualTo(first);
        }
    }

    private Seen seen(int block) {
        return Objects.requireNonNull(history.get(block), "nobody was at block " + block);
    }

    private Seen see(WorkerProcess worker) throws Exception {
        Clusters.ClusterInfo cluster = worker.client()
                .call(PrpcMethod.GET_CLUSTER_INFO, Empty.INSTANCE)
                .info()
                .orElseThrow();
        List<Contracts.ContractInfo> contracts = worker
                .client()
                .call(PrpcMethod.GET_CONTRACT_INFO, new Contracts.GetContractInfoRequest(List.of()))
                .contracts()
                .stream()
                // When a program was started is the worker's own affair.
                .map(each -> new Contracts.ContractInfo(each.id(), each.codeHash(), each.weight(), Optional.empty()))
                .toList();
        List<Numbered> messages = new ArrayList<>();
        List<String> reports = new ArrayList<>();
        Bytes encoded = worker.client()
                .call(PrpcMethod.GET_EGRESS_MESSAGES, Empty.INSTANCE)
                .encodedMessages();
        for (EgressQueue.Pending each :
                Codecs.vec(Scale.of(EgressQueue.Pending.class)).decodeAll(encoded)) {
            for (SignedMessage message : each.messages()) {
                if (each.sender().equals(new MessageOrigin.Cluster(TwinChain.CLUSTER))) {
                    ContractRegistryEvent.codec().decodeAll(message.message().payload());
                    assertThat(chain.signedByCluster(message)).as("%s", message).isTrue();
                    messages.add(new Numbered(message.sequence(), message.message()));
                } else {
                    // Workers report by themselves, under their own names.
                    reports.add(message.sequence() + " " + message.message().destination() + " "
                            + message.message().payload());
                }
            }
        }
        return new Seen(cluster, contracts, head(worker, cluster), messages, reports);
    }

    /// Asked of the system contract; a runtime before 1.1 has no event chain and fails.
    private static Optional<ExecutionResult> head(WorkerProcess worker, Clusters.ClusterInfo cluster)
            throws IOException, QueryException {
        H256 system = H256.fromHex(cluster.systemContract().orElseThrow());
        try (Sr25519.Pair account = DevAccounts.pair("//Alice")) {
            ExecutionResult result = new ContractClient(worker.client(), worker.key())
                    .query(system, EVENT_CHAIN_HEAD, ContractClient.Mode.PLAIN, account);
            boolean answered = result.outcome() instanceof ExecutionResult.Outcome.Returned;
            assertThat(answered)
                    .as("%s", result)
                    .isEqualTo(!cluster.runtimeVersion().equals("1.0"));
            return Optional.of(result);
        }
    }

    /// Everything that workers of one cluster must share, from checkpoints that they take now.
    private void compareStorages(List<WorkerProcess> all, int block) throws Exception {
        Map<Integer, CheckpointContents> byBlock = new HashMap<>();
        for (WorkerProcess worker : all) {
            while (worker.height() < block) {
                same(worker, worker.feed(chain.chain(), block, block));
            }
            worker.takeCheckpoint();
            CheckpointContents contents = CheckpointContents.newest(worker.data());
            CheckpointContents first = byBlock.putIfAbsent(block, contents);
            if (first != null) {
                assertThat(contents.equals(first))
                        .as("seed %d, block %d: %s has %s, the first %s", SEED, block, worker, contents, first)
                        .isTrue();
                storagesCompared++;
            }
        }
    }

    /// How the users' commands ended, as the worker tells each of them.
    private void count(WorkerProcess worker, AccountId system) throws Exception {
        ContractClient client = new ContractClient(worker.client(), worker.key());
        for (String asker : ASKERS) {
            try (Sr25519.Pair account = DevAccounts.pair(asker)) {
                long from = outcomesSeen.getOrDefault(asker, 0L);
                for (OwnOutcome outcome : client.ownOutcomes(new H256(system.value()), from, account)) {
                    outcomesSeen.put(asker, outcome.number() + 1);
                    ends.merge(end(client, outcome), 1, Integer::sum);
                }
            }
        }
    }

    private static String end(ContractClient client, OwnOutcome outcome) throws IOException {
        if (outcome.refusal().isPresent()) {
            return "refused";
        }
        if (outcome.kind() == OwnOutcome.Kind.UPLOAD) {
            return "uploaded";
        }
        return switch (ContractClient.result(outcome).outcome()) {
            case ExecutionResult.Outcome.Returned returned -> returned.reverted() ? "reverted" : "ok";
            case ExecutionResult.Outcome.Failed failed -> failed.name();
        };
    }
}
