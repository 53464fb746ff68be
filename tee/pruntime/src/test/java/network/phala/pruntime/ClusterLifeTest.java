package network.phala.pruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import network.phala.crypto.Blake2b;
import network.phala.crypto.Twox;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.Sr25519Public;
import network.phala.primitives.U128;
import network.phala.scale.ScaleReader;
import network.phala.scale.ScaleWriter;
import network.phala.types.contract.ClusterOperation;
import network.phala.types.contract.CodeIndex;
import network.phala.types.contract.ContractIds;
import network.phala.types.contract.ContractInfo;
import network.phala.types.contract.ContractOperation;
import network.phala.types.contract.ResourceType;
import network.phala.types.mq.Message;
import network.phala.types.query.OwnOutcome;
import network.phala.wasm.CodeStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What happens in a cluster besides calls: hooks, the order of uploads and instantiations, money, its end; and what
/// senders are told of what failed.
class ClusterLifeTest {
    private static final Bytes FLIP = Bytes.fromHex("0x633aa551");
    private static final Bytes NEW_FALSE = Bytes.fromHex("0x9bae9d5e00");
    private static final Bytes GRANT_ADMIN = Bytes.fromHex("0x67612061");
    private static final Bytes SET_HOOK = Bytes.fromHex("0x352c6b5c");
    private static final H256 CLUSTER = WorkerStoryTest.CLUSTER;
    private static final long GAS = 60_000_000_000L;

    @TempDir
    Path data;

    private final WorkerStoryTest story = new WorkerStoryTest();
    private final AtomicReference<String> exit = new AtomicReference<>("");
    private TestWorker worker;
    private SyntheticChain chain;

    @BeforeEach
    void begin() throws Exception {
        worker = TestWorker.start(data, (code, reason) -> exit.set(code + " " + reason));
        chain = story.untilACluster(worker);
    }

    @org.junit.jupiter.api.AfterEach
    void end() {
        worker.close();
    }

    private void block(Message... messages) throws Exception {
        chain.produce(messages);
        chain.bring(worker);
    }

    private static Message operation(ClusterOperation operation) {
        return WorkerStoryTest.fromPallet(
                ClusterOperation.TOPIC, ClusterOperation.codec().encode(operation));
    }

    private static Message deposit(H256 who, long amount) {
        return operation(new ClusterOperation.Deposit(CLUSTER, new AccountId(who.value()), U128.of(amount)));
    }

    private Message hook(H256 system, H256 contract, long gas) {
        ScaleWriter out = new ScaleWriter();
        out.write(SET_HOOK);
        out.writeByte(0);
        out.write(contract.toBytes());
        // The selector is a number here, whose bytes go into the call the other way round.
        out.writeInt(0x633aa551);
        out.writeLong(gas);
        return story.command(system, out.toBytes());
    }

    @Test
    void aHookRunsAtEveryBlocksEndAsLongAsItsContractCanPay() throws Exception {
        H256 flipper = story.instantiate(worker, chain, "flipper4.contract", NEW_FALSE);
        H256 system = WorkerStoryTest.systemContract(worker);
        block(hook(system, flipper, GAS));
        assertThat(story.value(worker, flipper)).as("set by nobody's leave").isFalse();
        Message admin = story.command(system, GRANT_ADMIN.concat(story.aliceAccount.toBytes()));
        block(admin, hook(system, flipper, GAS));
        assertThat(story.value(worker, flipper)).as("without money").isFalse();
        block(deposit(flipper, 1_000_000_000_000L));
        for (int i = 0; i < 3; i++) {
            assertThat(story.value(worker, flipper)).as("after block %d", i).isEqualTo(i % 2 == 0);
            block();
        }
        assertThat(story.value(worker, flipper)).isFalse();
        block(hook(system, flipper, 1_000_000));
        block();
        assertThat(story.value(worker, flipper)).as("with too little gas").isFalse();
        block(hook(system, flipper, GAS), story.command(flipper, FLIP));
        assertThat(story.value(worker, flipper)).as("a command, then the hook").isFalse();
        block();
        assertThat(story.value(worker, flipper)).isTrue();
        for (int i = 0; i < 2; i++) {
            worker.call(network.phala.prpc.PrpcMethod.TAKE_CHECKPOINT, network.phala.prpc.message.Empty.INSTANCE);
            worker.close();
            worker = TestWorker.start(data);
            block();
            assertThat(story.value(worker, flipper)).as("after restart %d", i).isEqualTo(i == 1);
        }
    }

    private Message instantiate(Bytes salt, U128 transfer, Optional<U128> limit) throws Exception {
        H256 code = H256.of(
                Blake2b.digest256(WorkerStoryTest.wasm("flipper4.contract").toArray()));
        ContractInfo info =
                new ContractInfo(story.aliceAccount, new CodeIndex.WasmCode(code), salt, CLUSTER, NEW_FALSE);
        return WorkerStoryTest.fromPallet(
                ContractOperation.TOPIC,
                ContractOperation.codec()
                        .encode(new ContractOperation.InstantiateCode(info, transfer, 1_000_000_000_000L, limit)));
    }

