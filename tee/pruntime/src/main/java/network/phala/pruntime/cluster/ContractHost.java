package network.phala.pruntime.cluster;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
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
import network.phala.pruntime.outside.Asker;
import network.phala.pruntime.outside.Outside;
import network.phala.scale.Result;
import network.phala.wasm.RunStoppedException;

/// The worker as contracts reach it, for one session. Web and scripts are given what is left of the session's time.
public final class ContractHost implements PinkHost {
    private static final Logger LOG = System.getLogger(ContractHost.class.getName());
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Bytes32 workerPubkey;
    private final Supplier<Bytes> systemCode;
    private final LocalCache cache;
    private final Predicate<AccountId> lasting;
    private final LineQuota lineQuota = new LineQuota();
    private final Lines lines;
    private final Patience patience;
    private LongSupplier held = () -> 0;

    /// Where what contracts log goes besides the worker's own log.
    interface Lines {
        void line(AccountId contract, int level, String text);
    }

    /// The outside, and how long a query may use it.
    ///
    /// @param deadlineNanos when the query's time is over, on the clock of `System.nanoTime`
    /// @param isUnwanted whether nobody waits for the query any more
    /// @param place what the query gives to others while it waits
    record Patience(Outside outside, long deadlineNanos, BooleanSupplier isUnwanted, Optional<QueryPlace> place) {
        private Asker asker(AccountId contract, boolean lasts) {
            return place.map(present -> present.asker(contract, lasts)).orElseGet(() -> Asker.of(contract));
        }

        /// Goes on with the query, if it is to go on.
        private <T> T back(T answer) {
            place.ifPresent(QueryPlace::back);
            if (isUnwanted.getAsBoolean()) {
                throw new RunStoppedException();
            }
            return answer;
        }

        private Duration remaining() {
            return Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
        }
    }

    /// For commands, which have no outside.
    ///
    /// @param systemCode reads the newest system contract code, which few contracts ask for
    ContractHost(Bytes32 workerPubkey, Supplier<Bytes> systemCode, LocalCache cache, Lines lines) {
        this(
                workerPubkey,
                systemCode,
                cache,
                _ -> true,
                lines,
                new Patience(Outside.NONE, System.nanoTime(), () -> false, Optional.empty()));
    }

    /// For queries.
    ///
    /// @param lasting which contracts do not end with the query: of these alone the worker remembers anything
    ContractHost(
            Bytes32 workerPubkey,
            Supplier<Bytes> systemCode,
            LocalCache cache,
            Predicate<AccountId> lasting,
            Lines lines,
            Patience patience) {
        this.workerPubkey = workerPubkey;
        this.systemCode = systemCode;
        this.cache = cache;
        this.lasting = lasting;
        this.lines = lines;
        this.patience = patience;
    }

    @Override
    public boolean isUnwanted() {
        if (patience.place().isPresent()) {
            QueryPlace place = patience.place().get();
            place.keeps(held.getAsLong());
            place.letOthersRun(held);
        }
        return patience.isUnwanted().getAsBoolean();
    }

    @Override
    public void holds(LongSupplier bytes) {
        held = bytes;
    }

    @Override
    public void during(Wait wait) throws InterruptedException {
        if (patience.place().isEmpty()) {
            wait.run();
            return;
        }
        holds();
        try {
            patience.place().get().during(wait::run);
        } catch (InterruptedException e) {
            // The run knows no threads.
            Thread.currentThread().interrupt();
            throw e;
        }
    }

    /// Contract messages may hold what users wrote, so they reach the log only when it is set to debug.
    @Override
    public void log(AccountId contract, int level, String message) {
        if (!lineQuota.admits(message.length())) {
            if (lineQuota.isFirstRefusal()) {
                LOG.log(
                        Level.WARNING,
                        "Contract says too much in one call, the rest is dropped contract={0}",
                        contract);
            }
            return;
        }
        lines.line(contract, level, message);
        LOG.log(Level.DEBUG, "Contract says contract={0} level={1} message={2}", contract, level, message);
    }

    @Override
    public Bytes latestSystemCode() {
        return systemCode.get();
    }

    @Override
    public Bytes32 workerPubkey() {
        return workerPubkey;
    }

    @Override
    public boolean cacheSet(AccountId contract, Bytes key, Bytes value) {
        return lasting.test(contract) && cache.set(contract, key, value);
    }

    @Override
    public Optional<Bytes> cacheGet(AccountId contract, Bytes key) {
        return cache.get(contract, key);
    }

    @Override
    public void cacheSetExpiration(AccountId contract, Bytes key, long seconds) {
        cache.setExpiration(contract, key, seconds);
    }

    @Override
    public Optional<Bytes> cacheRemove(AccountId contract, Bytes key) {
        return cache.remove(contract, key);
    }

    @Override
    public Result<HttpResponse, HttpRequestError> httpRequest(AccountId contract, HttpRequest request) {
        holds();
        return patience.back(patience.outside().http(asker(contract), request, patience.remaining()));
    }

    @Override
    public Result<List<Result<HttpResponse, HttpRequestError>>, HttpRequestError> batchHttpRequest(
            AccountId contract, List<HttpRequest> requests, long timeoutMillis) {
        // Unsigned: a contract that asks for more than there is gets what there is.
        long wanted = timeoutMillis < 0 ? Long.MAX_VALUE : timeoutMillis;
        Duration remaining = patience.remaining();
        Duration limit = wanted < remaining.toMillis() ? Duration.ofMillis(wanted) : remaining;
        holds();
        return patience.back(patience.outside().batch(asker(contract), requests, limit));
    }

    @Override
    public JsValue jsEval(AccountId contract, List<JsCode> codes, List<String> args) {
        holds();
        return patience.back(patience.outside()
                .eval(asker(contract), codes, args, (level, text) -> log(contract, level, text), patience.remaining()));
    }

    private void holds() {
        patience.place().ifPresent(place -> place.holds(held.getAsLong()));
    }

    private Asker asker(AccountId contract) {
        return patience.asker(contract, lasting.test(contract));
    }

    @Override
    public Optional<SgxQuote> workerSgxQuote() {
        return Optional.empty();
    }

    @Override
    public RandomSource random() {
        return RANDOM::nextBytes;
    }

    @Override
    public long untrustedMillis() {
        return System.currentTimeMillis();
    }
}
