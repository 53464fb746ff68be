package network.phala.golden.phala;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.phala.crypto.Blake2b;
import network.phala.frame.dispatch.Origin;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import tools.jackson.databind.JsonNode;

/// One observed scenario: the state it begins with, then steps.
///
/// @param genesis every storage key at the start, and the readable names of the keys
public record Scenario(String name, Map<Bytes, Bytes> genesis, List<Step> steps) {
    /// Keys and values of a step, in the order of the file; an absent value is a removed key.
    public record Change(Bytes key, Optional<Bytes> value, String name) {}

    /// A message that went through the queue and what its handler said: empty for "ok", else a DispatchError.
    public record Delivered(Bytes message, Optional<Bytes> refusal) {}

    /// What was seen after a step.
    ///
    /// @param rolledBack messages of a refused call
    public record Outcome(
            List<Bytes> events, List<Change> changes, List<Delivered> messages, List<Delivered> rolledBack) {}

    /// A step of the scenario.
    public sealed interface Step {
        int number();

        String note();
    }

    /// A block begins: hooks, then the timestamp. No outcome when the original panicked.
    public record BeginBlock(int number, String note, int block, long nowMs, Optional<Outcome> outcome)
            implements Step {}

    /// A block ends.
    public record FinalizeBlock(int number, String note, int block, Optional<Outcome> outcome) implements Step {}

    /// A call is dispatched.
    ///
    /// @param refusal the DispatchError of a refused call
    public record Call(
            int number,
            String note,
            Origin origin,
            Bytes call,
            Optional<Bytes> refusal,
            boolean paysFee,
            Optional<Outcome> outcome)
            implements Step {}

    /// The state is changed from outside.
    public record SetStorage(int number, String note, List<Change> changes) implements Step {}

    static Scenario parse(JsonNode file) {
        JsonNode head = file.get(0);
        Map<Bytes, Bytes> genesis = new LinkedHashMap<>();
        for (JsonNode entry : head.get("genesis")) {
            genesis.put(hex(entry.get(0)), hex(entry.get(1)));
        }
        List<Step> steps = new ArrayList<>();
        for (int i = 1; i < file.size(); i++) {
            steps.add(step(file.get(i)));
        }
        return new Scenario(head.get("scenario").asString(), genesis, steps);
    }

    private static Step step(JsonNode entry) {
        int number = entry.get("i").asInt();
        String note = entry.path("note").asString("");
        String op = entry.get("op").asString();
        return switch (op) {
            case "begin_block" ->
                new BeginBlock(
                        number,
                        "block " + entry.get("block").asInt(),
                        entry.get("block").asInt(),
                        entry.get("now_ms").asLong(),
                        outcome(entry));
            case "finalize_block" ->
                new FinalizeBlock(
                        number,
                        "end of block " + entry.get("block").asInt(),
                        entry.get("block").asInt(),
                        outcome(entry));
            case "call" -> call(entry, number, note);
            case "set_storage" -> new SetStorage(number, note, changes(entry));
            default ->
                throw new IllegalArgumentException("Step " + number + " is a \"" + op
                        + "\"; expected begin_block, finalize_block, call or set_storage");
        };
    }

    private static Call call(JsonNode entry, int number, String note) {
        JsonNode result = entry.path("result");
        Optional<Bytes> refusal =
                result.has("err") ? Optional.of(hex(result.get("err").get("scale"))) : Optional.empty();
        String shown = note.isEmpty() ? text(entry) : note + ": " + text(entry);
        return new Call(
                number,
                shown,
                origin(entry.get("origin")),
                callBytes(entry.get("call")),
                refusal,
                result.path("pays_fee").asBoolean(true),
                outcome(entry));
    }

    private static String text(JsonNode entry) {
        String text = entry.path("text").asString("");
        return text.length() > 90 ? text.substring(0, 90) + "…" : text;
    }

    /// Long calls are given by their beginning, their length and their hash; the rest is zeros.
    private static Bytes callBytes(JsonNode call) {
        if (call.isString()) {
            return hex(call);
        }
        byte[] whole = new byte[call.get("len").asInt()];
        byte[] head = hex(call.get("head")).unsafeArray();
        System.arraycopy(head, 0, whole, 0, head.length);
        if (!Blake2b.hash256(whole).toHex().equals(call.get("sha").asString())) {
            throw new IllegalArgumentException("A shortened call of " + whole.length + " bytes does not have its hash");
        }
        return Bytes.wrap(whole);
    }

    private static Origin origin(JsonNode origin) {
        if (origin.isString()) {
            return origin.asString().equals("root") ? Origin.ROOT : Origin.NONE;
        }
        return Origin.signed(new AccountId(Bytes32.fromHex(origin.get("signed").asString())));
    }

    private static Optional<Outcome> outcome(JsonNode entry) {
        if (!entry.has("changes") || entry.has("panic")) {
            return Optional.empty();
        }
        List<Bytes> events = new ArrayList<>();
        for (JsonNode event : entry.path("events")) {
            events.add(hex(event.get("scale")));
        }
        return Optional.of(new Outcome(
                events,
                changes(entry),
                delivered(entry.path("messages")),
                delivered(entry.path("messages_rolled_back"))));
    }

    private static List<Change> changes(JsonNode entry) {
        List<Change> changes = new ArrayList<>();
        for (JsonNode change : entry.get("changes")) {
            Optional<Bytes> value = change.get(1).isNull() ? Optional.empty() : Optional.of(hex(change.get(1)));
            changes.add(new Change(hex(change.get(0)), value, change.get(2).asString()));
        }
        return changes;
    }

    private static List<Delivered> delivered(JsonNode list) {
        List<Delivered> delivered = new ArrayList<>();
        for (JsonNode message : list) {
            JsonNode handler = message.get("handler");
            Optional<Bytes> refusal = handler.isString() ? Optional.empty() : Optional.of(hex(handler.get("scale")));
            delivered.add(new Delivered(hex(message.get("message")), refusal));
        }
        return delivered;
    }

    static Bytes hex(JsonNode node) {
        return Bytes.fromHex(node.asString());
    }
}
