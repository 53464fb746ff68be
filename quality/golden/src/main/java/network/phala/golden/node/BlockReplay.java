package network.phala.golden.node;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import network.phala.block.Header;
import network.phala.frame.executive.ApplyResult;
import network.phala.frame.executive.Executive;
import network.phala.frame.storage.Externalities;
import network.phala.frame.system.EventRecord;
import network.phala.frame.system.Phase;
import network.phala.primitives.Bytes;
import network.phala.runtime.PhalaRuntime;
import network.phala.runtime.RuntimeApis;
import network.phala.scale.Codec;
import network.phala.scale.Codecs;
import network.phala.scale.DecodeException;
import network.phala.scale.Scale;
import network.phala.scale.ScaleWriter;
import network.phala.storage.State;
import network.phala.storage.StorageChange;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Executes the recorded blocks, each on the state that was recorded before it, and compares: verdicts of
/// the pool, fees asked, results, events, storage changes, header.
///
/// An extrinsic with a call of a pallet that we lack is left out; what else its block did to storage is then not
/// compared.
final class BlockReplay {
    private static final Pattern CALLED = Pattern.compile("RuntimeCall::(\\w+)");

    private final PhalaRuntime runtime;
    private final Executive executive;
    private final RuntimeApis apis;
    private final PalletKeys keys;
    private final Findings findings;
    private final Codec<EventRecord> eventRecord;
    private int leftOut;

    BlockReplay(PhalaRuntime runtime, PalletKeys keys, Findings findings) {
        this.runtime = runtime;
        this.executive = new Executive(runtime);
        this.apis = new RuntimeApis(runtime, executive);
        this.keys = keys;
        this.findings = findings;
        this.eventRecord = runtime.scale().codec(EventRecord.class);
    }

    /// Extrinsics that were left out.
    int leftOut() {
        return leftOut;
    }

    /// Executes all blocks and gives the recorded state after the last one.
    State run(State genesis, JsonNode blocks) {
        State parent = genesis;
        for (JsonNode block : blocks) {
            Map<Bytes, @Nullable Bytes> changes = NodeFiles.storage(block.get("changes"));
            new Replayed(block, parent, changes).run();
            parent = NodeFiles.apply(parent, changes);
            findings.compare(
                    "recorded roots",
                    "block " + block.get("number").asInt() + " recorded root",
                    block.get("header").get("stateRoot").asString(),
                    parent.root().toHex());
        }
        return parent;
    }

    private boolean lacksPallet(String callText) {
        Matcher called = CALLED.matcher(callText);
        boolean lacks = false;
        while (called.find()) {
            String name = called.group(1);
            lacks |=
                    runtime.pallets().stream().noneMatch(pallet -> pallet.name().equals(name));
        }
        return lacks;
    }

    /// One block.
    private final class Replayed {
        private final JsonNode block;
        private final State parent;
        private final Map<Bytes, @Nullable Bytes> changes;
        private final String name;
        private final Header header;
        private final Set<Integer> foreign = new HashSet<>();

        Replayed(JsonNode block, State parent, Map<Bytes, @Nullable Bytes> changes) {
            this.block = block;
            this.parent = parent;
            this.changes = changes;
            this.name = "block " + block.get("number").asInt();
            try {
                this.header =
                        Header.decode(Bytes.fromHex(block.get("headerScale").asString()));
            } catch (DecodeException e) {
                throw new IllegalStateException("Header of " + name + " does not decode", e);
            }
        }

        void run() {
            int position = 0;
            for (JsonNode extrinsic : block.get("extrinsics")) {
                pool(extrinsic, name + " extrinsic " + position++);
            }
            Externalities state = new Externalities(parent);
            Header made = Externalities.run(state, () -> {
                executive.initializeBlock(header.parentHash(), header.number(), header.digest());
                int at = 0;
                for (JsonNode extrinsic : block.get("extrinsics")) {
                    apply(extrinsic, name + " extrinsic " + at++);
                }
                Header finished = executive.finalizeBlock();
                events(runtime.system().events());
                return finished;
            });
            findings.compare("headers", name + " digest", header.digest(), made.digest());
            if (foreign.isEmpty()) {
                findings.compare("headers", name + " extrinsics root", header.extrinsicsRoot(), made.extrinsicsRoot());
                storage(state);
            }
        }

