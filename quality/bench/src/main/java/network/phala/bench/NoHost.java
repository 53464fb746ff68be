package network.phala.bench;

import java.util.List;
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

/// A host that takes log lines and refuses everything else: the measured contracts ask for nothing.
record NoHost() implements PinkHost {
    private static UnsupportedOperationException unused(String what) {
        return new UnsupportedOperationException("the measured contracts do not use " + what);
    }

    @Override
    public void log(AccountId contract, int level, String message) {}

    @Override
    public Bytes latestSystemCode() {
        throw unused("system code");
    }

    @Override
    public Bytes32 workerPubkey() {
        throw unused("the worker's key");
    }

    @Override
    public boolean cacheSet(AccountId contract, Bytes key, Bytes value) {
        throw unused("the cache");
    }

    @Override
    public Optional<Bytes> cacheGet(AccountId contract, Bytes key) {
        throw unused("the cache");
    }

    @Override
    public void cacheSetExpiration(AccountId contract, Bytes key, long seconds) {
        throw unused("the cache");
    }

    @Override
    public Optional<Bytes> cacheRemove(AccountId contract, Bytes key) {
        throw unused("the cache");
    }

    @Override
    public Result<HttpResponse, HttpRequestError> httpRequest(AccountId contract, HttpRequest request) {
        throw unused("HTTP");
    }

    @Override
    public Result<List<Result<HttpResponse, HttpRequestError>>, HttpRequestError> batchHttpRequest(
            AccountId contract, List<HttpRequest> requests, long timeoutMillis) {
        throw unused("HTTP");
    }

    @Override
    public JsValue jsEval(AccountId contract, List<JsCode> codes, List<String> args) {
        throw unused("scripts");
    }

    @Override
    public Optional<SgxQuote> workerSgxQuote() {
        throw unused("quotes");
    }

    @Override
    public RandomSource random() {
        throw unused("randomness");
    }

    @Override
    public long untrustedMillis() {
        throw unused("time");
    }
}
