package network.phala.contractrunner;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Function;
import network.phala.crypto.RandomSource;
import network.phala.pink.PinkHost;
import network.phala.pink.types.HttpRequest;
import network.phala.pink.types.HttpRequestError;
import network.phala.pink.types.HttpResponse;
import network.phala.pink.types.JsCode;
import network.phala.pink.types.JsValue;
import network.phala.pink.types.SgxQuote;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.scale.Result;

/// What contracts meet outside their cluster, under the test's control: a cache without end, chance that repeats, a web
/// that answers what the test says (`hello` at first), a clock that stands.
public final class OutsideWorld implements PinkHost {
    private static final HttpResponse HELLO =
            new HttpResponse((short) 200, "OK", List.of(), Bytes.wrap("hello".getBytes(StandardCharsets.US_ASCII)));

    private final Map<AccountId, Map<Bytes, Bytes>> cache = new HashMap<>();
    private final List<Line> lines = new ArrayList<>();
    private Bytes systemCode = Bytes.EMPTY;
    private Bytes32 workerKey = Bytes32.ZERO;
    private RandomSource chance = seeded(4);
    private long millis;
    private Function<HttpRequest, Result<HttpResponse, HttpRequestError>> web = _ -> new Result.Ok<>(HELLO);
    private BiFunction<List<JsCode>, List<String>, JsValue> scripts =
            (_, _) -> new JsValue.Exception("No js runtime: tell OutsideWorld.answerScripts what scripts give");

    OutsideWorld() {}

    /// A line that a contract logged; level 1 error to 5 trace.
    public record Line(AccountId contract, int level, String message) {}

    /// Everything logged so far.
    public List<Line> lines() {
        return List.copyOf(lines);
    }

    /// Puts a system contract's code on the chain.
    public void offerSystemCode(Bytes code) {
        systemCode = code;
    }

    public void workerKey(Bytes32 key) {
        workerKey = key;
    }

    /// Where random bytes come from now on; at first they are the same in every run.
    public void chance(RandomSource source) {
        chance = source;
    }

    /// The worker's own clock.
    public void untrustedMillis(long now) {
        millis = now;
    }

    /// What the web answers from now on.
    public void answerHttp(Function<HttpRequest, Result<HttpResponse, HttpRequestError>> answers) {
        web = answers;
    }

    /// What scripts give from now on.
    public void answerScripts(BiFunction<List<JsCode>, List<String>, JsValue> answers) {
        scripts = answers;
    }

    private static RandomSource seeded(long seed) {
        return new Random(seed)::nextBytes;
    }

    @Override
    public void log(AccountId contract, int level, String message) {
        lines.add(new Line(contract, level, message));
    }

    @Override
    public Bytes latestSystemCode() {
        return systemCode;
    }

    @Override
    public Bytes32 workerPubkey() {
        return workerKey;
    }

    @Override
    public boolean cacheSet(AccountId contract, Bytes key, Bytes value) {
        cache.computeIfAbsent(contract, _ -> new HashMap<>()).put(key, value);
        return true;
    }

    @Override
    public Optional<Bytes> cacheGet(AccountId contract, Bytes key) {
        return Optional.ofNullable(cache.getOrDefault(contract, Map.of()).get(key));
    }

    @Override
    public void cacheSetExpiration(AccountId contract, Bytes key, long seconds) {
        if (seconds == 0) {
            cacheRemove(contract, key);
        }
    }

    @Override
    public Optional<Bytes> cacheRemove(AccountId contract, Bytes key) {
        Map<Bytes, Bytes> own = cache.get(contract);
        return own == null ? Optional.empty() : Optional.ofNullable(own.remove(key));
    }

    @Override
    public Result<HttpResponse, HttpRequestError> httpRequest(AccountId contract, HttpRequest request) {
        return web.apply(request);
    }

    @Override
    public Result<List<Result<HttpResponse, HttpRequestError>>, HttpRequestError> batchHttpRequest(
            AccountId contract, List<HttpRequest> requests, long timeoutMillis) {
        return new Result.Ok<>(requests.stream().map(web).toList());
    }

    @Override
    public JsValue jsEval(AccountId contract, List<JsCode> codes, List<String> args) {
        return scripts.apply(codes, args);
    }

    @Override
    public Optional<SgxQuote> workerSgxQuote() {
        return Optional.empty();
    }

    @Override
    public RandomSource random() {
        return chance;
    }

    @Override
    public long untrustedMillis() {
        return millis;
    }
}
