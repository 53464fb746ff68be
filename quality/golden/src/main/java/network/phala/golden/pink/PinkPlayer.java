package network.phala.golden.pink;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import network.phala.pink.Cluster;
import network.phala.pink.ClusterSetup;
import network.phala.pink.ExecutionMode;
import network.phala.pink.Outcome;
import network.phala.pink.Session;
import network.phala.pink.SessionContext;
import network.phala.pink.TransactionArguments;
import network.phala.pink.contracts.ContractModules;
import network.phala.pink.contracts.Determinism;
import network.phala.pink.types.ContractResult;
import network.phala.pink.types.PinkEvent;
import network.phala.pink.types.SideEffects;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.scale.Result;
import network.phala.scale.ScaleWriter;
import network.phala.storage.State;
import tools.jackson.databind.JsonNode;

/// Plays one file: does every step on a cluster of ours and compares everything that was recorded of it.
public final class PinkPlayer {
    private final PinkFiles files;
    private final JsonNode file;
    private final RecordedValues values;
    private final Map<String, Bytes> codes = new TreeMap<>();
    private final RecordedHost host = new RecordedHost();
    private final ContractModules modules;
    private Cluster cluster = Cluster.EMPTY;

    /// Compiled modules may be shared by many players.
    public PinkPlayer(PinkFiles files, String name, ContractModules modules) throws IOException {
        this.files = files;
        this.file = files.read(name);
        this.values = new RecordedValues(file.path("blobs"));
        this.modules = modules;
        for (Map.Entry<String, JsonNode> code : file.path("codes").properties()) {
            codes.put(code.getKey(), files.code(code.getValue().path("file").asString()));
        }
        for (Map.Entry<String, JsonNode> answer : file.path("fixed_answers").properties()) {
            host.answer(answer.getKey(), values.bytes(answer.getValue()));
        }
    }

    /// What came of a file.
    public record Report(int agreeing, List<Difference> differences) {
        public boolean complete() {
            return differences.isEmpty();
        }
    }

    /// A step that differs: its number, what it is, and each value that differs.
    public record Difference(String step, List<String> values) {}

    /// What our runtime did in a step.
    private record Done(Bytes result, Optional<Outcome<?>> outcome) {}

    /// Plays the file. A step that breaks our runtime counts as different.
    public Report play() throws IOException {
        int agreeing = 0;
        List<Difference> differences = new ArrayList<>();
        for (JsonNode step : file.path("steps")) {
            List<String> found = new ArrayList<>();
            try {
                play(step, found);
            } catch (RuntimeException | StackOverflowError e) {
                found.add("our runtime broke: " + e + " at " + at(e));
            }
            if (found.isEmpty()) {
                agreeing++;
            } else {
                differences.add(new Difference(describe(step), found));
            }
        }
        List<String> found = new ArrayList<>();
        if (file.has("state_after")) {
            compareState(file.path("state_after"), cluster.state(), found);
        }
        if (!found.isEmpty()) {
            differences.add(new Difference("state_after", found));
        }
        return new Report(agreeing, differences);
    }

    private static String at(Throwable e) {
        StackTraceElement[] trace = e.getStackTrace();
        return trace.length == 0 ? "?" : trace[0] + (trace.length > 1 ? " < " + trace[1] : "");
    }

    private static String describe(JsonNode step) {
        return "step " + step.path("n").asInt() + " " + step.path("op").asString() + " "
                + step.path("mode").asString() + ": " + step.path("note").asString("");
    }

    private void play(JsonNode step, List<String> found) throws IOException {
        JsonNode in = step.path("in");
        if (step.path("op").asString().equals("host_answer")) {
            host.answer(in.path("name").asString(), hostAnswer(in));
            return;
        }
        Object cacheBefore = host.cacheSnapshot();
        host.takeCalls();
        Done done = run(step);
        if (!in.path("nondeterministic").asBoolean(false)) {
            compare(step, done, found);
        }
        boolean keep = step.path("persist").asBoolean();
        if (keep) {
            done.outcome.ifPresent(this::keep);
        } else if (!step.path("cache_persists").asBoolean(false)) {
            host.restoreCache(cacheBefore);
        }
        if (keep && step.path("out").has("balances")) {
            compareBalances(step.path("out").path("balances"), found);
        }
    }

    private Bytes hostAnswer(JsonNode in) throws IOException {
        if (!in.has("value_file")) {
            return values.bytes(in.path("value"));
        }
        ScaleWriter out = new ScaleWriter();
        out.writeVec(files.code(in.path("value_file").asString()));
        return out.toBytes();
    }

