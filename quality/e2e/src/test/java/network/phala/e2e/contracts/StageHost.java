package network.phala.e2e.contracts;

import java.util.Arrays;
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

/// A world outside the cluster in which nothing happens: no network, no chance, no clock.
final class StageHost implements PinkHost {
    @Override
    public void log(AccountId contract, int level, String message) {}

    @Override
    public Bytes latestSystemCode() {
        return Bytes.EMPTY;
    }

    @Override
    public Bytes32 workerPubkey() {
        return Bytes32.ZERO;
    }

    @Override
    public boolean cacheSet(AccountId contract, Bytes key, Bytes value) {
        return false;
    }

    @Override
    public Optional<Bytes> cacheGet(AccountId contract, Bytes key) {
        return Optional.empty();
    }

    @Override
    public void cacheSetExpiration(AccountId contract, Bytes key, long seconds) {}

    @Override
    public Optional<Bytes> cacheRemove(AccountId contract, Bytes key) {
        return Optional.empty();
    }

    @Override
    public Result<HttpResponse, HttpRequestError> httpRequest(AccountId contract, HttpRequest request) {
        throw new UnsupportedOperationException("no network on this stage");
    }

    @Override
    public Result<List<Result<HttpResponse, HttpRequestError>>, HttpRequestError> batchHttpRequest(
            AccountId contract, List<HttpRequest> requests, long timeoutMillis) {
        throw new UnsupportedOperationException("no network on this stage");
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
