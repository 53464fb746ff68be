package network.phala.golden.phala;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import network.phala.crypto.Sr25519;
import network.phala.golden.phala.ScenarioPlayer.Report;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.Sr25519Public;
import network.phala.pruntime.system.EgressQueue;
import network.phala.scale.DecodeException;
import network.phala.types.mq.Message;
import network.phala.types.mq.MessageOrigin;
import network.phala.types.mq.SignedContent;
import network.phala.types.mq.SignedMessage;
import network.phala.types.mq.Topic;
import tools.jackson.databind.JsonNode;

/// `mq.json`: origins, topics, what is signed, and the queue of outgoing messages. The entries about the
/// dispatcher within an enclave program are about an inner interface of the original and are not played.
final class QueueTypes {
    private static final MessageOrigin.Cluster NOBODY = new MessageOrigin.Cluster(H256.ZERO);

    private final Comparison comparison;
    private final EgressQueue queue = new EgressQueue();
    private final MessageOrigin worker;

    private QueueTypes(String name) {
        comparison = new Comparison(name);
        worker = new MessageOrigin.Worker(new Sr25519Public(key(1).publicKey().value()));
    }

    static Report play(String name, JsonNode file) {
        QueueTypes player = new QueueTypes(name);
        for (int i = 1; i < file.size(); i++) {
            player.play(file.get(i));
        }
        return player.comparison.report();
    }

    private void play(JsonNode entry) {
        switch (entry.propertyNames().iterator().next()) {
            case "origin" -> origin(entry);
            case "sorted_origins" -> sorted(entry.get("sorted_origins"));
            case "decode_origin" -> {
                Bytes bytes = Scenario.hex(entry.get("decode_origin"));
                comparison.expect(
                        "decode " + bytes, decoded(bytes), entry.get("result").asString());
            }
            case "first_byte_valid" -> firstBytes(entry);
            case "message" -> message(entry);
            case "wrap" -> wrap(entry);
            case "queue_step" -> {
                step(entry.get("queue_step").asString());
                comparison.expect(entry.get("queue_step").asString(), queued(), listed(entry.get("queue")));
            }
            case "dispatcher", "dispatcher_after_reset" -> {}
            default -> comparison.expect(entry.toString(), "not known", "an entry of a known kind");
        }
    }

    private void origin(JsonNode entry) {
        try {
            MessageOrigin origin = MessageOrigin.codec().decodeAll(Scenario.hex(entry.get("origin")));
            comparison.expect(
                    "origin",
                    List.of(
                            origin.encode().toHex(),
                            origin.display(),
                            origin.isOffchain(),
                            origin.isPallet(),
                            origin.isAlwaysWellFormed(),
                            origin.isGatekeeper(),
                            origin instanceof MessageOrigin.Account(H256 id) ? id.toHex() : "null"),
                    List.of(
                            entry.get("origin").asString(),
                            entry.get("display").asString(),
                            entry.get("is_offchain").asBoolean(),
                            entry.get("is_pallet").asBoolean(),
                            entry.get("always_well_formed").asBoolean(),
                            entry.get("is_gatekeeper").asBoolean(),
                            entry.get("account").asString("null")));
        } catch (DecodeException e) {
            comparison.expect("origin", e.toString(), "an origin");
        }
    }

    private static String decoded(Bytes bytes) {
        try {
            return MessageOrigin.codec().decodePrefix(bytes).display();
        } catch (DecodeException e) {
            return "error";
        }
    }

    private void sorted(JsonNode list) {
        List<String> expected = list.valueStream().map(JsonNode::asString).toList();
        List<MessageOrigin> origins = new ArrayList<>();
        for (String hex : expected.reversed()) {
            try {
                origins.add(MessageOrigin.codec().decodeAll(Bytes.fromHex(hex)));
            } catch (DecodeException e) {
                comparison.expect("order of origins", e.toString(), hex);
                return;
            }
        }
        comparison.expect(
                "order of origins",
                origins.stream().sorted().map(origin -> origin.encode().toHex()).toList(),
                expected);
    }

    private void firstBytes(JsonNode entry) {
        List<Integer> valid = new ArrayList<>();
        List<Integer> offchain = new ArrayList<>();
        for (int i = 0; i < 256; i++) {
            Topic topic = new Topic(Bytes.of((byte) i));
            if (topic.isValid()) {
                valid.add(i);
            }
            if (topic.isOffchain()) {
                offchain.add(i);
            }
        }
        comparison.expect("valid first bytes", valid, integers(entry.get("first_byte_valid")));
        if (entry.has("first_byte_offchain")) {
            comparison.expect("first bytes off chain", offchain, integers(entry.get("first_byte_offchain")));
        }
    }