    private void keep(Outcome<?> outcome) {
        cluster = outcome.cluster();
        for (SideEffects.FromContract effect : outcome.effects().pinkEvents()) {
            if (effect.event() instanceof PinkEvent.Cache cache) {
                host.apply(effect.contract(), cache.op());
            }
        }
    }

    private Session session(JsonNode step) {
        JsonNode in = step.path("in");
        ExecutionMode mode = switch (step.path("mode").asString()) {
            case "query" -> ExecutionMode.QUERY;
            case "estimating" -> ExecutionMode.ESTIMATING;
            default -> ExecutionMode.TRANSACTION;
        };
        SessionContext context = new SessionContext(
                mode,
                Integer.parseUnsignedInt(in.path("block_number").asString()),
                Long.parseUnsignedLong(in.path("now_ms").asString()),
                values.optionalBytes(in.path("call_nonce")),
                values.optionalAccount(in.path("entry_contract")),
                values.optionalAccount(in.path("call_origin")));
        return new Session(context, host, modules);
    }

    private Done run(JsonNode step) {
        JsonNode in = step.path("in");
        Session session = session(step);
        return switch (step.path("op").asString()) {
            case "setup" -> done(cluster.setup(session, setup(in)), PinkPlayer::unitResult);
            case "set_key" -> done(cluster.setKey(session, values.bytes(in.path("key"))), unit -> unit);
            case "deposit" ->
                done(
                        cluster.deposit(
                                session, values.account(in.path("who")), RecordedValues.number(in.path("value"))),
                        unit -> unit);
            case "upload_code" ->
                done(
                        cluster.uploadCode(
                                session,
                                values.account(in.path("origin")),
                                code(in),
                                in.path("deterministic").asBoolean() ? Determinism.ENFORCED : Determinism.RELAXED),
                        PinkPlayer::hashResult);
            case "upload_sidevm_code" ->
                done(
                        cluster.uploadSidevmCode(session, values.account(in.path("origin")), code(in)),
                        PinkPlayer::hashResult);
            case "instantiate" ->
                done(
                        cluster.instantiate(
                                session,
                                values.hash(in.path("code_hash")),
                                values.bytes(in.path("input")),
                                values.bytes(in.path("salt")),
                                arguments(in)),
                        ContractResult::encode);
            case "call" ->
                done(
                        cluster.call(
                                session,
                                values.account(in.path("contract")),
                                values.bytes(in.path("input")),
                                arguments(in)),
                        ContractResult::encode);
            case "on_idle" -> done(cluster.onIdle(session), unit -> unit);
            case "on_genesis" -> done(cluster.onGenesis(session), unit -> unit);
            case "on_runtime_upgrade" -> done(cluster.onRuntimeUpgrade(session), unit -> unit);
            default -> read(step);
        };
    }

    private Done read(JsonNode step) {
        JsonNode in = step.path("in");
        Bytes result = switch (step.path("op").asString()) {
            case "get_key" -> option(cluster.key());
            case "get_sidevm_code" ->
                option(cluster.sidevmCode(values.hash(in.path("hash"))).map(PinkPlayer::vec));
            case "cluster_id" -> cluster.clusterId().toBytes();
            case "system_contract" -> option(cluster.systemContract().map(AccountId::toBytes));
            case "free_balance" -> number(cluster.freeBalance(values.account(in.path("account"))));
            case "total_balance" -> number(cluster.totalBalance(values.account(in.path("account"))));
            case "code_hash" ->
                option(cluster.codeHash(values.account(in.path("account"))).map(H256::toBytes));
            case String op -> throw new IllegalStateException("unknown operation " + op);
        };
        return new Done(result, Optional.empty());
    }

    private static <T> Done done(Outcome<T> outcome, Function<T, Bytes> encode) {
        return new Done(encode.apply(outcome.result()), Optional.of(outcome));
    }

    private ClusterSetup setup(JsonNode in) {
        JsonNode from = in.has("see") ? file.path(in.path("see").asString()) : in;
        Bytes code = from.path("system_code").isString()
                ? named(from.path("system_code"))
                : values.bytes(from.path("system_code_hex"));
        return new ClusterSetup(
                values.hash(from.path("cluster_id")),
                values.account(from.path("owner")),
                RecordedValues.number(from.path("deposit")),
                RecordedValues.number(from.path("gas_price")),
                RecordedValues.number(from.path("deposit_per_item")),
                RecordedValues.number(from.path("deposit_per_byte")),
                values.account(from.path("treasury")),
                code);
    }