        private void pool(JsonNode extrinsic, String what) {
            if (!extrinsic.has("validity") || extrinsic.get("validity").isNull()) {
                return;
            }
            Bytes bytes = Bytes.fromHex(extrinsic.get("extrinsic").asString());
            if (lacksPallet(extrinsic.get("callText").asString())) {
                return;
            }
            ScaleWriter arguments = new ScaleWriter();
            arguments.writeByte(source(extrinsic.get("validateSource").asString()));
            arguments.write(bytes);
            Codecs.H_256.encode(header.parentHash(), arguments);
            call(
                    "pool",
                    what + " validity",
                    "TaggedTransactionQueue_validate_transaction",
                    arguments.toBytes(),
                    extrinsic.get("validity").asString());
            ScaleWriter sized = new ScaleWriter();
            sized.write(bytes);
            sized.writeInt(bytes.size());
            if (extrinsic.hasNonNull("queryInfo")) {
                call(
                        "fees",
                        what + " info",
                        "TransactionPaymentApi_query_info",
                        sized.toBytes(),
                        extrinsic.get("queryInfo").get("scale").asString());
            }
            if (extrinsic.hasNonNull("queryFeeDetails")) {
                call(
                        "fees",
                        what + " fee details",
                        "TransactionPaymentApi_query_fee_details",
                        sized.toBytes(),
                        extrinsic.get("queryFeeDetails").get("scale").asString());
            }
        }

        private int source(String text) {
            return switch (text) {
                case "TransactionSource::InBlock" -> 0;
                case "TransactionSource::Local" -> 1;
                default -> 2;
            };
        }

        private void call(String area, String what, String function, Bytes arguments, String observed) {
            String ours;
            try {
                Optional<Bytes> result =
                        Externalities.run(new Externalities(parent), () -> apis.call(function, arguments));
                ours = result.map(Bytes::toHex).orElse("no " + function);
            } catch (DecodeException e) {
                ours = "does not decode: " + e.getMessage();
            }
            findings.compare(area, what, observed, ours);
        }

        private void apply(JsonNode extrinsic, String what) {
            boolean included = extrinsic.get("included").asBoolean();
            Bytes bytes = Bytes.fromHex(extrinsic.get("extrinsic").asString());
            String callText = extrinsic.path("callText").asString("RuntimeCall::Timestamp");
            if (lacksPallet(callText)) {
                leftOut++;
                if (included) {
                    foreign.add(extrinsic.get("index").asInt());
                    step(extrinsic);
                }
                return;
            }
            Matcher called = CALLED.matcher(callText);
            String area = "calls " + (called.find() ? called.group(1) : "?");
            boolean tried = !extrinsic.path("applyResult").isMissingNode()
                    && !extrinsic.path("applyResult").isNull();
            String observed = tried ? extrinsic.get("applyResult").asString() : included ? "0x0000" : "not tried";
            findings.compare(area, what + " result", observed, result(bytes, observed));
        }

        private String result(Bytes bytes, String observed) {
            try {
                return switch (executive.applyExtrinsic(bytes)) {
                    case ApplyResult.Included included -> included.encode().toHex();
                    case ApplyResult.Refused refused ->
                        observed.equals("not tried")
                                ? observed
                                : refused.encode().toHex();
                    case ApplyResult.Panicked(String reason) ->
                        observed.equals("not tried") ? observed : "panic: " + reason;
                };
            } catch (DecodeException e) {
                return "does not decode: " + e.getMessage();
            }
        }

        /// Passes over an extrinsic that we cannot execute: the next index, and the sender's next nonce.
        private void step(JsonNode extrinsic) {
            int next = runtime.system().extrinsicIndex() + 1;
            Externalities state = Externalities.current();
            state.put(network.phala.frame.system.FrameSystem.EXTRINSIC_INDEX, Codecs.U32.encode(next));
            state.put(keys.of("System.ExecutionPhase"), Scale.of(Phase.class).encode(new Phase.ApplyExtrinsic(next)));
            if (extrinsic.hasNonNull("account") && extrinsic.hasNonNull("nonce")) {
                var who = network.phala.primitives.AccountId.fromHex(
                        extrinsic.get("account").asString());
                var accounts = runtime.system().accounts();
                accounts.put(
                        who, accounts.get(who).withNonce(extrinsic.get("nonce").asInt() + 1));
            }
        }

