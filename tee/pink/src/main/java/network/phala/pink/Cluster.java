package network.phala.pink;

import java.util.Optional;
import java.util.SortedMap;
import network.phala.pink.contracts.Contracts;
import network.phala.pink.contracts.Determinism;
import network.phala.pink.state.Accounts;
import network.phala.pink.state.Balances;
import network.phala.pink.state.PinkPallet;
import network.phala.pink.state.SessionState;
import network.phala.pink.types.ContractResult;
import network.phala.pink.types.DispatchException;
import network.phala.pink.types.PinkRuntime;
import network.phala.pink.types.RustText;
import network.phala.pink.types.SideEffects;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.scale.Result;
import network.phala.storage.State;

/// The state of one cluster of contracts, the release of the runtime it is on, and what can be done with it.
/// Immutable: operations give a changed copy, which shares everything that did not change, so any number of queries may
/// run on one value while it is being succeeded by another.
///
/// Each operation is one session: it sets time and block number, clears the events of the session before, does its work
/// and records events, effects and, in a transaction, an event block. Follows phala-blockchain
/// crates/pink/runtime/src/capi/ecall_impl.rs.
public record Cluster(State state, PinkRuntime runtime) {
    /// A cluster of the newest runtime, before its setup.
    public static final Cluster EMPTY = empty(PinkRuntime.NEWEST);

    /// The selector of the system contract's constructor `default`.
    private static final Bytes DEFAULT_CONSTRUCTOR = Bytes.fromHex("0xed4b9d1b");

    /// A cluster before its setup, which will run this release.
    public static Cluster empty(PinkRuntime runtime) {
        return new Cluster(State.EMPTY, runtime);
    }

    /// The storage root. Computed on demand, only for what changed since it was last asked for.
    public H256 root() {
        return state.root();
    }

    // ----- reading -----

    private SessionState reader() {
        return new SessionState(state, 0);
    }

    private Balances balances() {
        SessionState reader = reader();
        return Balances.of(reader, new Accounts(reader, runtime), runtime);
    }

    private PinkPallet pink() {
        return new PinkPallet(reader(), balances());
    }

    public H256 clusterId() {
        return pink().clusterId();
    }

    /// The cluster's secret key (64 bytes), if it was set.
    public Optional<Bytes> key() {
        return pink().key();
    }

    public Optional<AccountId> systemContract() {
        return pink().systemContract();
    }

    public Optional<Bytes> sidevmCode(H256 hash) {
        return pink().sidevmCode(hash);
    }

    public U128 freeBalance(AccountId account) {
        return balances().account(account).free();
    }

    public U128 totalBalance(AccountId account) {
        return balances().account(account).total();
    }

    /// The code a contract runs on; empty when there is no such contract.
    public Optional<H256> codeHash(AccountId contract) {
        return Contracts.codeHash(reader(), contract, runtime);
    }

    /// Everything a contract has stored, by hashed key; empty when there is no such contract.
    public SortedMap<Bytes, Bytes> contractStorage(AccountId contract) {
        return Contracts.storage(reader(), state, contract);
    }

    /// Whether ink code of this hash was uploaded.
    public boolean codeExists(H256 hash) {
        return Contracts.codeExists(state, hash, runtime);
    }

    /// The id that a new contract will have here.
    public AccountId contractAddress(AccountId deployer, H256 codeHash, Bytes salt) {
        return Contracts.contractAddress(deployer, codeHash, clusterId(), salt);
    }

    // ----- operations -----

    /// Stores the key of the cluster.
    public Outcome<Bytes> setKey(Session session, Bytes key) {
        return SessionRun.execute(this, session, run -> {
            run.context().pink().setKey(key);
            return Bytes.EMPTY;
        });
    }