    private static List<Integer> integers(JsonNode list) {
        return list.valueStream().map(JsonNode::asInt).toList();
    }

    private void message(JsonNode entry) {
        try {
            SignedMessage signed = SignedMessage.codec().decodeAll(Scenario.hex(entry.get("signed_message_scale")));
            comparison.expect(
                    "message",
                    List.of(
                            Message.codec().encode(signed.message()).toHex(),
                            Long.toUnsignedString(signed.sequence()),
                            signed.dataToSign().toHex(),
                            SignedMessage.codec().encode(signed).toHex()),
                    List.of(
                            entry.get("message").asString(),
                            entry.get("sequence").asString(),
                            entry.get("to_sign").asString(),
                            entry.get("signed_message_scale").asString()));
        } catch (DecodeException e) {
            comparison.expect("message", e.toString(), entry.get("message").asString());
        }
    }

    /// `MasterKeyRotation` to `MASTER_KEY_ROTATION`.
    private void wrap(JsonNode entry) {
        String name = entry.get("wrap")
                .asString()
                .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                .toUpperCase(Locale.ROOT);
        Bytes wrapped = SignedContent.valueOf(name).wrap(Scenario.hex(entry.get("data")));
        comparison.expect(name, wrapped.toHex(), entry.get("result").asString());
    }

    /// Does what the step's name says.
    private void step(String name) {
        switch (name) {
            case "new, two channels" -> {}
            case "worker pushes 1" -> push(worker, 1, "a", 1);
            case "worker pushes 2, gatekeeper pushes 3" -> {
                push(worker, 1, "b", 2);
                push(MessageOrigin.GATEKEEPER, 2, "c", 3);
            }
            case "gatekeeper dummy, pushes 4, 5" -> {
                queue.setDummy(MessageOrigin.GATEKEEPER, true);
                push(MessageOrigin.GATEKEEPER, 2, "c", 4);
                push(MessageOrigin.GATEKEEPER, 2, "c", 5);
            }
            case "gatekeeper active, pushes 6" -> {
                queue.setDummy(MessageOrigin.GATEKEEPER, false);
                push(MessageOrigin.GATEKEEPER, 2, "c", 6);
            }
            case "gatekeeper gets the key of seed 3, pushes 7" -> push(MessageOrigin.GATEKEEPER, 3, "c", 7);
            case "purge below gatekeeper 3, worker 1" -> queue.purge(sender -> sender.isGatekeeper() ? 3 : 1);
            case "purge everything" -> queue.purge(_ -> 100);
            case "worker pushes 8" -> push(worker, 1, "d", 8);
            case "another channel of the same sender pushes 9" -> push(worker, 1, "d", 9);
            case "dummy mode for a sender never used" -> queue.setDummy(NOBODY, true);
            default -> comparison.expect(name, "not known", "a step of a known name");
        }
    }

    private void push(MessageOrigin sender, int seed, String topic, int payload) {
        queue.push(sender, key(seed), Topic.of(topic), Bytes.of((byte) payload));
    }

    private static Sr25519.Pair key(int seed) {
        byte[] bytes = new byte[32];
        bytes[31] = (byte) seed;
        return Sr25519.Pair.fromSeed(bytes);
    }

    /// Sender, then sequence, message and signing seed of each of its messages.
    private List<String> queued() {
        List<String> lines = new ArrayList<>();
        for (EgressQueue.Pending pending : queue.pending()) {
            lines.add(pending.sender().display());
            for (SignedMessage signed : pending.messages()) {
                lines.add(Long.toUnsignedString(signed.sequence()) + " "
                        + Message.codec().encode(signed.message()) + " " + signer(signed));
            }
        }
        return lines;
    }

    private static String signer(SignedMessage signed) {
        for (int seed = 1; seed <= 3; seed++) {
            byte[] content = signed.dataToSign().unsafeArray();
            if (key(seed).publicKey().verify(content, signed.signature().unsafeArray())) {
                return "signed by seed " + seed;
            }
        }
        return "signed by nobody known";
    }

    private static List<String> listed(JsonNode queue) {
        List<String> lines = new ArrayList<>();
        for (JsonNode pending : queue) {
            lines.add(pending.get(0).asString());
            for (JsonNode message : pending.get(1)) {
                lines.add(message.get(0).asString() + " " + message.get(1).asString() + " "
                        + message.get(2).asString());
            }
        }
        return lines;
    }
}