        private void events(List<EventRecord> records) {
            Map<String, List<String>> ours = new TreeMap<>();
            for (EventRecord record : records) {
                note(ours, eventRecord.encode(record));
            }
            Map<String, List<String>> observed = new TreeMap<>();
            for (JsonNode event : block.get("events")) {
                note(observed, Bytes.fromHex(event.get("scale").asString()));
            }
            Set<String> groups = new TreeSet<>(observed.keySet());
            groups.addAll(ours.keySet());
            for (String group : groups) {
                findings.compare(
                        "events",
                        name + " " + group + " events",
                        observed.getOrDefault(group, List.of()),
                        ours.getOrDefault(group, List.of()));
            }
        }

        /// Sorts events of pallets we have by when they happened; those of left-out extrinsics do not count.
        private void note(Map<String, List<String>> groups, Bytes record) {
            boolean inExtrinsic = record.get(0) == 0;
            int index = inExtrinsic ? record.unsigned(1) | record.unsigned(2) << 8 : 0;
            int pallet = record.unsigned(inExtrinsic ? 5 : 1);
            if (inExtrinsic && foreign.contains(index) || runtime.pallet(pallet).isEmpty()) {
                return;
            }
            String group = inExtrinsic ? "extrinsic " + index : record.get(0) == 1 ? "finalization" : "initialization";
            groups.computeIfAbsent(group, unused -> new ArrayList<>()).add(record.toHex());
        }

        /// Keys that a block wrote without changing them in the end: they are part of a feed of storage changes.
        private void touched(Externalities state) {
            Set<Bytes> changed = new HashSet<>();
            state.changes().effectiveOn(parent).main().forEach(change -> changed.add(change.key()));
            Set<Bytes> ours = new TreeSet<>();
            for (StorageChange change : state.changes().main()) {
                if (!changed.contains(change.key()) && !changes.containsKey(change.key())) {
                    ours.add(change.key());
                }
            }
            Set<Bytes> observed = new TreeSet<>();
            block.get("rewrittenUnchanged").forEach(key -> observed.add(Bytes.fromHex(key.asString())));
            Set<Bytes> all = new TreeSet<>(ours);
            all.addAll(observed);
            for (Bytes key : all) {
                if (!keys.isForeign(key) && !changed.contains(key)) {
                    findings.compare(
                            "touched keys",
                            name + " touched " + keys.name(key) + " " + key.toHex(),
                            observed.contains(key) ? "rewritten" : "untouched",
                            ours.contains(key) ? "rewritten" : "untouched");
                }
            }
        }

        private void storage(Externalities state) {
            touched(state);
            Map<Bytes, String> ours = new TreeMap<>();
            for (StorageChange change : state.changes().effectiveOn(parent).main()) {
                ours.put(change.key(), change.newValue().map(Bytes::toHex).orElse("removed"));
            }
            Map<Bytes, String> observed = new TreeMap<>();
            changes.forEach((key, value) -> observed.put(key, value == null ? "removed" : value.toHex()));
            Set<Bytes> all = new TreeSet<>(observed.keySet());
            all.addAll(ours.keySet());
            for (Bytes key : all) {
                String item = keys.name(key);
                if (keys.isForeign(key)) {
                    continue;
                }
                if (item.equals("System.BlockWeight")) {
                    weight(state);
                    continue;
                }
                findings.compare(
                        "storage " + (item.contains(".") ? item.substring(0, item.indexOf('.')) : "keys"),
                        name + " storage " + item + " " + key.toHex(),
                        observed.getOrDefault(key, "unchanged"),
                        ours.getOrDefault(key, "unchanged"));
            }
        }

        /// The weight of each class by itself: hooks of pallets that we lack count as mandatory weight.
        private void weight(Externalities state) {
            var observed = Externalities.run(
                    new Externalities(NodeFiles.apply(parent, changes)),
                    () -> runtime.system().blockWeight());
            var ours = Externalities.run(state, () -> runtime.system().blockWeight());
            findings.compare("storage System", name + " normal weight", observed.normal(), ours.normal());
            findings.compare(
                    "storage System", name + " operational weight", observed.operational(), ours.operational());
            findings.compare("storage System", name + " mandatory weight", observed.mandatory(), ours.mandatory());
        }
    }
}