    private Message upload(ResourceType type, Bytes code) {
        return operation(new ClusterOperation.UploadResource(story.aliceAccount, CLUSTER, type, code));
    }

    /// What the account is told of what it sent last.
    private OwnOutcome last() throws Exception {
        Bytes question = Bytes.concat(Bytes.of((byte) 128), Bytes.wrap(new byte[8]));
        Bytes answer = story.client()
                .ask(
                        worker,
                        WorkerStoryTest.systemContract(worker),
                        question,
                        Optional.of(story.client().account()));
        ScaleReader in = new ScaleReader(answer);
        assertThat(in.readBytes(2)).isEqualTo(Bytes.fromHex("0x0000"));
        List<OwnOutcome> all = OwnOutcome.listCodec().decodeAll(in.readVec());
        return all.getLast();
    }

    /// Fails with this error of the Contracts pallet of runtime 1.2.
    private void assertFailed(int error, String name) throws Exception {
        OwnOutcome outcome = last();
        assertThat(outcome.kind()).isEqualTo(OwnOutcome.Kind.INSTANTIATION);
        assertThat(outcome.block()).isEqualTo(chain.height());
        assertThat(outcome.output().toHex()).as(name).endsWith(String.format("010304%02x00000000", error));
    }

    @Test
    void whatComesTooEarlyTwiceOrWithTooLittleFailsForItsSenderToSee() throws Exception {
        Bytes salt = Bytes.ofUtf8("s");
        block(instantiate(salt, U128.ZERO, Optional.empty()));
        assertFailed(8, "CodeNotFound");
        Bytes code = WorkerStoryTest.wasm("flipper4.contract");
        block(upload(ResourceType.INK_CODE, code.slice(0, code.size() - 1)));
        assertThat(last().refusal()).isPresent();
        block(instantiate(salt, U128.ZERO, Optional.empty()), upload(ResourceType.INK_CODE, code));
        assertThat(last().kind()).as("the code came after").isEqualTo(OwnOutcome.Kind.UPLOAD);
        assertThat(last().refusal()).isEmpty();
        block(instantiate(salt, U128.ZERO, Optional.of(U128.ONE)));
        assertFailed(24, "StorageDepositLimitExhausted");
        // A constructor that takes no money; ink! panics.
        block(instantiate(salt, U128.of(5), Optional.empty()));
        assertFailed(12, "ContractTrapped");
        block(instantiate(salt, U128.ZERO, Optional.empty()));
        assertThat(last().output().toHex()).doesNotContain("010304");
        block(instantiate(salt, U128.ZERO, Optional.empty()));
        assertFailed(20, "DuplicateContract");
        block(story.command(CLUSTER, FLIP));
        assertThat(last().refusal().orElseThrow()).contains("has no contract " + CLUSTER);
    }

    /// A block is not half done because of one upload: that would end every worker of the cluster, at every restart.
    @Test
    void aFaultOfOursInAnUploadIsTheUploadsAlone() throws Exception {
        worker.pruntime().modules().keepIn(new CodeStore() {
            @Override
            public Parts open(H256 codeHash) {
                return Parts.NONE;
            }

            @Override
            public void save(H256 codeHash, Supplier<Map<String, Bytes>> parts) {
                throw new IllegalStateException("on purpose");
            }
        });
        Bytes code = WorkerStoryTest.wasm("flipper4.contract");
        block(upload(ResourceType.INK_CODE, code));
        assertThat(last().refusal().orElseThrow()).contains("the worker failed inside the contract runtime");
        worker.pruntime().modules().keepIn(CodeStore.NONE);
        block(instantiate(Bytes.EMPTY, U128.ZERO, Optional.empty()));
        assertFailed(8, "CodeNotFound");
        block(upload(ResourceType.INK_CODE, code));
        assertThat(last().refusal()).isEmpty();
    }

    /// What queries take must not decide what a command does: where the memory ends, queries end, and the command is
    /// begun once more.
    @Test
    void aCommandForWhichTheMemoryDidNotSufficeIsDoneOnceMore() throws Exception {
        H256 flipper = story.instantiate(worker, chain, "flipper4.contract", NEW_FALSE);
        AtomicInteger left = new AtomicInteger(1);
        outOfMemory(left);
        block(story.command(flipper, FLIP));
        assertThat(left).hasValueLessThan(0);
        assertThat(exit.get()).isEmpty();
        assertThat(story.value(worker, flipper)).isTrue();
        assertThat(last().refusal()).isEmpty();
    }

    /// When that does not help, the block is left half done, and the worker says what it needs.
    @Test
    void aWorkerWhoseMemoryDoesNotSufficeForACommandEnds() throws Exception {
        H256 flipper = story.instantiate(worker, chain, "flipper4.contract", NEW_FALSE);
        outOfMemory(new AtomicInteger(2));
        chain.produce(story.command(flipper, FLIP));
        assertThatThrownBy(() -> chain.bring(worker)).hasMessageContaining("is too small for what the chain asks");
        assertThat(exit.get()).startsWith("134 ").contains("OutOfMemoryError").contains("PRUNTIME_MAX_HEAP");
    }

