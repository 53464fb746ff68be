package network.phala.pruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.prpc.PrpcMethod;
import network.phala.prpc.message.Empty;
import network.phala.types.mq.Message;
import network.phala.types.query.OwnOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Commands in bulk: the gas of each is bounded, that of a block is not.
@Timeout(900)
class BulkCommandsTest {
    private static final Bytes SPIN = Bytes.fromHex("0xf05284e0");
    private static final Bytes MARK = Bytes.fromHex("0xf8efe5ae");
    private static final Bytes MARKS = Bytes.fromHex("0x8edf3f00");
    private static final Bytes GET = Bytes.fromHex("0x2f865bd9");
    private static final Bytes FLIP = Bytes.fromHex("0x633aa551");
    private static final Bytes OK = Bytes.fromHex("0x0000");
    private static final long MUCH_GAS = 2_500_000_000_000L;
    /// More of both, by hand: `-Dbulk.commands=10000 -Dbulk.gas=2500000000000`.
    private static final int COMMANDS = Integer.getInteger("bulk.commands", 200);

    private static final long FLOOD_GAS = 200_000_000_000L;
    private static final Executor ASKERS = task -> Thread.ofVirtual().start(task);

    private static final long LOOP_GAS = Long.getLong("bulk.gas", 10_000_000_000L);

    @TempDir
    Path data;

    private final WorkerStoryTest story = new WorkerStoryTest();