    private Bytes code(JsonNode in) {
        return in.has("code") ? named(in.path("code")) : values.bytes(in.path("code_hex"));
    }

    private Bytes named(JsonNode name) {
        Bytes code = codes.get(name.asString());
        if (code == null) {
            throw new IllegalStateException("the file names no code " + name);
        }
        return code;
    }

    private TransactionArguments arguments(JsonNode in) {
        JsonNode limit = in.path("storage_deposit_limit");
        return new TransactionArguments(
                values.account(in.path("origin")),
                RecordedValues.number(in.path("transfer")),
                Long.parseUnsignedLong(in.path("gas_limit").asString()),
                in.path("gas_free").asBoolean(),
                limit.isNull() ? Optional.empty() : Optional.of(RecordedValues.number(limit)),
                RecordedValues.number(in.path("deposit")));
    }

    private static Bytes unitResult(Result<Bytes, String> result) {
        return encode(result, unit -> unit);
    }

    private static Bytes hashResult(Result<H256, String> result) {
        return encode(result, H256::toBytes);
    }

    private static <T> Bytes encode(Result<T, String> result, Function<T, Bytes> ok) {
        return switch (result) {
            case Result.Ok<T, String>(T value) -> Bytes.concat(Bytes.of((byte) 0), ok.apply(value));
            case Result.Err<T, String>(String error) -> Bytes.concat(Bytes.of((byte) 1), vec(Bytes.ofUtf8(error)));
        };
    }

    private static Bytes vec(Bytes bytes) {
        ScaleWriter out = new ScaleWriter();
        out.writeVec(bytes);
        return out.toBytes();
    }

    private static Bytes number(U128 value) {
        ScaleWriter out = new ScaleWriter();
        out.writeU128(value);
        return out.toBytes();
    }

    private static Bytes option(Optional<Bytes> value) {
        return value.isPresent() ? Bytes.concat(Bytes.of((byte) 1), value.get()) : Bytes.of((byte) 0);
    }

    // ----- comparing -----

    private void compare(JsonNode step, Done done, List<String> found) {
        JsonNode out = step.path("out");
        boolean light = file.path("light").asBoolean(false);
        for (String name : List.of("blob", "result")) {
            if (out.has(name) && !onlyNanBitsDiffer(out, done)) {
                compare(name, values.text(out.path(name)), done.result, found);
                if (name.equals("blob") && !found.isEmpty()) {
                    explain(out, done, found);
                }
            }
        }
        if (done.outcome.isPresent()) {
            Outcome<?> outcome = done.outcome.get();
            if (out.has("effects")) {
                compare(
                        "effects",
                        values.text(out.path("effects").path("encoded")),
                        outcome.effects().encode(),
                        found);
            }
            if (out.has("event_blocks") || !light) {
                compareEventBlocks(out.path("event_blocks"), outcome, found);
            }
        }
        if (out.has("ocalls") || !light) {
            compareCalls(out.path("ocalls"), found);
        }
        State after = done.outcome.map(outcome -> outcome.cluster().state()).orElse(cluster.state());
        if (out.has("root")) {
            compare("root", out.path("root").asString(), after.root().toBytes(), found);
        }
        if (out.has("dump")) {
            compareState(out.path("dump"), after, found);
        }
    }

    private static void compare(String what, String expected, Bytes actual, List<String> found) {
        String ours = RecordedValues.like(expected, actual);
        if (!ours.equals(expected)) {
            found.add(what + ": expected " + shorten(expected) + ", ours " + shorten(ours));
        }
    }

    private static String shorten(String text) {
        return text.length() <= 400 ? text : text.substring(0, 400) + "… (" + text.length() + " characters)";
    }

    /// The float observations hold NaNs with the bits of one machine; any NaN in their place is right.
    private boolean onlyNanBitsDiffer(JsonNode out, Done done) {
        return file.path("topic").asString().equals("wasm_float")
                && out.has("blob")
                && out.has("data")
                && NanComparison.agree(
                        values.bytes(out.path("blob")),
                        done.result,
                        values.bytes(out.path("data")).size());
    }