    /// The next uses of code that was not compiled yet end so, as many as `left` says.
    private void outOfMemory(AtomicInteger left) {
        worker.pruntime().modules().dropAll();
        System.gc();
        worker.pruntime().modules().keepIn(new CodeStore() {
            @Override
            public Parts open(H256 codeHash) {
                if (left.getAndDecrement() > 0) {
                    throw new OutOfMemoryError("on purpose");
                }
                return Parts.NONE;
            }

            @Override
            public void save(H256 codeHash, Supplier<Map<String, Bytes>> parts) {}
        });
    }

    /// The chain knows where a contract is, and of which it has taken commands; a worker knows its own cluster only.
    @Test
    void theSenderOfACommandToAnotherClusterIsToldWhereItsContractIs() throws Exception {
        H256 there = ContractIds.clusterId(2);
        H256 contract = H256.fromHex("0x" + "5c".repeat(32));
        chain.put(storage("Contracts", contract), story.aliceAccount.toBytes().concat(there.toBytes()));
        chain.put(storage("Clusters", there), Bytes.of((byte) 1));
        block(story.command(contract, FLIP));
        assertThat(last().refusal())
                .contains("contract " + contract + " is of cluster " + there + "; this worker's is " + CLUSTER
                        + ": ask a worker of that cluster");
        chain.put(storage("Contracts", contract), story.aliceAccount.toBytes().concat(CLUSTER.toBytes()));
        block(story.command(contract, FLIP));
        assertThat(last().refusal())
                .contains("cluster " + CLUSTER + " has no contract " + contract + ": its instantiation failed");
        H256 gone = ContractIds.clusterId(3);
        chain.put(storage("Contracts", contract), story.aliceAccount.toBytes().concat(gone.toBytes()));
        block(story.command(contract, FLIP));
        assertThat(last().refusal().orElseThrow()).endsWith("which was destroyed; nobody executes this command");
    }

    /// An entry of a map of the chain that goes by twox64.
    private static Bytes storage(String map, H256 key) {
        return Bytes.concat(
                SyntheticChain.key("PhalaPhatContracts", map),
                Bytes.wrap(Twox.hash64(key.toBytes().unsafeArray())),
                key.toBytes());
    }

    @Test
    void compiledCodeThatNobodyUsesGoesWhileNoBlockComes() throws Exception {
        worker.close();
        worker = TestWorker.start(TestWorker.config(data.resolve("quiet")).withCodeIdle(Duration.ofMillis(1)));
        WorkerStoryTest quiet = new WorkerStoryTest();
        chain = quiet.untilACluster(worker);
        H256 flipper = quiet.instantiate(worker, chain, "flipper4.contract", NEW_FALSE);
        assertThat(quiet.value(worker, flipper)).isFalse();
        long end = System.nanoTime() + Duration.ofMinutes(5).toNanos();
        while (worker.pruntime().modules().size() > 0) {
            assertThat(System.nanoTime()).as("code is still there").isLessThan(end);
            Thread.onSpinWait();
        }
        block(quiet.command(flipper, FLIP));
        assertThat(quiet.value(worker, flipper))
                .as("it comes back when it is needed")
                .isTrue();
    }

    @Test
    void indeterministicCodeMakesNoContracts() throws Exception {
        block(upload(ResourceType.INDETERMINISTIC_INK_CODE, WorkerStoryTest.wasm("flipper4.contract")));
        assertThat(last().refusal()).isEmpty();
        block(instantiate(Bytes.EMPTY, U128.ZERO, Optional.empty()));
        assertFailed(28, "Indeterministic");
    }

    @Test
    void theWorkerEndsWithItsClusterAndWithNoOther() throws Exception {
        block(operation(new ClusterOperation.DestroyCluster(ContractIds.clusterId(2))));
        assertThat(exit.get()).isEmpty();
        chain.produce(operation(new ClusterOperation.DestroyCluster(CLUSTER)));
        assertThatThrownBy(() -> chain.bring(worker)).hasMessageContaining("was destroyed");
        assertThat(exit.get()).startsWith("0 Cluster " + CLUSTER);
    }

    @Test
    void theWorkerEndsWhenItIsRemovedFromItsCluster() throws Exception {
        Sr25519Public us = Sr25519Public.of(
                Bytes.fromHex("0x" + worker.info().system().orElseThrow().publicKey())
                        .toArray());
        Sr25519Public other = Sr25519Public.of(TestClient.random(32).toArray());
        block(
                operation(new ClusterOperation.RemoveWorker(CLUSTER, other)),
                operation(new ClusterOperation.RemoveWorker(ContractIds.clusterId(2), us)));
        assertThat(exit.get()).isEmpty();
        chain.produce(operation(new ClusterOperation.RemoveWorker(CLUSTER, us)));
        assertThatThrownBy(() -> chain.bring(worker)).hasMessageContaining("removed from cluster");
        assertThat(exit.get()).startsWith("0 This worker was removed");
    }
}
