package network.phala.pruntime.economics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import network.phala.primitives.Bytes;
import network.phala.primitives.Sr25519Public;
import network.phala.primitives.U128;
import network.phala.primitives.U256;
import network.phala.scale.Codec;
import network.phala.scale.DecodeException;
import network.phala.scale.Scale;
import network.phala.types.messaging.GatekeeperEvent;
import network.phala.types.messaging.SystemEvent;
import network.phala.types.messaging.TokenomicParameters;
import network.phala.types.messaging.WorkerEvent;
import network.phala.types.messaging.WorkingInfoUpdateEvent;
import network.phala.types.messaging.WorkingReportEvent;
import network.phala.types.mq.Message;
import network.phala.types.mq.MessageOrigin;
import network.phala.types.mq.Topic;
import org.junit.jupiter.api.Test;

/// What the observed files (quality/golden) do not show: saving, and messages no honest party sends.
class LedgerTest {
    private static final MessageOrigin PALLET = MessageOrigin.pallet("PhalaComputation");
    private static final Codec<Ledger.Saved> SAVED = Scale.of(Ledger.Saved.class);
    private static final U256 EVERYONE = U256.MAX;

    private final Ledger ledger = new Ledger(TokenomicParameters.DEFAULT);
    private int block;

    private static Sr25519Public worker(int number) {
        byte[] key = new byte[32];
        key[0] = (byte) number;
        return Sr25519Public.of(key);
    }

    private void start() {
        block++;
        ledger.startBlock(block, block * 12_000L);
    }

    private void tell(int number, WorkerEvent event) {
        ledger.dispatch(new Message(
                PALLET,
                SystemEvent.TOPIC,
                SystemEvent.codec().encode(new SystemEvent.OfWorker(worker(number), event))));
    }

    private void challenge() {
        ledger.dispatch(new Message(
                PALLET,
                SystemEvent.TOPIC,
                SystemEvent.codec().encode(new SystemEvent.HeartbeatChallenge(U256.ZERO, EVERYONE))));
    }

    private void answer(int number, int session, int challengeBlock) {
        ledger.dispatch(new Message(
                new MessageOrigin.Worker(worker(number)),
                WorkingReportEvent.TOPIC,
                WorkingReportEvent.codec()
                        .encode(new WorkingReportEvent.Heartbeat(
                                session, challengeBlock, challengeBlock * 12_000L, block * 1_000L))));
    }

    private void begin(int number) {
        tell(number, new WorkerEvent.Registered((byte) 1));
        tell(number, new WorkerEvent.Started(number, new U128(1_000, 0), 500));
    }

    @Test
    void savesAndLoadsEverything() throws DecodeException {
        start();
        begin(1);
        begin(2);
        tell(3, new WorkerEvent.Registered((byte) 5));
        tell(3, new WorkerEvent.BenchStart(8));
        ledger.finishBlock();
        start();
        challenge();
        ledger.finishBlock();
        Ledger.Saved saved = ledger.save();
        assertThat(saved.workers()).hasSize(3);
        assertThat(ledger.worker(worker(1)).orElseThrow().waitingHeartbeats()).containsExactly(2);
        Ledger loaded = Ledger.load(SAVED.decodeAll(SAVED.encode(saved)));
        assertThat(loaded.save()).isEqualTo(saved);
        start();
        loaded.startBlock(block, block * 12_000L);
        assertThat(loaded.sumShare()).isEqualTo(ledger.sumShare());
        Optional<WorkingInfoUpdateEvent> report = ledger.finishBlock();
        assertThat(loaded.finishBlock()).isEqualTo(report);
        assertThat(loaded.save()).isEqualTo(ledger.save());
    }

    @Test
    void aSavedValueDoesNotChangeAfterwards() {
        start();
        begin(1);
        ledger.finishBlock();
        Ledger.Saved saved = ledger.save();
        Bytes before = SAVED.encode(saved);
        start();
        challenge();
        ledger.finishBlock();
        assertThat(SAVED.encode(saved)).isEqualTo(before);
        assertThat(ledger.save()).isNotEqualTo(saved);
    }

    @Test
    void stopsWhenAWorkerAnswersWhatItWasNotAsked() {
        start();
        begin(1);
        challenge();
        ledger.finishBlock();
        start();
        assertThatThrownBy(() -> answer(1, 1, 7))
                .isInstanceOf(PoisonedException.class)
                .hasMessageStartingWith("GK or Worker state poisoned: worker 0x01")
                .hasMessageContaining("block 7; expected one of [1], the first");
    }

    @Test
    void aMeasurementIsOverAfterItsBlocks() {
        start();
        tell(1, new WorkerEvent.Registered((byte) 1));
        tell(1, new WorkerEvent.BenchStart(2));
        ledger.finishBlock();
        start();
        ledger.finishBlock();
        assertThat(ledger.worker(worker(1)).orElseThrow().bench()).contains(new WorkerAccount.Bench(1, 12_000, 2));
        start();
        ledger.finishBlock();
        assertThat(ledger.worker(worker(1)).orElseThrow().bench()).isEmpty();
    }

    @Test
    void nonsenseChangesNothing() {
        start();
        begin(1);
        ledger.finishBlock();
        Ledger.Saved before = ledger.save();
        long seed = 77;
        Random random = new Random(seed);
        List<MessageOrigin> senders = List.of(
                PALLET,
                MessageOrigin.GATEKEEPER,
                new MessageOrigin.Worker(worker(9)),
                new MessageOrigin.Worker(worker(1)));
        List<Topic> topics =
                List.of(SystemEvent.TOPIC, WorkingReportEvent.TOPIC, GatekeeperEvent.TOPIC, Topic.of("phala/else"));
        block = 0;
        start();
        for (int i = 0; i < 20_000; i++) {
            byte[] payload = new byte[random.nextInt(20)];
            random.nextBytes(payload);
            ledger.dispatch(
                    new Message(senders.get(random.nextInt(4)), topics.get(random.nextInt(4)), Bytes.wrap(payload)));
        }
        assertThat(ledger.save()).as("seed %d", seed).isEqualTo(before);
    }

    @Test
    void aMutatedSaveIsRefusedOrLoads() {
        start();
        begin(1);
        begin(2);
        challenge();
        ledger.finishBlock();
        byte[] saved = SAVED.encode(ledger.save()).toArray();
        long seed = 4_711;
        Random random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < 5_000; i++) {
            byte[] mutated = saved.clone();
            mutated[random.nextInt(mutated.length)] ^= (byte) (1 << random.nextInt(8));
            int size = random.nextInt(4) == 0 ? random.nextInt(mutated.length) : mutated.length;
            try {
                Ledger loaded = Ledger.load(SAVED.decodeAll(Bytes.wrap(java.util.Arrays.copyOf(mutated, size))));
                loaded.startBlock(2, 24_000);
                loaded.finishBlock();
            } catch (DecodeException e) {
                refused++;
            }
        }
        assertThat(refused).as("seed %d", seed).isBetween(1_000, 4_999);
    }

    @Test
    void keepsManyWorkersInTheOrderOfTheirKeys() {
        start();
        List<Sr25519Public> expected = new ArrayList<>();
        for (int i = 200; i > 0; i -= 7) {
            begin(i);
            expected.addFirst(worker(i));
        }
        assertThat(ledger.workers()).extracting(WorkerAccount::pubkey).containsExactlyElementsOf(expected);
    }
}
