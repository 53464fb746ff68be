package network.phala.e2e;

import static network.phala.e2e.ClusterNetwork.call;
import static network.phala.e2e.ClusterNetwork.contract;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import network.phala.client.chain.Calls;
import network.phala.client.chain.StorageKeys;
import network.phala.client.contract.ContractFile;
import network.phala.client.worker.ContractClient;
import network.phala.client.worker.ExecutionResult;
import network.phala.client.worker.PrpcClient;
import network.phala.client.worker.PrpcRefusal;
import network.phala.crypto.Sr25519;
import network.phala.crypto.Ss58;
import network.phala.devnet.DevAccounts;
import network.phala.devnet.Launcher;
import network.phala.devnet.LogServerSetup;
import network.phala.devnet.ProgramProcess;
import network.phala.e2e.ClusterNetwork.Place;
import network.phala.e2e.ClusterNetwork.Prices;
import network.phala.pherry.Pherry;
import network.phala.pherry.PherryConfig;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.primitives.H256;
import network.phala.primitives.Sr25519Public;
import network.phala.primitives.U128;
import network.phala.prpc.PrpcMethod;
import network.phala.prpc.message.Contracts;
import network.phala.scale.ScaleReader;
import network.phala.types.contract.ClusterPermission;
import network.phala.types.contract.ContractIds;
import network.phala.types.query.OwnOutcome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// Two clusters on one chain, of processes: how they come, what they know of each other, hooks, workers
/// that come and go, and the end of one of them. One network for all stories, which go on where the one
/// before ended.
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClustersTest {
    private static final H256 FIRST = ContractIds.clusterId(1);
    private static final H256 SECOND = ContractIds.clusterId(2);
    private static final Prices DEAR = new Prices(3, 1000, 7);
    private static final Bytes SALT = Bytes.ofUtf8("same");
    private static final long MONEY = 20_000_000_000_000L;

    private ClusterNetwork net;
    private ContractFile hostile;
    private ContractFile system;
    private Place first;
    private Place second;
    private H256 inFirst;
    private H256 inSecond;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        net = ClusterNetwork.start(folder, 4);
        hostile = contract("hostile");
        system = contract("system");
        first = net.place(0, FIRST, "//Alice");
        // These will be.
        second = net.place(2, SECOND, "//Bob");
        inFirst = first.contractId(hostile, SALT, "//Bob");
        inSecond = second.contractId(hostile, SALT, "//Bob");
    }

    @AfterAll
    void stop() {
        net.close();
    }

    private static AccountId account(H256 id) {
        return new AccountId(id.value());
    }

    private static void assertKnown(Optional<Bytes> one, Optional<Bytes> other) {
        assertThat(one).isPresent();
        assertThat(other).isPresent();
        assertThat(one).isNotEqualTo(other);
    }

    private Optional<Bytes> registry(String map, H256 key) throws IOException {
        return net.chain().storage(StorageKeys.twox64Map("PhalaRegistry", map, key.toBytes()));
    }

    @Test
    @Order(1)
    void governanceMakesASecondClusterOnWorkersThatAreFree() throws Exception {
        ClusterPermission bobOnly = new ClusterPermission.OnlyOwner(DevAccounts.account("//Bob"));
        Sr25519Public stranger = new Sr25519Public(Bytes32.of(Bytes.fromHex("0x" + "77".repeat(32))));
        Bytes good = net.addCluster("//Bob", bobOnly, List.of(net.key(2)), DEAR);
        net.assertRefused(good.slice(2, good.size()), "//Bob", "\"BadOrigin\"");
        net.assertRefused(good, "//Bob", "Sudo.RequireSudo");
        record Bad(List<Sr25519Public> workers, String reason) {}
        for (Bad bad : List.of(
                new Bad(List.of(), "NoWorkerSpecified"),
                new Bad(List.of(net.key(0)), "WorkerIsBusy"),
                new Bad(List.of(net.key(2), net.key(0)), "WorkerIsBusy"),
                new Bad(List.of(net.key(2), net.key(2)), "WorkerIsBusy"),
                new Bad(List.of(stranger), "WorkerNotFound"))) {
            net.assertRefused(
                    net.addCluster("//Bob", bobOnly, bad.workers(), DEAR),
                    "//Alice",
                    "PhalaPhatContracts." + bad.reason());
        }
        int made = net.send(good, "//Alice");
        assertThat(second.client().awaitContractKey(second.system())).isPresent();
        net.awaitBlock(second.client().worker(), made);
        assertThat(second.info().id()).isEqualTo(SECOND.toHex());
        assertThat(second.info().systemContract()).contains(second.system().toHex());
        assertThat(first.info().id()).as("the first goes on").isEqualTo(FIRST.toHex());
        assertThat(second.system()).isNotEqualTo(first.system());
        assertKnown(registry("ClusterKeys", FIRST), registry("ClusterKeys", SECOND));
        assertKnown(registry("ContractKeys", first.system()), registry("ContractKeys", second.system()));
        assertThat(second.value(second.system(), system, "owner"))
                .isEqualTo(Ss58.encode(DevAccounts.account("//Bob"), Ss58.PHALA));
        new LogServerSetup(net.devnet(), ClusterNetwork.ROOT, SECOND, second.system(), "//Bob")
                .run(List.of(net.worker(2)));
    }

    @Test
    @Order(2)
    void whoMayNotUploadIsRefusedByTheChainAndWhoCannotPayByTheWorker() throws Exception {
        for (String other : List.of("//Alice", "//Dave")) {
            net.assertRefused(second.upload(hostile), other, "PhalaPhatContracts.ClusterPermissionDenied");
            net.assertRefused(second.instantiation(hostile, SALT), other, "PhalaPhatContracts.ClusterPermissionDenied");
        }
        // Everybody may in the first one; the chain does not know what an account has in there.
        first.run(first.upload(hostile), "//Dave");
        OwnOutcome poor = last(first, "//Dave");
        assertThat(poor.kind()).isEqualTo(OwnOutcome.Kind.UPLOAD);
        assertThat(poor.refusal().orElseThrow()).contains("StorageDepositNotEnoughFunds");
        first.run(first.deposit("//Bob", MONEY), "//Bob");
        assertThat(first.free(DevAccounts.account("//Bob"))).isEqualTo(U128.of(MONEY));
        U128 elsewhere = second.free(DevAccounts.account("//Bob"));
        assertThat(elsewhere).as("money is of one cluster").isNotEqualTo(U128.of(MONEY));

        for (Place place : List.of(first, second)) {
            place.run(place.upload(hostile), "//Bob");
            assertThat(last(place, "//Bob").refusal()).isEmpty();
        }
        assertThat(first.make(hostile, SALT, "//Bob")).isEqualTo(inFirst);
        assertThat(second.make(hostile, SALT, "//Bob")).isEqualTo(inSecond);
        assertThat(inFirst).isNotEqualTo(inSecond);
        assertKnown(registry("ContractKeys", inFirst), registry("ContractKeys", inSecond));
        assertThatThrownBy(() -> second.make(hostile, SALT, "//Bob"))
                .hasMessageEndingWith("PhalaPhatContracts.DuplicatedContract");
    }

    private OwnOutcome last(Place place, String who) throws Exception {
        try (Sr25519.Pair pair = DevAccounts.pair(who)) {
            return place.client().queries().ownOutcomes(place.system(), 0, pair).getLast();
        }
    }

    @Test
    @Order(3)
    void theSameCodeCostsWhatItsClusterAsks() throws Exception {
        // The first mark may change what is held for storage.
        first.run(first.command(inFirst, call(hostile, "mark")), "//Bob");
        second.run(second.command(inSecond, call(hostile, "mark")), "//Bob");
        U128 cheap = paidForAMark(first, inFirst);
        U128 dear = paidForAMark(second, inSecond);
        assertThat(cheap.isZero()).isFalse();
        assertThat(dear).isEqualTo(cheap.multiply(U128.of(DEAR.gas())));
        // Items cost 999 more and bytes 6 more each.
        U128 little = deposit(first);
        U128 much = deposit(second);
        assertThat(much.subtract(little).compareTo(little)).isPositive();
    }

    /// Nothing is held or given back for storage, so this is what gas cost.
    private U128 paidForAMark(Place place, H256 contract) throws Exception {
        AccountId bob = DevAccounts.account("//Bob");
        U128 before = place.free(bob);
        place.run(place.command(contract, call(hostile, "mark")), "//Bob");
        return before.subtract(place.free(bob));
    }

    private U128 deposit(Place place) throws Exception {
        try (Sr25519.Pair bob = DevAccounts.pair("//Bob")) {
            return place.client()
                    .queries()
                    .estimateInstantiation(
                            place.system(),
                            hostile.codeHash(),
                            Bytes.ofUtf8("another"),
                            hostile.encodeCall(hostile.constructor("new"), List.of()),
                            bob)
                    .storageDeposit();
        }
    }

    @Test
    @Order(4)
    void commandsAndQueriesOfBothAtOnceStayApart() throws Exception {
        try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> sent = new ArrayList<>();
            sent.add(people.submit(marks(first, inFirst, 7, "//Charlie")));
            sent.add(people.submit(marks(second, inSecond, 4, "//Eve")));
            int last = 0;
            for (Future<Integer> each : sent) {
                last = Math.max(last, each.get());
            }
            net.awaitBlock(first.client().worker(), last);
            net.awaitBlock(second.client().worker(), last);
        }
        assertThat(first.value(inFirst, hostile, "marks")).isEqualTo("9");
        assertThat(second.value(inSecond, hostile, "marks")).isEqualTo("6");
    }

    /// Sends commands and asks meanwhile, on a connection of its own.
    private Callable<Integer> marks(Place place, H256 contract, int count, String who) {
        return () -> {
            place.run(place.deposit(who, MONEY), who);
            int block = 0;
            for (int i = 0; i < count; i++) {
                block = net.send(place.command(contract, call(hostile, "mark")), who);
                assertThat(Integer.parseInt(place.value(contract, hostile, "marks")))
                        .isBetween(2, 2 + i + 1);
            }
            return block;
        };
    }

    @Test
    @Order(5)
    void nobodyReachesAContractThroughAnotherClusterAndSendersAreToldWhereItIs() throws Exception {
        assertThatThrownBy(() -> second.ask(inFirst, call(hostile, "marks"), "//Bob"))
                .hasMessageContaining("ContractNotFound");
        assertThatThrownBy(() -> first.ask(second.system(), call(system, "owner"), "//Bob"))
                .hasMessageContaining("ContractNotFound");
        int block = second.run(first.command(inFirst, call(hostile, "mark")), "//Bob");
        net.awaitBlock(first.client().worker(), block);
        assertThat(first.value(inFirst, hostile, "marks")).isEqualTo("10");
        assertThat(last(first, "//Bob").refusal()).isEmpty();
        OwnOutcome told = last(second, "//Bob");
        assertThat(told.subject()).isEqualTo(inFirst);
        assertThat(told.refusal().orElseThrow())
                .isEqualTo("contract " + inFirst + " is of cluster " + FIRST + "; this worker's is " + SECOND
                        + ": ask a worker of that cluster");
        // Sealed for the same code's key in the other cluster.
        Sr25519.PublicKey wrong = first.client().contractKey(inFirst).orElseThrow();
        second.run(
                second.push(
                        inSecond, ContractClient.encryptedCommand(wrong, call(hostile, "mark"), ClusterNetwork.GAS)),
                "//Bob");
        OwnOutcome unread = last(second, "//Bob");
        assertThat(unread.subject()).isEqualTo(inSecond);
        assertThat(unread.refusal()).isPresent();
        assertThat(second.value(inSecond, hostile, "marks")).isEqualTo("6");
        // The other cluster's system contract does not know this one's owner.
        Bytes grant = call(system, "System::grant_admin", inSecond.toHex());
        second.run(second.command(second.system(), grant), "//Alice");
        assertThat(second.value(second.system(), system, "System::is_admin", inSecond.toHex()))
                .isEqualTo("false");
    }

    @Test
    @Order(6)
    void workersJoinAClusterByItsOwnersWordAndItsStateComesFromAMember() throws Exception {
        net.assertRefused(add(1, FIRST), "//Bob", "PhalaPhatContracts.ClusterPermissionDenied");
        net.assertRefused(add(2, FIRST), "//Alice", "PhalaPhatContracts.WorkerIsBusy");
        net.assertRefused(add(1, ContractIds.clusterId(9)), "//Alice", "PhalaPhatContracts.ClusterNotFound");
        int given = net.send(add(1, FIRST), "//Alice");
        join(1, 0, given);
        int taken = net.send(add(3, SECOND), "//Bob");
        join(3, 2, taken);
        for (int each : List.of(1, 3)) {
            Place place = each == 1 ? net.place(1, FIRST, "//Alice") : net.place(3, SECOND, "//Bob");
            H256 contract = each == 1 ? inFirst : inSecond;
            assertThat(place.value(contract, hostile, "marks")).isEqualTo(each == 1 ? "10" : "6");
        }
    }

    private Bytes add(int worker, H256 cluster) {
        return Calls.phatContracts(new Calls.PhatContracts.AddWorkerToCluster(net.key(worker), cluster));
    }

    /// The newcomer rests while its state is on the way. Blocks that its relayer sent last may still come; then again.
    private void join(int newcomer, int member, int given) throws Exception {
        PrpcClient here = net.prpc(newcomer);
        PrpcClient there = net.prpc(member);
        net.awaitBlock(here, given);
        int block = ClusterNetwork.await("worker " + newcomer + " taking over the cluster's state", () -> {
            try {
                net.stop(net.pherry(newcomer));
                net.awaitBlock(there, here.info().blocknum());
                return Optional.of(ClusterJoin.join(here, net.data(newcomer), there));
            } catch (PrpcRefusal e) {
                assertThat(e.reason()).containsAnyOf("Staled cluster state", "state is too old");
                return Optional.empty();
            } finally {
                net.pherry(newcomer).restart();
            }
        });
        net.awaitBlock(here, block);
    }

    private Bytes hook(H256 contract, Bytes selector, long gas) throws Exception {
        long number = Integer.toUnsignedLong(new ScaleReader(reversed(selector)).readInt());
        return first.command(
                first.system(),
                call(
                        system,
                        "System::set_hook",
                        "\"OnBlockEnd\"",
                        contract.toHex(),
                        Long.toString(number),
                        Long.toString(gas)));
    }

    private static Bytes reversed(Bytes bytes) {
        return Bytes.of(bytes.get(3), bytes.get(2), bytes.get(1), bytes.get(0));
    }

    @Test
    @Order(7)
    void hooksRunAtEveryBlocksEndOnAllWorkersAlikeThroughFailuresAndRestarts() throws Exception {
        ContractFile extension = contract("extension");
        first.run(Calls.batchAll(List.of(first.deposit("//Alice", MONEY), first.upload(extension))), "//Alice");
        H256 ticking = first.contractId(extension, SALT, "//Alice");
        List<Bytes> made = new ArrayList<>(List.of(first.instantiation(extension, SALT)));
        made.add(first.deposit(account(ticking), MONEY));
        List<H256> others = new ArrayList<>();
        for (String name : List.of("counts", "spins", "traps", "poor")) {
            made.add(first.instantiation(hostile, Bytes.ofUtf8(name)));
            H256 id = first.contractId(hostile, Bytes.ofUtf8(name), "//Alice");
            others.add(id);
            if (!name.equals("poor")) {
                made.add(first.deposit(account(id), MONEY));
            }
        }
        first.run(Calls.batchAll(made), "//Alice");
        H256 counting = others.getFirst();
        H256 spinning = others.get(1);
        H256 trapping = others.get(2);
        H256 poor = others.getLast();
        Bytes alice = DevAccounts.account("//Alice").toBytes();
        first.run(hook(counting, hostile.message("mark").selector(), ClusterNetwork.GAS), "//Alice");
        first.run(
                Calls.batchAll(List.of(
                        first.command(first.system(), call(system, "System::grant_admin", alice.toHex())),
                        first.command(first.system(), call(system, "System::grant_admin", ticking.toHex())))),
                "//Alice");
        assertThat(first.value(counting, hostile, "marks"))
                .as("by no administrator")
                .isEqualTo("0");
        Bytes mark = hostile.message("mark").selector();
        Bytes weight = call(system, "System::set_contract_weight", counting.toHex(), "5");
        first.run(
                Calls.batchAll(List.of(
                        hook(spinning, hostile.message("spin").selector(), 3_000_000_000L),
                        hook(trapping, hostile.message("trap").selector(), ClusterNetwork.GAS),
                        hook(poor, mark, ClusterNetwork.GAS),
                        first.command(first.system(), weight))),
                "//Alice");
        int counts = first.run(hook(counting, mark, ClusterNetwork.GAS), "//Alice");
        // A hook that has the system contract put another hook in its place.
        int ticks = first.run(hook(ticking, extension.message("hook").selector(), ClusterNetwork.GAS), "//Alice");

        int before = first.run(first.deposit("//Alice", 1), "//Alice");
        net.pruntime(0).kill();
        net.pruntime(0).restart();
        net.stop(net.pruntime(1));
        net.pruntime(1).restart();
        int now = net.awaitBlocks(4);
        int height = rest(now);
        // By new connections: the old ones ended with their worker.
        first = net.place(0, FIRST, "//Alice");
        Place other = net.place(1, FIRST, "//Alice");
        assertThat(height).isGreaterThan(before);
        assertThat(first.info()).as("at block %d", height).isEqualTo(other.info());
        for (Place place : List.of(first, other)) {
            assertThat(place.value(ticking, extension, "ticks")).isEqualTo(Integer.toString(height - ticks));
            assertThat(place.value(counting, hostile, "marks")).isEqualTo(Integer.toString(height - counts + 1));
            for (H256 failing : List.of(spinning, trapping, poor)) {
                assertThat(place.value(failing, hostile, "marks")).isEqualTo("0");
            }
            // Who fails pays all the same; who has no money does not run.
            U128 left = place.free(account(spinning));
            assertThat(left.compareTo(U128.of(MONEY))).isNegative();
            assertThat(place.value(inFirst, hostile, "marks")).as("others").isEqualTo("10");
            assertThat(weight(place, counting)).isEqualTo(5);
        }
        wake();
        int without = first.run(hook(counting, mark, 0), "//Alice");
        net.awaitBlock(first.client().worker(), net.awaitBlocks(3));
        assertThat(first.value(counting, hostile, "marks"))
                .as("no more once it has no gas")
                .isEqualTo(Integer.toString(without - counts));
    }

    private static int weight(Place place, H256 contract) throws IOException {
        return place.client()
                .worker()
                .call(PrpcMethod.GET_CONTRACT_INFO, new Contracts.GetContractInfoRequest(List.of(contract.toHex())))
                .contracts()
                .getFirst()
                .weight();
    }

    /// Stops the relayers of both workers of the first cluster and brings both to the same block.
    private int rest(int atLeast) throws Exception {
        List<PrpcClient> workers = List.of(net.prpc(0), net.prpc(1));
        for (int each : List.of(0, 1)) {
            net.awaitBlock(workers.get(each), atLeast);
            net.stop(net.pherry(each));
        }
        // What the relayers sent last may still be on its way.
        return ClusterNetwork.await("both workers at one block", () -> {
            int next = Math.max(
                    workers.get(0).info().blocknum(), workers.get(1).info().blocknum());
            for (int each : List.of(0, 1)) {
                new Pherry(upTo(next - 1, each)).run();
            }
            boolean same = workers.get(0).info().blocknum() == next
                    && workers.get(1).info().blocknum() == next;
            return Optional.of(next - 1).filter(_ -> same);
        });
    }

    private void wake() throws IOException {
        net.pherry(0).restart();
        net.pherry(1).restart();
    }

    /// A relayer that brings one block at a time and ends after this one.
    private PherryConfig upTo(int block, int worker) {
        PherryConfig usual = EmbeddedLauncher.config(
                new Launcher.Relay(net.network().nodeUrl(), net.worker(worker).url(), "//Ferdie", "00".repeat(32)));
        return new PherryConfig(
                usual.nodeUrl(),
                usual.pruntimeUrl(),
                usual.keyUri(),
                Optional.empty(),
                Optional.empty(),
                usual.attestation(),
                1,
                usual.longevity(),
                usual.tip(),
                usual.messagesPerRound(),
                Duration.ofMillis(50),
                Integer.toUnsignedLong(block),
                new PherryConfig.Switches(false, true, false, false, false, false));
    }

    @Test
    @Order(8)
    void aWorkerThatIsRemovedEndsAndJoinsNoClusterAgain() throws Exception {
        Bytes removal = Calls.phatContracts(new Calls.PhatContracts.RemoveWorkerFromCluster(net.key(3), SECOND));
        net.assertRefused(removal, "//Alice", "PhalaPhatContracts.ClusterPermissionDenied");
        int gone = net.send(removal, "//Bob");
        assertThat(net.awaitEnd(net.pruntime(3))).isZero();
        assertThat(log(net.pruntime(3))).contains("pruntime ends: This worker was removed from cluster " + SECOND);
        net.assertRefused(add(3, SECOND), "//Bob", "PhalaPhatContracts.WorkerIsBusy");
        net.assertRefused(add(3, FIRST), "//Alice", "PhalaPhatContracts.WorkerIsBusy");
        net.assertRefused(removal, "//Bob", "PhalaPhatContracts.WorkerNotFound");
        // The others of its cluster stay.
        net.awaitBlock(second.client().worker(), gone);
        second.run(second.command(inSecond, call(hostile, "mark")), "//Bob");
        assertThat(second.value(inSecond, hostile, "marks")).isEqualTo("7");
    }

    private static String log(ProgramProcess program) throws IOException {
        return Files.readString(program.log());
    }

    @Test
    @Order(9)
    void aClusterThatIsDestroyedTakesItsWorkersWithItAndLeavesTheOtherAlone() throws Exception {
        Bytes destroy = Calls.phatContracts(new Calls.PhatContracts.ClusterDestroy(SECOND));
        net.assertRefused(destroy, "//Bob", "\"BadOrigin\"");
        Bytes late = second.command(inSecond, call(hostile, "mark"));
        int block = net.send(Calls.sudo(destroy), "//Alice");
        ProgramProcess worker = net.pruntime(2);
        assertThat(net.awaitEnd(worker)).isZero();
        assertThat(log(worker)).contains("pruntime ends: Cluster " + SECOND + " was destroyed");
        assertThatThrownBy(() -> net.place(2, SECOND, "//Bob").ask(inSecond, call(hostile, "marks"), "//Bob"))
                .hasMessageContaining("No pruntime answers");
        // It comes to the same end whenever it is started again; its relayer has waited for it.
        worker.restart();
        assertThat(net.awaitEnd(worker)).isZero();
        assertThat(log(worker).split("pruntime ends: Cluster " + SECOND + " was destroyed", -1))
                .hasSize(3);

        String none = "PhalaPhatContracts.ClusterNotFound";
        net.assertRefused(Calls.sudo(destroy), "//Alice", none);
        net.assertRefused(second.upload(hostile), "//Bob", none);
        net.assertRefused(second.instantiation(hostile, Bytes.ofUtf8("late")), "//Bob", none);
        net.assertRefused(add(3, SECOND), "//Bob", none);
        net.awaitBlock(first.client().worker(), block);
        first.run(late, "//Bob");
        OwnOutcome told = last(first, "//Bob");
        assertThat(told.refusal().orElseThrow()).contains("cluster " + SECOND + ", which was destroyed");
        first.run(first.command(inFirst, call(hostile, "mark")), "//Bob");
        assertThat(first.value(inFirst, hostile, "marks")).isEqualTo("11");
        ExecutionResult still = first.ask(inFirst, call(hostile, "marks"), "//Bob");
        assertThat(still.outcome()).isInstanceOf(ExecutionResult.Outcome.Returned.class);
    }
}
