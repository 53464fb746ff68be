package network.phala.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import network.phala.primitives.Bytes;
import network.phala.scale.DecodeException;
import network.phala.types.mq.Message;
import network.phala.types.mq.MessageOrigin;
import network.phala.types.mq.SignedContent;
import network.phala.types.mq.SignedMessage;
import network.phala.types.mq.Topic;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// `phala/crypto/mq.json`: origins, topics, messages and what is signed. The queue and the dispatcher of the
/// same file are in `tee/pruntime`, whose tests read them.
class MqGoldenTest {
    @Test
    void originsHaveTheObservedFormAndKind() throws Exception {
        int checked = 0;
        for (JsonNode entry : Golden.entries("mq")) {
            if (!entry.has("origin")) {
                continue;
            }
            Bytes scale = Golden.bytes(entry.get("origin"));
            MessageOrigin origin = MessageOrigin.codec().decodeAll(scale);
            assertThat(origin.encode()).isEqualTo(scale);
            assertThat(origin.display()).isEqualTo(entry.get("display").asString());
            assertThat(origin.isOffchain()).isEqualTo(entry.get("is_offchain").asBoolean());
            assertThat(origin.isPallet()).isEqualTo(entry.get("is_pallet").asBoolean());
            assertThat(origin.isAlwaysWellFormed())
                    .isEqualTo(entry.get("always_well_formed").asBoolean());
            assertThat(origin.isGatekeeper())
                    .isEqualTo(entry.get("is_gatekeeper").asBoolean());
            String account = origin instanceof MessageOrigin.Account(var id) ? id.toHex() : "null";
            assertThat(account).isEqualTo(entry.get("account").asString("null"));
            checked++;
        }
        assertThat(checked).isEqualTo(9);
    }

    @Test
    void originsSortAsInRust() throws Exception {
        List<MessageOrigin> sorted = new ArrayList<>();
        for (JsonNode hex : entry("sorted_origins").get("sorted_origins")) {
            sorted.add(MessageOrigin.codec().decodeAll(Golden.bytes(hex)));
        }
        assertThat(sorted).hasSizeGreaterThan(10);
        List<MessageOrigin> shuffled = new ArrayList<>(sorted);
        Collections.shuffle(shuffled, new Random(3));
        Collections.sort(shuffled);
        assertThat(shuffled).isEqualTo(sorted);
    }

    @Test
    void originsDecodeOrNotAsObserved() throws Exception {
        int checked = 0;
        for (JsonNode entry : Golden.entries("mq")) {
            if (!entry.has("decode_origin")) {
                continue;
            }
            Bytes bytes = Golden.bytes(entry.get("decode_origin"));
            String result = entry.get("result").asString();
            if (result.equals("error")) {
                assertThatThrownBy(() -> MessageOrigin.codec().decodePrefix(bytes))
                        .as(bytes.toHex())
                        .isInstanceOf(DecodeException.class);
            } else {
                assertThat(MessageOrigin.codec().decodePrefix(bytes).display()).isEqualTo(result);
            }
            checked++;
        }
        assertThat(checked).isEqualTo(8);
    }

    @Test
    void topicsAreValidAndLeaveTheChainByTheirFirstByte() {
        JsonNode entry = entry("first_byte_valid");
        List<Integer> valid = new ArrayList<>();
        List<Integer> offchain = new ArrayList<>();
        for (int first = 0; first < 256; first++) {
            Topic topic = new Topic(Bytes.of((byte) first, (byte) 'x'));
            if (topic.isValid()) {
                valid.add(first);
            }
            if (topic.isOffchain()) {
                offchain.add(first);
            }
        }
        assertThat(valid).isEqualTo(numbers(entry.get("first_byte_valid")));
        assertThat(offchain).isEqualTo(numbers(entry.get("first_byte_offchain")));
        assertThat(new Topic(Bytes.EMPTY).isValid())
                .isEqualTo(entry.get("empty_valid").asBoolean());
        assertThat(new Topic(Bytes.EMPTY).isOffchain())
                .isEqualTo(entry.get("empty_offchain").asBoolean());
    }

    @Test
    void messagesSignTheObservedBytes() throws Exception {
        int checked = 0;
        for (JsonNode entry : Golden.entries("mq")) {
            if (!entry.has("to_sign")) {
                continue;
            }
            Message message = Message.codec().decodeAll(Golden.bytes(entry.get("message")));
            long sequence = Long.parseUnsignedLong(entry.get("sequence").asString());
            assertThat(SignedMessage.dataToSign(message, sequence)).isEqualTo(Golden.bytes(entry.get("to_sign")));
            Bytes scale = Golden.bytes(entry.get("signed_message_scale"));
            SignedMessage signed = SignedMessage.codec().decodeAll(scale);
            assertThat(signed.message()).isEqualTo(message);
            assertThat(signed.sequence()).isEqualTo(sequence);
            assertThat(signed.signature()).isEqualTo(Bytes.fromHex("ab".repeat(64)));
            assertThat(SignedMessage.codec().encode(signed)).isEqualTo(scale);
            checked++;
        }
        assertThat(checked).isEqualTo(4);
    }

    @Test
    void contentsAreWrappedByKind() {
        List<String> kinds = new ArrayList<>();
        for (JsonNode entry : Golden.entries("mq")) {
            if (entry.has("wrap")) {
                String kind = entry.get("wrap").asString();
                SignedContent content = SignedContent.valueOf(
                        kind.replaceAll("(?<!^)([A-Z])", "_$1").toUpperCase(Locale.ROOT));
                assertThat(content.wrap(Golden.bytes(entry.get("data")))).isEqualTo(Golden.bytes(entry.get("result")));
                kinds.add(kind);
            }
        }
        assertThat(kinds).hasSameSizeAs(SignedContent.values());
    }

    private static JsonNode entry(String field) {
        return Golden.entries("mq").stream()
                .filter(entry -> entry.has(field))
                .findFirst()
                .orElseThrow();
    }

    private static List<Integer> numbers(JsonNode array) {
        List<Integer> numbers = new ArrayList<>();
        array.forEach(number -> numbers.add(number.asInt()));
        return numbers;
    }
}