    /// Begins the cluster: configuration, the owner's deposit, code and instance of the system contract. An error keeps
    /// what was done before it.
    public Outcome<Result<Bytes, String>> setup(Session session, ClusterSetup config) {
        return SessionRun.execute(this, session, run -> {
            if (runtime.atLeast(PinkRuntime.V1_1)) {
                run.genesis();
            }
            PinkPallet pink = run.context().pink();
            pink.setClusterId(config.clusterId());
            pink.setPrices(config.gasPrice(), config.depositPerItem(), config.depositPerByte());
            pink.setTreasury(config.treasury());
            run.context().balances().depositCreating(config.owner(), config.deposit());
            return switch (run.upload(config.owner(), config.systemCode(), Determinism.ENFORCED)) {
                case Result.Err<H256, String>(String error) ->
                    new Result.Err<>(
                            runtime.atLeast(PinkRuntime.V1_2)
                                    ? "FailedToUploadSystemCode: " + RustText.quote(error)
                                    : "FailedToUploadResourceToCluster");
                case Result.Ok<H256, String>(H256 code) -> {
                    ContractResult result = run.contracts()
                            .instantiate(
                                    code,
                                    DEFAULT_CONSTRUCTOR,
                                    Bytes.EMPTY,
                                    TransactionArguments.free(config.owner(), -1L));
                    if (!result.succeeded()) {
                        yield new Result.Err<>("FailedToDeploySystemContract");
                    }
                    result.account().ifPresent(pink::setSystemContract);
                    yield new Result.Ok<>(Bytes.EMPTY);
                }
            };
        });
    }

    /// Mints to an account.
    public Outcome<Bytes> deposit(Session session, AccountId who, U128 value) {
        return SessionRun.execute(this, session, run -> {
            run.context().balances().depositCreating(who, value);
            return Bytes.EMPTY;
        });
    }

    /// Stores ink code; the error is the text that travels to the worker's log.
    public Outcome<Result<H256, String>> uploadCode(
            Session session, AccountId origin, Bytes code, Determinism determinism) {
        return SessionRun.execute(this, session, run -> run.upload(origin, code, determinism));
    }

    /// Stores a SideVM program; its price is paid to the treasury.
    public Outcome<Result<H256, String>> uploadSidevmCode(Session session, AccountId origin, Bytes code) {
        return SessionRun.execute(this, session, run -> {
            try {
                return new Result.Ok<>(run.uploadSidevm(origin, code));
            } catch (DispatchException e) {
                return new Result.Err<>(e.error().in(runtime).debug());
            }
        });
    }

    /// Instantiates code that was uploaded before.
    public Outcome<ContractResult> instantiate(
            Session session, H256 codeHash, Bytes input, Bytes salt, TransactionArguments args) {
        return SessionRun.execute(this, session, run -> run.instantiate(codeHash, input, salt, args));
    }

    /// Calls a contract: `input` is the selector and the encoded arguments.
    public Outcome<ContractResult> call(Session session, AccountId contract, Bytes input, TransactionArguments args) {
        return SessionRun.execute(this, session, run -> run.call(contract, input, args));
    }

    /// Work left for idle time: frees the storage of terminated contracts. Runtimes before 1.2 have no such session.
    public Outcome<Bytes> onIdle(Session session) {
        if (!runtime.hasIdleTime()) {
            return new Outcome<>(() -> this, Bytes.EMPTY, SideEffects.NONE, Optional.empty());
        }
        return SessionRun.execute(this, session, run -> {
            run.contracts().onIdle();
            return Bytes.EMPTY;
        });
    }

    /// Records the pallets' storage versions.
    public Outcome<Bytes> onGenesis(Session session) {
        return SessionRun.execute(this, session, run -> {
            run.genesis();
            return Bytes.EMPTY;
        });
    }

    /// Work of the runtime's first session after an upgrade. 1.2 lays out contracts in other ways than before.
    /// It migrates them in the next idle time ([#onIdle]), and refuses to call them until then.
    /// 1.1 migrates nothing.
    public Outcome<Bytes> onRuntimeUpgrade(Session session) {
        return SessionRun.execute(this, session, run -> {
            if (runtime.atLeast(PinkRuntime.V1_2)) {
                run.contracts().onRuntimeUpgrade();
            }
            return Bytes.EMPTY;
        });
    }

    /// Goes over to a newer release; an equal or older one changes nothing. A cluster made by 1.0, which did not do so
    /// itself, records the pallets' storage versions first.
    ///
    /// Follows phala-blockchain crates/phactory/src/contracts/pink.rs, upgrade_runtime.
    public Outcome<Bytes> upgrade(Session session, PinkRuntime wanted) {
        if (runtime.atLeast(wanted)) {
            return new Outcome<>(() -> this, Bytes.EMPTY, SideEffects.NONE, Optional.empty());
        }
        Cluster ready = runtime == PinkRuntime.V1_0 ? onGenesis(session).cluster() : this;
        return new Cluster(ready.state, wanted).onRuntimeUpgrade(session);
    }
}
