package network.phala.e2e.contracts;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

/// A small world outside the cluster: a cache without end, a web that always says hello, chance that is always 4.
final class StageHost implements PinkHost {
    private static final HttpResponse HELLO =
            new HttpResponse((short) 200, "OK", List.of(), Bytes.wrap("hello".getBytes(StandardCharsets.US_ASCII)));

    private Bytes systemCode = Bytes.EMPTY;
    private final Map<Bytes, Bytes> cache = new HashMap<>();

    /// Puts a system contract's code on the chain.
    void offerSystemCode(Bytes code) {
        systemCode = code;
    }

    @Override
    public void log(AccountId contract, int level, String message) {}

    @Override
    public Bytes latestSystemCode() {
        return systemCode;
    }

    @Override
    public Bytes32 workerPubkey() {
        return Bytes32.ZERO;
    }

    @Override
    public boolean cacheSet(AccountId contract, Bytes key, Bytes value) {
        cache.put(key, value);
        return true;
    }

    @Override
    public Optional<Bytes> cacheGet(AccountId contract, Bytes key) {
        return Optional.ofNullable(cache.get(key));
    }

    @Override
    public void cacheSetExpiration(AccountId contract, Bytes key, long seconds) {}

    @Override
    public Optional<Bytes> cacheRemove(AccountId contract, Bytes key) {
        return Optional.ofNullable(cache.remove(key));
    }

    @Override
    public Result<HttpResponse, HttpRequestError> httpRequest(AccountId contract, HttpRequest request) {
        return new Result.Ok<>(HELLO);
    }

    @Override
    public Result<List<Result<HttpResponse, HttpRequestError>>, HttpRequestError> batchHttpRequest(
            AccountId contract, List<HttpRequest> requests, long timeoutMillis) {
        return new Result.Ok<>(requests.stream()
                .<Result<HttpResponse, HttpRequestError>>map(_ -> new Result.Ok<>(HELLO))
                .toList());
    }

    @Override
    public JsValue jsEval(AccountId contract, List<JsCode> codes, List<String> args) {
        throw new UnsupportedOperationException("no JavaScript on this stage");
    }

    @Override
    public Optional<SgxQuote> workerSgxQuote() {
        return Optional.empty();
    }

    @Override
    public RandomSource random() {
        return bytes -> Arrays.fill(bytes, (byte) 4);
    }

    @Override
    public long untrustedMillis() {
        return 0;
    }
}
