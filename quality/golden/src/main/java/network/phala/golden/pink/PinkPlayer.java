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
import network.phala.pink.types.PinkRuntime;
import network.phala.pink.types.SideEffects;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.scale.Result;
import network.phala.scale.ScaleWriter;
import network.phala.storage.State;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Plays one file: does every step on a cluster of ours and compares everything that was recorded of it.
public final class PinkPlayer {
    private static final String FORMAT = "pink-golden-1";

    private final PinkFiles files;
    private final JsonNode file;
    private final RecordedValues values;
    private final Map<String, Bytes> codes = new TreeMap<>();
    private final RecordedHost host = new RecordedHost();
    private final ContractModules modules;
    private Cluster cluster;

    /// A file without a `runtime` is of 1.2. One that names another in `begins_with` goes on where the kept steps of
    /// that one end. Compiled modules may be shared by many players.
    public PinkPlayer(PinkFiles files, String name, ContractModules modules) throws IOException {
        this.files = files;
        this.file = files.read(name);
        if (!FORMAT.equals(file.path("format").asString(""))
                || !file.path("steps").isArray()) {
            throw new UnplayableException("format is " + file.path("format") + " with "
                    + file.path("steps").size() + " steps; expected \"" + FORMAT + "\" and a list of steps");
        }
        this.cluster = Cluster.empty(runtime(file.path("runtime")));
        this.values = new RecordedValues(file.path("blobs"));
        this.modules = modules;
        for (Map.Entry<String, JsonNode> code : file.path("codes").properties()) {
            codes.put(code.getKey(), files.code(code.getValue().path("file").asString()));
        }
        for (Map.Entry<String, JsonNode> answer : file.path("fixed_answers").properties()) {
            host.answer(answer.getKey(), values.bytes(answer.getValue()));
        }
        if (file.has("begins_with")) {
            this.cluster = keptBy(file.path("begins_with").asString());
        }
    }

    /// The cluster that the kept steps of another file leave.
    private Cluster keptBy(String name) throws IOException {
        if (files.read(name).has("begins_with")) {
            throw new UnplayableException("\"begins_with\" names " + name + ", which begins with another file itself");
        }
        PinkPlayer first = new PinkPlayer(files, name, modules);
        for (JsonNode step : first.file.path("steps")) {
            if (step.path("op").asString().equals("host_answer")
                    || step.path("persist").asBoolean()
                    || step.path("cache_persists").asBoolean(false)) {
                first.play(step, new ArrayList<>());
            }
        }
        host.restoreCache(first.host.cacheSnapshot());
        return first.cluster;
    }