    /// The decoded parts of a result that differs, for the reader.
    private static void explain(JsonNode out, Done done, List<String> found) {
        if (!(done.outcome.orElseThrow().result() instanceof ContractResult ours)) {
            return;
        }
        found.add("expected gas " + out.path("gas_consumed") + " of " + out.path("gas_required") + ", deposit "
                + out.path("storage_deposit") + ", "
                + (out.has("error") ? out.path("error").path("name") : "data ")
                + shorten(out.path("data").asString("")));
        found.add("ours     gas " + ours.gasConsumed() + " of " + ours.gasRequired() + ", deposit "
                + ours.storageDeposit() + ", " + shorten(ours.result().toString()));
    }

    private void compareEventBlocks(JsonNode blocks, Outcome<?> outcome, List<String> found) {
        int expected = blocks.size();
        int ours = outcome.eventBlock().isPresent() ? 1 : 0;
        if (expected != ours) {
            found.add("event blocks: expected " + expected + ", ours " + ours);
        } else if (ours == 1) {
            JsonNode block = blocks.get(0);
            var made = outcome.eventBlock().get();
            if (block.path("number").asLong() != made.number()) {
                found.add("event block number: expected " + block.path("number") + ", ours " + made.number());
            }
            compare("event block", values.text(block.path("encoded")), made.encoded(), found);
            compare(
                    "event block hash",
                    values.text(block.path("header_hash")),
                    made.hash().toBytes(),
                    found);
        }
    }

    private void compareCalls(JsonNode expected, List<String> found) {
        List<RecordedHost.Call> ours = host.takeCalls();
        if (expected.size() != ours.size()) {
            found.add("host calls: expected " + expected.size() + ", ours " + ours);
            return;
        }
        for (int i = 0; i < ours.size(); i++) {
            JsonNode call = expected.get(i);
            String name = call.path("name").asString();
            if (!name.equals(ours.get(i).name())) {
                found.add("host call " + i + ": expected " + name + ", ours "
                        + ours.get(i).name());
            }
            compare(
                    "arguments of " + name,
                    values.text(call.path("args")),
                    ours.get(i).args(),
                    found);
            compare(
                    "answer of " + name,
                    values.text(call.path("answer")),
                    ours.get(i).answer(),
                    found);
        }
    }

    private void compareBalances(JsonNode balances, List<String> found) {
        for (Map.Entry<String, JsonNode> entry : balances.properties()) {
            AccountId account = AccountId.fromHex("0x" + entry.getKey());
            String ours = cluster.freeBalance(account) + " " + cluster.totalBalance(account);
            String expected = entry.getValue().get(0).asString() + " "
                    + entry.getValue().get(1).asString();
            if (!ours.equals(expected)) {
                found.add("balance of " + entry.getKey() + ": expected " + expected + ", ours " + ours);
            }
        }
    }

    private void compareState(JsonNode expected, State ours, List<String> found) {
        compare(
                "root of the state",
                expected.path("root").asString(),
                ours.root().toBytes(),
                found);
        Map<String, String> wanted = new TreeMap<>();
        for (JsonNode entry : expected.path("top")) {
            wanted.put(values.text(entry.get(0)), values.text(entry.get(1)));
        }
        Map<String, Bytes> have = new TreeMap<>();
        ours.iterator(Bytes.EMPTY)
                .forEachRemaining(entry -> have.put(RecordedValues.hex(entry.getKey()), entry.getValue()));
        compareEntries("top", wanted, have, found);
        for (JsonNode child : expected.path("children")) {
            Map<String, String> entries = new TreeMap<>();
            for (JsonNode entry : child.path("entries")) {
                entries.put(values.text(entry.get(0)), values.text(entry.get(1)));
            }
            Map<String, Bytes> mine = new TreeMap<>();
            ours.child(values.bytes(child.path("trie_id")))
                    .entries()
                    .forEach(entry -> mine.put(RecordedValues.hex(entry.getKey()), entry.getValue()));
            compareEntries("child " + child.path("trie_id").asString(), entries, mine, found);
        }
    }

    private static void compareEntries(
            String where, Map<String, String> expected, Map<String, Bytes> ours, List<String> found) {
        expected.forEach((key, value) -> {
            Bytes mine = ours.get(key);
            if (mine == null) {
                found.add(where + " " + key + ": missing, expected " + shorten(value));
            } else {
                compare(where + " " + key, value, mine, found);
            }
        });
        ours.forEach((key, value) -> {
            if (!expected.containsKey(key)) {
                found.add(where + " " + key + ": unexpected, ours " + shorten(value.toHex()));
            }
        });
    }
}
