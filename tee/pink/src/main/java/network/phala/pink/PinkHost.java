package network.phala.pink;

import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import network.phala.crypto.RandomSource;
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

/// The outside world as contracts reach it (pink's ocalls). One host per session. The functions that contracts use for
/// effects or chance are called in queries only; [#log] and [#latestSystemCode] always.
///
/// Follows phala-blockchain crates/pink/capi/src/v1/mod.rs, OCalls.
public interface PinkHost {
    /// A line for the log server; level 1 error to 5 trace.
    void log(AccountId contract, int level, String message);

    /// The newest system contract code the chain offers; empty when there is none.
    Bytes latestSystemCode();

    /// The worker's ECDH public key.
    Bytes32 workerPubkey();

    /// True when stored, false when the contract's quota is used up.
    boolean cacheSet(AccountId contract, Bytes key, Bytes value);

    Optional<Bytes> cacheGet(AccountId contract, Bytes key);

    /// Sets the life of an entry in seconds from now; 0 removes it.
    void cacheSetExpiration(AccountId contract, Bytes key, long seconds);

    /// Removes an entry and gives what it held.
    Optional<Bytes> cacheRemove(AccountId contract, Bytes key);

    /// How to learn what a run holds in memory, about, in bytes: told when it begins, but for transactions. To be asked
    /// on the run's thread only, in calls of this host.
    default void holds(LongSupplier bytes) {}

    Result<HttpResponse, HttpRequestError> httpRequest(AccountId contract, HttpRequest request);

    Result<List<Result<HttpResponse, HttpRequestError>>, HttpRequestError> batchHttpRequest(
            AccountId contract, List<HttpRequest> requests, long timeoutMillis);

    JsValue jsEval(AccountId contract, List<JsCode> codes, List<String> args);

    Optional<SgxQuote> workerSgxQuote();

    /// Where random bytes come from.
    RandomSource random();

    /// The wall clock, for the extension function that says in its name not to trust it.
    long untrustedMillis();

    /// Waits for what another run does that this one needs, as to compile a contract. Never in a transaction. The host
    /// may let others run meanwhile, and may end the run with a [network.phala.wasm.RunStoppedException].
    default void during(Wait wait) throws InterruptedException {
        wait.run();
    }

    /// Waiting for another run.
    @FunctionalInterface
    interface Wait {
        void run() throws InterruptedException;
    }

    /// Whether nobody waits any more for what a query gives: it then ends with a
    /// [network.phala.wasm.RunStoppedException]. Asked often, and never in a transaction. The host may let others
    /// run before it answers.
    default boolean isUnwanted() {
        return false;
    }
}
