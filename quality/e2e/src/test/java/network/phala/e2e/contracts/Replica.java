package network.phala.e2e.contracts;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;
import network.phala.crypto.RandomSource;
import network.phala.pink.Cluster;
import network.phala.pink.ExecutionMode;
import network.phala.pink.Outcome;
import network.phala.pink.PinkHost;
import network.phala.pink.Session;
import network.phala.pink.SessionContext;
import network.phala.pink.contracts.ContractModules;
import network.phala.pink.contracts.Determinism;
import network.phala.pink.types.EventBlock;
import network.phala.pink.types.HttpRequest;
import network.phala.pink.types.HttpRequestError;
import network.phala.pink.types.HttpResponse;
import network.phala.pink.types.JsCode;
import network.phala.pink.types.JsValue;
import network.phala.pink.types.SgxQuote;
import network.phala.pink.types.SideEffects;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.scale.Result;
import network.phala.storage.State;
import network.phala.trie.Trie;

/// A cluster on one worker: its state, its compiled modules, and a world around it that is like no other worker's.
final class Replica {
    private final String name;
    private final Supplier<ContractModules> cache;
    private final Surroundings host;
    private ContractModules modules;
    private Cluster cluster = Cluster.EMPTY;

    /// @param cache makes the modules' cache when the worker starts
    Replica(String name, long seed, Supplier<ContractModules> cache) {
        this.name = name;
        this.cache = cache;
        this.modules = cache.get();
        this.host = new Surroundings(seed);
    }

    /// What a command came to, as far as others can see it.
    record Done(Object result, SideEffects effects, Optional<EventBlock> eventBlock) {
        List<AccountId> made() {
            return effects.instantiated().stream()
                    .map(SideEffects.Instantiation::contract)
                    .toList();
        }
    }

    /// Something done to a cluster.
    interface Step<T> {
        Outcome<T> run(Cluster cluster, Session session);
    }

    @Override
    public String toString() {
        return name;
    }

    Cluster cluster() {
        return cluster;
    }

    <T> Outcome<T> keep(int block, Optional<Bytes> nonce, ExecutionMode mode, Step<T> step) {
        Outcome<T> outcome = step.run(cluster, session(block, nonce, mode));
        cluster = outcome.cluster();
        return outcome;
    }

    Done execute(int block, RandomCommands.Command command) {
        return switch (command) {
            case RandomCommands.Upload(var origin, var code) ->
                done(keep(
                        block,
                        Optional.empty(),
                        ExecutionMode.TRANSACTION,
                        (on, with) -> on.uploadCode(with, origin, code, Determinism.ENFORCED)));
            case RandomCommands.Instantiate(var code, var input, var salt, var terms) ->
                done(keep(
                        block,
                        Optional.of(salt),
                        ExecutionMode.TRANSACTION,
                        (on, with) -> on.instantiate(with, code, input, salt, terms)));
            case RandomCommands.Call(var contract, var input, var nonce, var terms) ->
                done(keep(
                        block,
                        Optional.of(nonce),
                        ExecutionMode.TRANSACTION,
                        (on, with) -> on.call(with, contract, input, terms)));
            case RandomCommands.Mint(var who, var amount) ->
                done(keep(
                        block,
                        Optional.empty(),
                        ExecutionMode.TRANSACTION,
                        (on, with) -> on.deposit(with, who, amount)));
            case RandomCommands.Idle() ->
                done(keep(block, Optional.empty(), ExecutionMode.TRANSACTION, Cluster::onIdle));
        };
    }

    private static Done done(Outcome<?> outcome) {
        return new Done(outcome.result(), outcome.effects(), outcome.eventBlock());
    }

    /// Asks as users do while blocks come; what they do to the state is forgotten.
    void answer(Cluster snapshot, int block, List<RandomCommands.Call> questions) {
        for (RandomCommands.Call question : questions) {
            for (ExecutionMode mode : List.of(ExecutionMode.QUERY, ExecutionMode.ESTIMATING)) {
                snapshot.call(
                        session(block, Optional.empty(), mode),
                        question.contract(),
                        question.input(),
                        question.terms());
            }
        }
    }

