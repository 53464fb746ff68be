package network.phala.pruntime.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.zip.GZIPInputStream;
import network.phala.crypto.Sr25519;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.types.mq.Message;
import network.phala.types.mq.MessageOrigin;
import network.phala.types.mq.SignedMessage;
import network.phala.types.mq.Topic;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The queue steps of `phala/crypto/mq.json`, observed from phala-mq's MessageSendQueue.
class EgressQueueGoldenTest {
    private static final Sr25519.Pair ONE = pair(1);
    private static final Sr25519.Pair TWO = pair(2);
    private static final Sr25519.Pair THREE = pair(3);
    private static final MessageOrigin WORKER =
            new MessageOrigin.Worker(ONE.publicKey().toWire());

    private final EgressQueue queue = new EgressQueue();
    private final Iterator<JsonNode> steps = steps().iterator();

    @Test
    void queuesAsObserved() {
        expect("new, two channels");
        push(WORKER, ONE, "a", 1);
        expect("worker pushes 1");
        push(WORKER, ONE, "b", 2);
        push(MessageOrigin.GATEKEEPER, TWO, "c", 3);
        expect("worker pushes 2, gatekeeper pushes 3");
        queue.setDummy(MessageOrigin.GATEKEEPER, true);
        push(MessageOrigin.GATEKEEPER, TWO, "c", 4);
        push(MessageOrigin.GATEKEEPER, TWO, "c", 5);
        expect("gatekeeper dummy, pushes 4, 5");
        queue.setDummy(MessageOrigin.GATEKEEPER, false);
        push(MessageOrigin.GATEKEEPER, TWO, "c", 6);
        expect("gatekeeper active, pushes 6");
        push(MessageOrigin.GATEKEEPER, THREE, "c", 7);
        expect("gatekeeper gets the key of seed 3, pushes 7");
        queue.purge(sender -> sender.isGatekeeper() ? 3 : 1);
        expect("purge below gatekeeper 3, worker 1");
        queue.purge(_ -> -1);
        expect("purge everything");
        push(WORKER, ONE, "d", 8);
        expect("worker pushes 8");
        push(WORKER, ONE, "d", 9);
        expect("another channel of the same sender pushes 9");
        queue.setDummy(new MessageOrigin.Cluster(H256.ZERO), true);
        expect("dummy mode for a sender never used");
        assertThat(steps).isExhausted();
    }

    private void push(MessageOrigin sender, Sr25519.Pair signer, String topic, int payload) {
        queue.push(sender, signer, Topic.of(topic), Bytes.of((byte) payload));
    }

    private void expect(String step) {
        JsonNode expected = steps.next();
        assertThat(expected.get("queue_step").asString()).isEqualTo(step);
        List<EgressQueue.Pending> pending = queue.pending();
        assertThat(pending).as(step).hasSize(expected.get("queue").size());
        for (int i = 0; i < pending.size(); i++) {
            JsonNode channel = expected.get("queue").get(i);
            assertThat(pending.get(i).sender().display())
                    .isEqualTo(channel.get(0).asString());
            List<SignedMessage> messages = pending.get(i).messages();
            assertThat(messages).as(step).hasSize(channel.get(1).size());
            for (int j = 0; j < messages.size(); j++) {
                check(messages.get(j), channel.get(1).get(j));
            }
        }
    }

    private static void check(SignedMessage message, JsonNode expected) {
        assertThat(message.sequence()).isEqualTo(expected.get(0).asLong());
        assertThat(Message.codec().encode(message.message()).toHex())
                .isEqualTo(expected.get(1).asString());
        String signer = expected.get(2).asString();
        Sr25519.Pair pair = pair(Integer.parseInt(signer.substring(signer.length() - 1)));
        assertThat(pair.publicKey()
                        .verify(
                                message.dataToSign().unsafeArray(),
                                message.signature().unsafeArray()))
                .isTrue();
    }

    private static Sr25519.Pair pair(int n) {
        byte[] seed = new byte[32];
        seed[31] = (byte) n;
        return Sr25519.Pair.fromSeed(seed);
    }

    private static List<JsonNode> steps() {
        try (InputStream in = EgressQueueGoldenTest.class.getResourceAsStream("/golden/phala/crypto/mq.json.gz")) {
            List<JsonNode> steps = new ArrayList<>();
            for (JsonNode entry : JsonMapper.shared().readTree(new GZIPInputStream(in))) {
                if (entry.has("queue_step")) {
                    steps.add(entry);
                }
            }
            return steps;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
