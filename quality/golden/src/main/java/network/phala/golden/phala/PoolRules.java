package network.phala.golden.phala;

import java.util.List;
import java.util.Map;
import network.phala.frame.dispatch.RuntimeCall;
import network.phala.frame.storage.Externalities;
import network.phala.frame.storage.Hasher;
import network.phala.frame.transaction.SignedExtension;
import network.phala.frame.transaction.TransactionValidity;
import network.phala.frame.transaction.TransactionValidityException;
import network.phala.frame.transaction.ValidTransaction;
import network.phala.golden.phala.ScenarioPlayer.Report;
import network.phala.pallet.mq.CheckMqSequence;
import network.phala.pallet.mq.PhalaMqCall;
import network.phala.pallet.utility.UtilityCall;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.scale.Codecs;
import network.phala.scale.DecodeException;
import network.phala.scale.Unit;
import network.phala.storage.State;
import network.phala.types.mq.Message;
import network.phala.types.mq.MessageOrigin;
import network.phala.types.mq.SignedMessage;
import network.phala.types.mq.Topic;
import tools.jackson.databind.JsonNode;

/// `mq_pool_rules.json`: what the pool and the block say of a message with a sequence.
final class PoolRules {
    private PoolRules() {}

    static Report play(String name, JsonNode file) {
        Comparison comparison = new Comparison(name);
        for (int i = 1; i < file.size(); i++) {
            JsonNode entry = file.get(i);
            if (entry.has("nested_in_batch")) {
                comparison.expect(
                        "nested in batch",
                        nested(),
                        entry.get("nested_in_batch").asString());
                continue;
            }
            comparison.expect(entry.toString(), verdicts(entry), expected(entry));
        }
        return comparison.report();
    }

    /// A message inside of a batch is not looked at.
    private static String nested() {
        GoldenRuntime runtime = new GoldenRuntime();
        SignedMessage message =
                new SignedMessage(new Message(MessageOrigin.GATEKEEPER, Topic.of("a"), Bytes.EMPTY), 7, Bytes.EMPTY);
        RuntimeCall inner = new RuntimeCall(runtime.mq().index(), new PhalaMqCall.SyncOffchainMessage(message));
        RuntimeCall batch = new RuntimeCall(2, new UtilityCall.Batch(List.of(inner)));
        SignedExtension.Context context = new SignedExtension.Context(batch, runtime.dispatchInfo(batch), 0);
        return Externalities.run(new Externalities(State.EMPTY), () -> {
            try {
                ValidTransaction valid = new CheckMqSequence(runtime.mq()).validate(AccountId.ZERO, Unit.UNIT, context);
                return "Ok(ValidTransaction { priority: " + valid.priority() + ", requires: " + valid.requires()
                        + ", provides: " + valid.provides() + ", longevity: "
                        + Long.toUnsignedString(valid.longevity()) + ", propagate: " + valid.propagate() + " })";
            } catch (TransactionValidityException e) {
                return shown(e);
            }
        });
    }

    private static List<String> expected(JsonNode entry) {
        JsonNode validate = entry.get("validate");
        String pool = validate.has("error")
                ? lastName(validate.get("error").asString())
                : validate.get("requires") + " " + validate.get("provides") + " "
                        + validate.get("priority").asString() + " "
                        + validate.get("longevity").asString() + " " + validate.get("propagate");
        return List.of(pool, lastName(entry.get("pre_dispatch").asString()));
    }

    /// `TransactionValidityError::Invalid(InvalidTransaction::Stale)` to `Stale`.
    private static String lastName(String rust) {
        return rust.substring(rust.lastIndexOf(':') + 1).replace(")", "");
    }

    private static List<String> verdicts(JsonNode entry) {
        MessageOrigin sender;
        try {
            sender = MessageOrigin.codec().decodeAll(Scenario.hex(entry.get("sender")));
        } catch (DecodeException e) {
            return List.of("sender does not decode: " + e.getMessage());
        }
        State state = State.EMPTY;
        if (!entry.get("stored").isNull()) {
            byte[] part = Hasher.TWOX_64_CONCAT.apply(sender.encode().unsafeArray());
            Bytes key = Bytes.concat(Hasher.ofName("PhalaMq"), Hasher.ofName("OffchainIngress"), Bytes.wrap(part));
            long stored = Long.parseUnsignedLong(entry.get("stored").asString());
            state = State.of(Map.of(key, Codecs.U64.encode(stored)));
        }
        long sequence = Long.parseUnsignedLong(entry.get("sequence").asString());
        return Externalities.run(new Externalities(state), () -> judge(sender, sequence));
    }

    private static List<String> judge(MessageOrigin sender, long sequence) {
        GoldenRuntime runtime = new GoldenRuntime();
        CheckMqSequence extension = new CheckMqSequence(runtime.mq());
        SignedMessage message =
                new SignedMessage(new Message(sender, Topic.of("a"), Bytes.EMPTY), sequence, Bytes.EMPTY);
        RuntimeCall call = new RuntimeCall(runtime.mq().index(), new PhalaMqCall.SyncOffchainMessage(message));
        SignedExtension.Context context = new SignedExtension.Context(call, runtime.dispatchInfo(call), 0);
        String pool;
        try {
            ValidTransaction valid = extension.validate(AccountId.ZERO, Unit.UNIT, context);
            pool = tags(valid.requires()) + " " + tags(valid.provides()) + " "
                    + Long.toUnsignedString(valid.priority()) + " " + Long.toUnsignedString(valid.longevity()) + " "
                    + valid.propagate();
        } catch (TransactionValidityException e) {
            pool = shown(e);
        }
        String block = "ok";
        try {
            extension.preDispatch(AccountId.ZERO, Unit.UNIT, context);
        } catch (TransactionValidityException e) {
            block = shown(e);
        }
        return List.of(pool, block);
    }

    private static String tags(List<Bytes> tags) {
        return tags.stream()
                .map(tag -> "\"" + tag.toHex() + "\"")
                .toList()
                .toString()
                .replace(" ", "");
    }

    private static String shown(TransactionValidityException e) {
        return e.error() instanceof TransactionValidity.Invalid(var reason)
                ? reason.getClass().getSimpleName()
                : e.error().toString();
    }
}
