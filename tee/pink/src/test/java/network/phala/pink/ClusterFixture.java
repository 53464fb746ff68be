package network.phala.pink;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import network.phala.crypto.RandomSource;
import network.phala.pink.contracts.ContractModules;
import network.phala.pink.contracts.Determinism;
import network.phala.pink.types.ContractResult;
import network.phala.pink.types.HttpRequest;
import network.phala.pink.types.HttpRequestError;
import network.phala.pink.types.HttpResponse;
import network.phala.pink.types.JsCode;
import network.phala.pink.types.JsValue;
import network.phala.pink.types.PinkRuntime;
import network.phala.pink.types.SgxQuote;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.scale.Result;
import network.phala.wasm.CodeStore;

/// A cluster whose owner can pay for anything, on a host that answers nothing.
public final class ClusterFixture {
    public static final AccountId OWNER = AccountId.of(filled(1));
    public static final long GAS = 1_000_000_000_000L;

    private static final AccountId TREASURY = AccountId.of(filled(7));
    private static final U128 FORTUNE = U128.parse("1000000000000000000000000");

    private ContractModules modules = new ContractModules(ContractModules.BYTES_STANDARD);
    private Cluster cluster;

    public ClusterFixture() {
        this(PinkRuntime.NEWEST);
    }

    public ClusterFixture(PinkRuntime runtime) {
        cluster = Cluster.empty(runtime);
        ClusterSetup config = new ClusterSetup(
                H256.ZERO, OWNER, FORTUNE, U128.ONE, U128.of(10), U128.ONE, TREASURY, new TestContract().build());
        Outcome<Result<Bytes, String>> outcome = cluster.setup(session(ExecutionMode.TRANSACTION), config);
        if (outcome.result() instanceof Result.Err<Bytes, String>(String error)) {
            throw new IllegalStateException(error);
        }
        cluster = outcome.cluster();
    }

    private static byte[] filled(int value) {
        byte[] bytes = new byte[32];
        java.util.Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    /// As in a new process: nothing is compiled any more, but the store has what was kept.
    void restart(CodeStore store) {
        modules = new ContractModules(ContractModules.BYTES_STANDARD);
        modules.keepIn(store);
    }

    /// From now on compiled code is here.
    public void use(ContractModules others) {
        modules = others;
    }

    public Cluster cluster() {
        return cluster;
    }

    /// Goes over to a newer release.
    public void upgrade(PinkRuntime wanted) {
        cluster = cluster.upgrade(session(ExecutionMode.TRANSACTION), wanted).cluster();
    }

    /// Does what was left for idle time.
    public void idle() {
        cluster = cluster.onIdle(session(ExecutionMode.TRANSACTION)).cluster();
    }

    public Session session(ExecutionMode mode) {
        return session(mode, () -> false);
    }

    /// @param unwanted whether nobody waits for what comes of it
    Session session(ExecutionMode mode, BooleanSupplier unwanted) {
        return new Session(SessionContext.of(mode, 100, 1_700_000_000_000L), new SilentHost(unwanted), modules);
    }

    /// Uploads code, or gives the reason why not.
    public Result<H256, String> upload(Bytes code) {
        Outcome<Result<H256, String>> outcome =
                cluster.uploadCode(session(ExecutionMode.TRANSACTION), OWNER, code, Determinism.ENFORCED);
        cluster = outcome.cluster();
        return outcome.result();
    }

    /// Uploads and instantiates; each contract needs code of its own.
    public AccountId deploy(TestContract contract) {
        if (!(upload(contract.build()) instanceof Result.Ok<H256, String>(H256 hash))) {
            throw new IllegalStateException("upload refused: " + upload(contract.build()));
        }
        Outcome<ContractResult> outcome =
                cluster.instantiate(session(ExecutionMode.TRANSACTION), hash, Bytes.EMPTY, Bytes.EMPTY, arguments());
        cluster = outcome.cluster();
        return outcome.result().account().orElseThrow();
    }

    public static TransactionArguments arguments() {
        return new TransactionArguments(OWNER, U128.ZERO, GAS, false, Optional.empty(), U128.ZERO);
    }

    /// Calls in a transaction and keeps the cluster.
    public ContractResult call(AccountId contract, Bytes input) {
        Outcome<ContractResult> outcome =
                cluster.call(session(ExecutionMode.TRANSACTION), contract, input, arguments());
        cluster = outcome.cluster();
        return outcome.result();
    }

    private record SilentHost(BooleanSupplier unwanted) implements PinkHost {
        @Override
        public boolean isUnwanted() {
            return unwanted.getAsBoolean();
        }

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
            return true;
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
            return new Result.Err<>(HttpRequestError.NOT_ALLOWED);
        }

        @Override
        public Result<List<Result<HttpResponse, HttpRequestError>>, HttpRequestError> batchHttpRequest(
                AccountId contract, List<HttpRequest> requests, long timeoutMillis) {
            return new Result.Err<>(HttpRequestError.NOT_ALLOWED);
        }

        @Override
        public JsValue jsEval(AccountId contract, List<JsCode> codes, List<String> args) {
            return new JsValue.Undefined();
        }

        @Override
        public Optional<SgxQuote> workerSgxQuote() {
            return Optional.empty();
        }

        @Override
        public RandomSource random() {
            return out -> java.util.Arrays.fill(out, (byte) 4);
        }

        @Override
        public long untrustedMillis() {
            return 0;
        }
    }
}
