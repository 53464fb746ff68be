package network.phala.pallet.mq;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import network.phala.frame.dispatch.DispatchError;
import network.phala.frame.dispatch.Origin;
import network.phala.frame.dispatch.Pays;
import network.phala.pallet.MockRuntime;
import network.phala.pallet.registry.PhalaRegistryError;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.types.messaging.RegistryEvent;
import network.phala.types.mq.Message;
import network.phala.types.mq.MessageOrigin;
import network.phala.types.mq.SignedMessage;
import network.phala.types.mq.Topic;
import org.junit.jupiter.api.Test;

class PhalaMqTest {
    private static final Origin FERDIE = Origin.signed(MockRuntime.account(9));
    private static final Topic TOPIC = Topic.of("some/topic");
    private static final Bytes PAYLOAD = Bytes.ofUtf8("payload");

    private final MockRuntime chain = new MockRuntime();

    private static PhalaMqCall sync(SignedMessage message) {
        return new PhalaMqCall.SyncOffchainMessage(message);
    }

    private void refused(SignedMessage message, PhalaMqError error) {
        chain.noop(FERDIE, chain.mq, sync(message), error);
    }

    private void refused(SignedMessage message, PhalaRegistryError error) {
        chain.noop(FERDIE, chain.mq, sync(message), DispatchError.Module.of(chain.registry.index(), error.ordinal()));
    }

    @Test
    void sendsQueuedGenesisMessagesInBlockOneAndNothingInBlockTwo() {
        List<String> topics = chain.outbound().stream()
                .map(message -> message.destination().toString())
                .toList();
        assertThat(topics).hasSize(7).startsWith("phala/system/event").endsWith("phala/gatekeeper/event");
        chain.nextBlock();
        assertThat(chain.outbound()).isEmpty();
    }

    @Test
    void takesMessagesInOrderExactlyOnce() {
        chain.nextBlock();
        for (int i = 0; i < 3; i++) {
            SignedMessage message = MockRuntime.fromWorker(1, i, TOPIC, Bytes.of((byte) i));
            assertThat(chain.ok(FERDIE, chain.mq, sync(message)).paysFee()).isEqualTo(Pays.YES);
            refused(message, PhalaMqError.BAD_SEQUENCE);
        }
        assertThat(chain.outbound())
                .extracting(Message::payload)
                .containsExactly(Bytes.of((byte) 0), Bytes.of((byte) 1), Bytes.of((byte) 2));
    }

    @Test
    void refusesWrongSequences() {
        for (long sequence : new long[] {1, 2, 100, -1, Long.MAX_VALUE}) {
            refused(MockRuntime.fromWorker(1, sequence, TOPIC, PAYLOAD), PhalaMqError.BAD_SEQUENCE);
        }
    }

    @Test
    void refusesSendersThatAreNotOutsideTheChain() {
        for (MessageOrigin sender : List.of(
                MessageOrigin.pallet("PhalaRegistry"),
                new MessageOrigin.Account(H256.ZERO),
                new MessageOrigin.MultiLocation(PAYLOAD),
                new MessageOrigin.Reserved())) {
            refused(MockRuntime.signed(1, sender, 0, TOPIC, PAYLOAD), PhalaMqError.BAD_SENDER);
        }
    }

    @Test
    void refusesSendersWithoutAKey() {
        refused(
                MockRuntime.signed(1, MessageOrigin.GATEKEEPER, 0, TOPIC, PAYLOAD),
                PhalaRegistryError.MASTER_KEY_UNINITIALIZED);
        refused(
                MockRuntime.signed(1, new MessageOrigin.Cluster(H256.ZERO), 0, TOPIC, PAYLOAD),
                PhalaRegistryError.UNKNOWN_CLUSTER);
        refused(
                MockRuntime.signed(1, new MessageOrigin.Contract(H256.ZERO), 0, TOPIC, PAYLOAD),
                PhalaRegistryError.UNKNOWN_CONTRACT);
    }

    @Test
    void refusesDestinationsWithAReservedFirstByte() {
        refused(MockRuntime.fromWorker(1, 0, Topic.of(""), PAYLOAD), PhalaMqError.BAD_DESTINATION);
        for (char first : "~!@#$%&*_+-=|<>?,./;:'".toCharArray()) {
            refused(MockRuntime.fromWorker(1, 0, Topic.of(first + "x"), PAYLOAD), PhalaMqError.BAD_DESTINATION);
        }
    }

    @Test
    void refusesASignatureOfAnotherKeyOrLength() {
        SignedMessage good = MockRuntime.fromWorker(1, 0, TOPIC, PAYLOAD);
        SignedMessage ofAnother =
                MockRuntime.signed(2, new MessageOrigin.Worker(MockRuntime.publicKey(1)), 0, TOPIC, PAYLOAD);
        refused(ofAnother, PhalaRegistryError.INVALID_SIGNATURE);
        for (int size : new int[] {0, 63}) {
            refused(
                    new SignedMessage(good.message(), 0, good.signature().slice(0, size)),
                    PhalaRegistryError.INVALID_SIGNATURE_LENGTH);
        }
        refused(
                new SignedMessage(good.message(), 0, good.signature().concat(Bytes.of((byte) 0))),
                PhalaRegistryError.INVALID_SIGNATURE_LENGTH);
    }