    private Session session(int block, Optional<Bytes> nonce, ExecutionMode mode) {
        SessionContext context = new SessionContext(
                mode, block, 1_700_000_000_000L + 12_000L * block, nonce, Optional.empty(), Optional.empty());
        return new Session(context, host, modules);
    }

    /// The worker ends and starts: nothing stays but the bytes of its state.
    void restart() {
        Trie top = Trie.EMPTY;
        for (Map.Entry<Bytes, Bytes> entry : cluster.state().top().entries().toList()) {
            Optional<Trie> child = cluster.state().top().getTrie(entry.getKey());
            top = child.isPresent()
                    ? top.putTrie(entry.getKey(), rebuilt(child.get()))
                    : top.put(entry.getKey(), entry.getValue());
        }
        cluster = new Cluster(new State(top), cluster.runtime());
        modules = cache.get();
    }

    private static Trie rebuilt(Trie trie) {
        Trie copy = Trie.EMPTY;
        for (Map.Entry<Bytes, Bytes> entry : trie.entries().toList()) {
            copy = copy.put(entry.getKey(), entry.getValue());
        }
        return copy;
    }

    /// Every key and value, those of child storages behind their storage's key.
    SortedMap<Bytes, Bytes> bytes() {
        SortedMap<Bytes, Bytes> all = new TreeMap<>();
        cluster.state().top().entries().forEach(entry -> {
            all.put(entry.getKey(), entry.getValue());
            cluster.state()
                    .top()
                    .getTrie(entry.getKey())
                    .ifPresent(child -> child.entries()
                            .forEach(inner -> all.put(entry.getKey().concat(inner.getKey()), inner.getValue())));
        });
        return all;
    }

    /// A worker's own key, chance, clock, web and cache: none of it may find its way into the state.
    private static final class Surroundings implements PinkHost {
        private final SplittableRandom random;
        private final Map<Bytes, Bytes> cache = new HashMap<>();

        Surroundings(long seed) {
            random = new SplittableRandom(seed);
        }

        private synchronized byte[] chance(int size) {
            byte[] bytes = new byte[size];
            random.nextBytes(bytes);
            return bytes;
        }

        private static Bytes key(AccountId contract, Bytes key) {
            return contract.toBytes().concat(key);
        }

        @Override
        public void log(AccountId contract, int level, String message) {}

        @Override
        public Bytes latestSystemCode() {
            return Bytes.EMPTY;
        }

        @Override
        public Bytes32 workerPubkey() {
            return Bytes32.of(Bytes.wrap(chance(32)));
        }

        @Override
        public synchronized boolean cacheSet(AccountId contract, Bytes key, Bytes value) {
            cache.put(key(contract, key), value);
            return random.nextBoolean();
        }

        @Override
        public synchronized Optional<Bytes> cacheGet(AccountId contract, Bytes key) {
            return Optional.ofNullable(cache.get(key(contract, key)));
        }

        @Override
        public void cacheSetExpiration(AccountId contract, Bytes key, long seconds) {}

        @Override
        public synchronized Optional<Bytes> cacheRemove(AccountId contract, Bytes key) {
            return Optional.ofNullable(cache.remove(key(contract, key)));
        }

        @Override
        public Result<HttpResponse, HttpRequestError> httpRequest(AccountId contract, HttpRequest request) {
            return new Result.Ok<>(new HttpResponse((short) 200, "OK", List.of(), Bytes.wrap(chance(8))));
        }

        @Override
        public Result<List<Result<HttpResponse, HttpRequestError>>, HttpRequestError> batchHttpRequest(
                AccountId contract, List<HttpRequest> requests, long timeoutMillis) {
            return new Result.Ok<>(
                    requests.stream().map(each -> httpRequest(contract, each)).toList());
        }

        @Override
        public JsValue jsEval(AccountId contract, List<JsCode> codes, List<String> args) {
            return new JsValue.Data(Bytes.wrap(chance(4)));
        }

        @Override
        public Optional<SgxQuote> workerSgxQuote() {
            return Optional.empty();
        }

        @Override
        public RandomSource random() {
            return out -> System.arraycopy(chance(out.length), 0, out, 0, out.length);
        }

        @Override
        public long untrustedMillis() {
            return Bytes.wrap(chance(1)).unsigned(0);
        }
    }
}