    private static CompletableFuture<Void> bring(TestWorker worker, SyntheticChain chain) {
        return CompletableFuture.runAsync(() -> {
            try {
                chain.bring(worker);
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
    }

    /// A block of more than anyone waits for: everybody is answered from the state before it, and the worker can be
    /// ended within it. Started again, it is where its checkpoint was.
    @Test
    void aBlockWithoutEndKeepsNobodyWaitingAndCanBeLeft() throws Exception {
        SyntheticChain chain;
        H256 hostile;
        H256 flipper;
        int before;
        CompletableFuture<Void> dispatching;
        try (TestWorker worker = TestWorker.start(data)) {
            chain = story.untilACluster(worker);
            hostile = story.instantiate(worker, chain, "hostile.contract", Bytes.fromHex("0x9bae9d5e"));
            flipper = story.instantiate(worker, chain, "flipper4.contract", Bytes.fromHex("0x9bae9d5e00"));
            worker.call(PrpcMethod.TAKE_CHECKPOINT, Empty.INSTANCE);
            before = worker.info().blocknum();
            H256 spinning = hostile;
            Message[] messages = new Message[10_000];
            for (int i = 0; i < messages.length; i++) {
                messages[i] = story.command(spinning, SPIN, MUCH_GAS);
            }
            chain.produce(messages);
            dispatching = bring(worker, chain);
            while (worker.info().headernum() <= chain.height()) {
                Thread.onSpinWait();
            }
            for (int i = 0; i < 5; i++) {
                assertThat(story.client().query(worker, flipper, GET).slice(0, 2))
                        .isEqualTo(OK);
                assertThat(story.client().query(worker, hostile, MARKS).slice(0, 2))
                        .isEqualTo(OK);
                assertThat(worker.info().blocknum()).isEqualTo(before);
            }
            assertThat(dispatching).isNotDone();
        }
        assertThatThrownBy(dispatching::join).isInstanceOf(CompletionException.class);
        try (TestWorker worker = TestWorker.start(data)) {
            assertThat(worker.info().blocknum()).isEqualTo(before);
            assertThat(story.client().query(worker, flipper, GET).slice(0, 2)).isEqualTo(OK);
        }
    }

    /// Told to end in good order, the worker gives the block some time, and then leaves it.
    @Test
    void aWorkerToldToEndDoesNotWaitForABlockWithoutEnd() throws Exception {
        TestWorker worker = TestWorker.start(data);
        SyntheticChain chain = story.untilACluster(worker);
        H256 hostile = story.instantiate(worker, chain, "hostile.contract", Bytes.fromHex("0x9bae9d5e"));
        int before = worker.info().blocknum();
        Message[] messages = new Message[10_000];
        for (int i = 0; i < messages.length; i++) {
            messages[i] = story.command(hostile, SPIN, MUCH_GAS);
        }
        chain.produce(messages);
        CompletableFuture<Void> dispatching = bring(worker, chain);
        while (worker.info().headernum() <= chain.height()) {
            Thread.onSpinWait();
        }
        assertThat(worker.info().blocknum()).isEqualTo(before);
        worker.pruntime().saveAndClose();
        assertThatThrownBy(dispatching::join).isInstanceOf(CompletionException.class);
        worker.close();
    }

    /// Commands that loop until their gas is gone hurt themselves only: those between them take effect, in order, and
    /// each sender is told.
    @Test
    void hundredsOfLoopingCommandsLeaveTheOthersAlone() throws Exception {
        try (TestWorker worker = TestWorker.start(data)) {
            SyntheticChain chain = story.untilACluster(worker);
            H256 hostile = story.instantiate(worker, chain, "hostile.contract", Bytes.fromHex("0x9bae9d5e"));
            H256 flipper = story.instantiate(worker, chain, "flipper4.contract", Bytes.fromHex("0x9bae9d5e00"));
            Message[] messages = new Message[COMMANDS];
            for (int i = 0; i < messages.length; i++) {
                messages[i] = i == 99
                        ? story.command(flipper, FLIP, MUCH_GAS)
                        : i % 50 == 49
                                ? story.command(hostile, MARK, MUCH_GAS)
                                : story.command(hostile, SPIN, LOOP_GAS);
            }
            chain.produce(messages);
            chain.bring(worker);
            Bytes marks = story.client().query(worker, hostile, MARKS);
            assertThat(marks.slice(0, 2)).isEqualTo(OK);
            String count = Integer.toHexString(Integer.reverseBytes(COMMANDS / 50 - 1));
            assertThat(marks.toHex()).endsWith("00" + "0".repeat(8 - count.length()) + count + "00");
            Bytes flipped = story.client().query(worker, flipper, GET);
            assertThat(flipped.toHex()).endsWith("0001" + "00");
            List<OwnOutcome> told = outcomes(worker, hostile);
            assertThat(told.getLast().number()).isGreaterThanOrEqualTo(COMMANDS - 1);
            OwnOutcome loop = told.get(told.size() - 2);
            assertThat(loop.subject()).isEqualTo(hostile);
            assertThat(loop.refusal()).isEmpty();
            assertThat(loop.block()).isEqualTo(chain.height());
        }
    }

    /// Loops, memory, recursion, re-entrance, storage, logs, traps and long answers: as commands of one block
    /// and as queries from all sides at once. Who asks another contract is answered, and only honest commands
    /// leave a trace.
    @Test
    void everyKindOfFloodTogetherHurtsNobodyElse() throws Exception {
        try (TestWorker worker = TestWorker.start(data)) {
            SyntheticChain chain = story.untilACluster(worker);
            H256 hostile = story.instantiate(worker, chain, "hostile.contract", Bytes.fromHex("0x9bae9d5e"));
            H256 flipper = story.instantiate(worker, chain, "flipper4.contract", Bytes.fromHex("0x9bae9d5e00"));
            List<Bytes> floods = List.of(
                    SPIN,
                    Bytes.fromHex("0xb95dbc2f"),
                    Bytes.fromHex("0x6f815c62"),
                    Bytes.fromHex("0x462ca2b7" + "ffffffff"),
                    Bytes.fromHex("0x2f5c77d8"),
                    Bytes.fromHex("0x8eccf7a6"),
                    Bytes.fromHex("0x7d537841" + "ffffffff"),
                    Bytes.fromHex("0x069a343d" + "01000000"),
                    Bytes.fromHex("0x444e3af7"),
                    Bytes.fromHex("0xdbce3cc3" + "ffffff7f"),
                    Bytes.fromHex("0x5237df68" + "ffffffff" + "00100000"),
                    Bytes.fromHex("0x5d0e6685" + "ffffffff"));
            List<Message> messages = new ArrayList<>();
            for (Bytes each : floods) {
                messages.add(story.command(hostile, each, FLOOD_GAS));
                messages.add(story.command(hostile, each, FLOOD_GAS));
                messages.add(story.command(hostile, MARK, MUCH_GAS));
            }
            chain.produce(messages.toArray(Message[]::new));
            CompletableFuture<Void> dispatching = bring(worker, chain);
            List<CompletableFuture<Bytes>> queries = new ArrayList<>();
            for (Bytes each : floods) {
                for (int i = 0; i < 3; i++) {
                    queries.add(CompletableFuture.supplyAsync(() -> query(worker, hostile, each), ASKERS));
                }
            }
            for (int i = 0; i < 10; i++) {
                assertThat(query(worker, flipper, GET).slice(0, 2)).isEqualTo(OK);
                assertThat(worker.info().initialized()).isTrue();
            }
            dispatching.join();
            for (CompletableFuture<Bytes> each : queries) {
                // An answer of the contract or of the runtime, or turned away: never an internal error.
                assertThat(each.join().slice(0, 2)).isIn(OK, Bytes.fromHex("0x0104"), Bytes.fromHex("0x0105"));
            }
            assertThat(query(worker, hostile, MARKS).toHex()).endsWith("00" + "0c000000" + "00");
        }
    }

    private Bytes query(TestWorker worker, H256 contract, Bytes message) {
        try {
            return story.client().query(worker, contract, message);
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }

    private List<OwnOutcome> outcomes(TestWorker worker, H256 contract) throws Exception {
        TestClient client = story.client();
        Bytes answer =
                client.ask(worker, contract, Bytes.fromHex("0x80" + "0000000000000000"), Optional.of(client.account()));
        assertThat(answer.slice(0, 2)).isEqualTo(OK);
        network.phala.scale.ScaleReader in = new network.phala.scale.ScaleReader(answer.slice(2, answer.size()));
        return OwnOutcome.listCodec().decodeAll(in.readVec());
    }
}