    /// Every bit of signature and payload counts.
    @Test
    void refusesAnyAlteredBit() {
        SignedMessage good = MockRuntime.fromWorker(1, 0, TOPIC, PAYLOAD);
        Random random = new Random(11);
        for (int i = 0; i < 48; i++) {
            byte[] signature = good.signature().toArray();
            signature[random.nextInt(64)] ^= (byte) (1 << random.nextInt(8));
            refused(new SignedMessage(good.message(), 0, Bytes.wrap(signature)), PhalaRegistryError.INVALID_SIGNATURE);
            byte[] payload = PAYLOAD.toArray();
            payload[random.nextInt(payload.length)] ^= (byte) (1 << random.nextInt(8));
            Message altered = new Message(good.message().sender(), TOPIC, Bytes.wrap(payload));
            refused(new SignedMessage(altered, 0, good.signature()), PhalaRegistryError.INVALID_SIGNATURE);
        }
        chain.ok(FERDIE, chain.mq, sync(good));
    }

    @Test
    void neverAcceptsASecondMessageWhateverIsReplayedOrReordered() {
        chain.nextBlock();
        long seed = 20240501;
        Random random = new Random(seed);
        long[] next = new long[4];
        int accepted = 0;
        for (int i = 0; i < 300; i++) {
            int worker = 1 + random.nextInt(3);
            long sequence = Math.max(0, next[worker] + random.nextInt(5) - 2);
            SignedMessage message = MockRuntime.fromWorker(worker, sequence, TOPIC, Bytes.of((byte) i));
            if (sequence == next[worker]) {
                chain.ok(FERDIE, chain.mq, sync(message));
                next[worker]++;
                accepted++;
            } else {
                refused(message, PhalaMqError.BAD_SEQUENCE);
            }
        }
        assertThat(chain.outbound()).as("seed %d", seed).hasSize(accepted);
    }

    @Test
    void deliversAllTheSameWhatAHandlerRefuses() {
        chain.nextBlock();
        Bytes report = RegistryEvent.codec().encode(new RegistryEvent.BenchReport(chain.nowMs() + 1, 5));
        chain.ok(FERDIE, chain.mq, sync(MockRuntime.fromWorker(1, 0, RegistryEvent.TOPIC, report)));
        chain.ok(FERDIE, chain.mq, sync(MockRuntime.fromWorker(1, 1, RegistryEvent.TOPIC, Bytes.EMPTY)));
        assertThat(chain.<Long, RuntimeException>run(
                        () -> chain.mq.nextSequence(new MessageOrigin.Worker(MockRuntime.publicKey(1)))))
                .isEqualTo(2);
        assertThat(chain.outbound()).isEmpty();
    }

    /// The original panics there; here nothing is lost and the report can come again.
    @Test
    void refusesABenchReportWithinTheFirstSecondAndTakesItLater() {
        chain.nextBlock();
        Bytes report = RegistryEvent.codec().encode(new RegistryEvent.BenchReport(chain.nowMs() - 999, 5000));
        SignedMessage message = MockRuntime.fromWorker(1, 0, RegistryEvent.TOPIC, report);
        chain.noop(
                FERDIE,
                chain.mq,
                sync(message),
                new DispatchError.Arithmetic(DispatchError.ArithmeticError.DIVISION_BY_ZERO));
        chain.elapse(1);
        chain.ok(FERDIE, chain.mq, sync(message));
        assertThat(chain.outbound()).hasSize(1);
    }

    @Test
    void sendsWithoutCheckingTheTopicWhatUsersPush() {
        chain.nextBlock();
        for (String topic : List.of("", "/x", "^x")) {
            chain.ok(FERDIE, chain.mq, new PhalaMqCall.PushMessage(Bytes.ofUtf8(topic), PAYLOAD));
        }
        assertThat(chain.outbound()).isEmpty();
        chain.ok(FERDIE, chain.mq, new PhalaMqCall.PushMessage(Bytes.ofUtf8("x"), PAYLOAD));
        assertThat(chain.outbound())
                .containsExactly(new Message(PhalaMq.account(MockRuntime.account(9)), Topic.of("x"), PAYLOAD));
    }

    @Test
    void wantsASignerOrRoot() {
        SignedMessage message = MockRuntime.fromWorker(1, 0, TOPIC, PAYLOAD);
        PhalaMqCall push = new PhalaMqCall.PushMessage(TOPIC.path(), PAYLOAD);
        PhalaMqCall force = new PhalaMqCall.ForcePushPalletMessage(TOPIC.path(), PAYLOAD);
        for (Origin origin : List.of(Origin.NONE, Origin.ROOT)) {
            chain.noop(origin, chain.mq, sync(message), DispatchError.BAD_ORIGIN);
            chain.noop(origin, chain.mq, push, DispatchError.BAD_ORIGIN);
        }
        chain.noop(FERDIE, chain.mq, force, DispatchError.BAD_ORIGIN);
        chain.noop(Origin.NONE, chain.mq, force, DispatchError.BAD_ORIGIN);
        chain.ok(Origin.ROOT, chain.mq, force);
    }
}