    private static PinkRuntime runtime(JsonNode version) {
        if (version.isMissingNode()) {
            return PinkRuntime.V1_2;
        }
        return PinkRuntime.of(version.path(0).asInt(-1), version.path(1).asInt(-1))
                .orElseThrow(
                        () -> new UnplayableException("runtime " + version + " is none of [1,0], [1,1] and [1,2]"));
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

    /// Plays a file. One that is not of the format is one difference.
    public static Report play(PinkFiles files, String name, ContractModules modules) throws IOException {
        try {
            return new PinkPlayer(files, name, modules).play();
        } catch (UnplayableException | JacksonException e) {
            return new Report(0, List.of(new Difference(name, List.of("not of the format: " + e.getMessage()))));
        }
    }

    /// Plays the file. A step that breaks our runtime counts as different.
    public Report play() throws IOException {
        int agreeing = 0;
        List<Difference> differences = new ArrayList<>();
        for (JsonNode step : file.path("steps")) {
            List<String> found = new ArrayList<>();
            try {
                play(step, found);
            } catch (UnplayableException e) {
                found.add("not of the format: " + e.getMessage());
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
            StateComparison.compare(values, file.path("state_after"), cluster.state(), found);
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
            host.answer(RecordedValues.required(in, "name").asString(), hostAnswer(in));
            return;
        }
        if (step.path("op").asString().equals("runtime")) {
            cluster = new Cluster(cluster.state(), runtime(RecordedValues.required(in, "version")));
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
            return values.bytes(RecordedValues.required(in, "value"));
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
        ExecutionMode mode = switch (RecordedValues.required(step, "mode").asString()) {
            case "query" -> ExecutionMode.QUERY;
            case "estimating" -> ExecutionMode.ESTIMATING;
            case "transaction" -> ExecutionMode.TRANSACTION;
            case String other ->
                throw new UnplayableException("mode \"" + other + "\"; expected query, estimating or transaction");
        };
        SessionContext context = new SessionContext(
                mode,
                (int) RecordedValues.word(RecordedValues.required(in, "block_number")),
                RecordedValues.word(RecordedValues.required(in, "now_ms")),
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
            case "set_key" ->
                done(cluster.setKey(session, values.bytes(RecordedValues.required(in, "key"))), unit -> unit);
            case "deposit" ->
                done(
                        cluster.deposit(
                                session,
                                values.account(RecordedValues.required(in, "who")),
                                RecordedValues.number(RecordedValues.required(in, "value"))),
                        unit -> unit);
            case "upload_code" ->
                done(
                        cluster.uploadCode(
                                session,
                                values.account(RecordedValues.required(in, "origin")),
                                code(in),
                                RecordedValues.required(in, "deterministic").asBoolean()
                                        ? Determinism.ENFORCED
                                        : Determinism.RELAXED),
                        PinkPlayer::hashResult);
            case "upload_sidevm_code" ->
                done(
                        cluster.uploadSidevmCode(
                                session, values.account(RecordedValues.required(in, "origin")), code(in)),
                        PinkPlayer::hashResult);
            case "instantiate" ->
                done(
                        cluster.instantiate(
                                session,
                                values.hash(RecordedValues.required(in, "code_hash")),
                                values.bytes(RecordedValues.required(in, "input")),
                                values.bytes(RecordedValues.required(in, "salt")),
                                arguments(in)),
                        ContractResult::encode);
            case "call" ->
                done(
                        cluster.call(
                                session,
                                values.account(RecordedValues.required(in, "contract")),
                                values.bytes(RecordedValues.required(in, "input")),
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
                option(cluster.sidevmCode(values.hash(RecordedValues.required(in, "hash")))
                        .map(PinkPlayer::vec));
            case "cluster_id" -> cluster.clusterId().toBytes();
            case "system_contract" -> option(cluster.systemContract().map(AccountId::toBytes));
            case "free_balance" -> number(cluster.freeBalance(values.account(RecordedValues.required(in, "account"))));
            case "total_balance" ->
                number(cluster.totalBalance(values.account(RecordedValues.required(in, "account"))));
            case "code_hash" ->
                option(cluster.codeHash(values.account(RecordedValues.required(in, "account")))
                        .map(H256::toBytes));
            case String op -> throw new UnplayableException("operation \"" + op + "\" is unknown");
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
                : values.bytes(RecordedValues.required(from, "system_code_hex"));
        return new ClusterSetup(
                values.hash(RecordedValues.required(from, "cluster_id")),
                values.account(RecordedValues.required(from, "owner")),
                RecordedValues.number(RecordedValues.required(from, "deposit")),
                RecordedValues.number(RecordedValues.required(from, "gas_price")),
                RecordedValues.number(RecordedValues.required(from, "deposit_per_item")),
                RecordedValues.number(RecordedValues.required(from, "deposit_per_byte")),
                values.account(RecordedValues.required(from, "treasury")),
                code);
    }

    private Bytes code(JsonNode in) {
        return in.has("code") ? named(in.path("code")) : values.bytes(RecordedValues.required(in, "code_hex"));
    }

    private Bytes named(JsonNode name) {
        Bytes code = codes.get(name.asString());
        if (code == null) {
            throw new UnplayableException("\"codes\" names no " + name);
        }
        return code;
    }

    private TransactionArguments arguments(JsonNode in) {
        JsonNode limit = in.path("storage_deposit_limit");
        return new TransactionArguments(
                values.account(RecordedValues.required(in, "origin")),
                RecordedValues.number(RecordedValues.required(in, "transfer")),
                RecordedValues.word(RecordedValues.required(in, "gas_limit")),
                RecordedValues.required(in, "gas_free").asBoolean(),
                limit.isNull() || limit.isMissingNode() ? Optional.empty() : Optional.of(RecordedValues.number(limit)),
                RecordedValues.number(RecordedValues.required(in, "deposit")));
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
        JsonNode out = RecordedValues.required(step, "out");
        if (done.result.size() > 0
                && done.outcome.map(o -> o.result() instanceof ContractResult).orElse(false)
                && !out.has("blob")) {
            throw new UnplayableException("\"out\" has no \"blob\" to compare with");
        }
        if (out.has("panic")) {
            found.add("expected the end of the runtime (" + out.path("panic") + "), ours went on");
        }
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
            StateComparison.compare(values, out.path("dump"), after, found);
        }
    }

    static void compare(String what, String expected, Bytes actual, List<String> found) {
        String ours = RecordedValues.like(expected, actual);
        if (!ours.equals(expected)) {
            found.add(what + ": expected " + shorten(expected) + ", ours " + shorten(ours));
        }
    }

    static String shorten(String text) {
        return text.length() <= 400 ? text : text.substring(0, 400) + "… (" + text.length() + " characters)";
    }

    /// The float observations hold NaNs with the bits of one machine; any NaN in their place is right.
    private boolean onlyNanBitsDiffer(JsonNode out, Done done) {
        return floats()
                && out.has("blob")
                && out.has("data")
                && !RecordedValues.isHashed(values.text(out.path("blob")))
                && !RecordedValues.isHashed(values.text(out.path("data")))
                && NanComparison.agree(
                        values.bytes(out.path("blob")),
                        done.result,
                        values.bytes(out.path("data")).size(),
                        cluster.runtime().resultsListEvents() ? 1 : 0);
    }

    /// Whether the file is about instructions of floating point.
    private boolean floats() {
        for (JsonNode op : file.path("ops")) {
            if (op.asString("").startsWith("f32.") || op.asString("").startsWith("f64.")) {
                return true;
            }
        }
        return false;
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
}
