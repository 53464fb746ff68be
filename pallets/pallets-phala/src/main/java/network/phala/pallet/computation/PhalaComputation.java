package network.phala.pallet.computation;

import java.util.Optional;
import network.phala.frame.Pallet;
import network.phala.frame.dispatch.DispatchError;
import network.phala.frame.dispatch.DispatchException;
import network.phala.frame.dispatch.DispatchInfo;
import network.phala.frame.dispatch.Origin;
import network.phala.frame.dispatch.PostDispatchInfo;
import network.phala.frame.dispatch.Weight;
import network.phala.frame.storage.Hasher;
import network.phala.frame.storage.StorageMap;
import network.phala.frame.storage.StorageValue;
import network.phala.pallet.environment.Governance;
import network.phala.pallet.environment.PalletAccounts;
import network.phala.pallet.mq.RetryLaterException;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Sr25519Public;
import network.phala.primitives.U128;
import network.phala.primitives.U256;
import network.phala.scale.Codecs;
import network.phala.scale.Scale;
import network.phala.types.messaging.GatekeeperEvent;
import network.phala.types.messaging.SystemEvent;
import network.phala.types.messaging.TokenomicParameters;
import network.phala.types.messaging.WorkerEvent;
import network.phala.types.mq.Message;

/// Computing sessions (pallet 42). Follows phala-blockchain pallets/phala/src/compute/computation.rs.
public final class PhalaComputation extends Pallet<PhalaComputationCall, PhalaComputationEvent> {
    public static final int STORAGE_VERSION = 7;

    /// Holds what is paid out as rewards.
    public static final AccountId SUBSIDY_ACCOUNT = PalletAccounts.of("phala/pp");

    private static final Bytes RANDOMNESS_SUBJECT = Bytes.ofUtf8("PhalaPoW");
    private static final int EXPECTED_HEARTBEATS = 20;
    private static final U128 BUDGET_MARGIN = U128.of(2);
    private static final DispatchInfo NO_COST = DispatchInfo.normal(Weight.ZERO);
    private static final DispatchInfo ONE = DispatchInfo.normal(Weight.of(1, 0));

    private final StorageValue<TokenomicParameters> tokenomicParameters =
            value("TokenomicParameters", Scale.of(TokenomicParameters.class));
    private final StorageValue<TokenomicParameters> scheduledTokenomicUpdate =
            value("ScheduledTokenomicUpdate", Scale.of(TokenomicParameters.class));
    final StorageValue<Integer> onlineWorkers = value("OnlineWorkers", Codecs.U32, 0);
    private final StorageValue<Integer> expectedHeartbeatCount = value("ExpectedHeartbeatCount", Codecs.U32);
    private final StorageValue<Boolean> heartbeatPaused = value("HeartbeatPaused", Codecs.BOOL, true);
    private final StorageValue<U128> maxBudgetLimit =
            value("MaxBudgetLimit", Codecs.U_128, U128.parse("1729382256910270464000"));
    private final StorageValue<Long> budgetUpdateNonce = value("BudgetUpdateNonce", Codecs.U64, 0L);
    private final StorageValue<Integer> lastBudgetUpdateBlock = value("LastBudgetUpdateBlock", Codecs.U32, 0);
    private final StorageValue<AccountId> contractAccount = value(
            "ContractAccount",
            Codecs.ACCOUNT_ID,
            AccountId.fromHex("0x9e6399cd577e8ac536bdc017675f747b2d1893ad9cc8c69fd17eef73d4e6e51e"));
    final StorageMap<AccountId, SessionInfo> sessions =
            map("Sessions", Hasher.TWOX_64_CONCAT, Codecs.ACCOUNT_ID, Scale.of(SessionInfo.class));
    final StorageMap<AccountId, Sr25519Public> sessionBindings =
            map("SessionBindings", Hasher.TWOX_64_CONCAT, Codecs.ACCOUNT_ID, Codecs.SR25519_PUBLIC);
    final StorageMap<Sr25519Public, AccountId> workerBindings =
            map("WorkerBindings", Hasher.TWOX_64_CONCAT, Codecs.SR25519_PUBLIC, Codecs.ACCOUNT_ID);
    final StorageValue<Long> coolDownPeriod = value("CoolDownPeriod", Codecs.U64, 0L);
    final StorageValue<Integer> nextSessionId = value("NextSessionId", Codecs.U32, 0);
    final StorageValue<Integer> computingStartBlock = value("ComputingStartBlock", Codecs.U32);
    final StorageValue<Integer> computingHalvingInterval = value("ComputingHalvingInterval", Codecs.U32);
    final StorageMap<AccountId, U128> stakes = map("Stakes", Hasher.TWOX_64_CONCAT, Codecs.ACCOUNT_ID, Codecs.U_128);

    final PhalaComputationConfig config;
    private final Sessions life = new Sessions(this);
    private final Settlement settlement = new Settlement(this);

    public PhalaComputation(PhalaComputationConfig config) {
        super("PhalaComputation", PhalaComputationCall.class, PhalaComputationEvent.class, PhalaComputationError.class);
        this.config = config;
    }

    @Override
    public DispatchInfo dispatchInfo(PhalaComputationCall call) {
        return switch (call) {
            case PhalaComputationCall.SetCoolDownExpiration _, PhalaComputationCall.Unbind _ -> NO_COST;
            case PhalaComputationCall.ForceHeartbeat _,
                    PhalaComputationCall.ForceStartComputing _,
                    PhalaComputationCall.ForceStopComputing _,
                    PhalaComputationCall.UpdateTokenomic _,
                    PhalaComputationCall.SetHeartbeatPaused _,
                    PhalaComputationCall.SetBudgetPerBlock _,
                    PhalaComputationCall.UpdateContractRoot _ -> ONE;
        };
    }

    @Override
    public PostDispatchInfo dispatch(Origin origin, PhalaComputationCall call) throws DispatchException {
        switch (call) {
            case PhalaComputationCall.SetCoolDownExpiration(long period) -> {
                origin.root();
                coolDownPeriod.put(period);
                deposit(new PhalaComputationEvent.CoolDownExpirationChanged(period));
            }
            case PhalaComputationCall.Unbind(AccountId session) -> life.unbindByOperator(origin.signed(), session);
            case PhalaComputationCall.ForceHeartbeat _ -> {
                origin.root();
                tell(new SystemEvent.HeartbeatChallenge(U256.ZERO, U256.MAX));
            }
            case PhalaComputationCall.ForceStartComputing(AccountId session, U128 stake) -> {
                origin.root();
                life.start(session, stake);
            }
            case PhalaComputationCall.ForceStopComputing(AccountId session) -> {
                origin.root();
                life.stop(session);
            }
            case PhalaComputationCall.UpdateTokenomic(TokenomicParameters parameters) -> {
                Governance.ensure(origin);
                scheduledTokenomicUpdate.put(parameters);
            }
            case PhalaComputationCall.SetHeartbeatPaused(boolean paused) -> {
                Governance.ensure(origin);
                heartbeatPaused.put(paused);
            }
            case PhalaComputationCall.SetBudgetPerBlock budget -> setBudget(origin.signed(), budget);
            case PhalaComputationCall.UpdateContractRoot(AccountId account) -> {
                Governance.ensure(origin);
                contractAccount.put(account);
            }
        }
        return PostDispatchInfo.DECLARED;
    }

    private void setBudget(AccountId who, PhalaComputationCall.SetBudgetPerBlock call) throws DispatchException {
        if (!who.equals(contractAccount.get())) {
            throw new DispatchException(DispatchError.BAD_ORIGIN);
        }
        ensure(
                Long.compareUnsigned(call.nonce(), budgetUpdateNonce.get()) > 0,
                PhalaComputationError.NONCE_INDEX_INVALID);
        ensure(
                Integer.compareUnsigned(call.blockNumber(), lastBudgetUpdateBlock.get()) > 0,
                PhalaComputationError.BUDGET_UPDATE_BLOCK_INVALID);
        ensure(
                call.budget().compareTo(maxBudgetLimit.get().wrappingMultiply(BUDGET_MARGIN)) <= 0,
                PhalaComputationError.BUDGET_EXCEED_MAX_LIMIT);
        TokenomicParameters old = parameters();
        budgetUpdateNonce.put(call.nonce());
        lastBudgetUpdateBlock.put(call.blockNumber());
        updateParameters(old.withBudgetPerBlock(call.budget()));
        deposit(new PhalaComputationEvent.BudgetUpdated(call.nonce(), call.budget()));
    }

    private void updateParameters(TokenomicParameters next) throws DispatchException {
        tokenomicParameters.put(next);
        config.mq()
                .push(
                        this,
                        GatekeeperEvent.TOPIC,
                        GatekeeperEvent.codec(),
                        new GatekeeperEvent.TokenomicParametersChanged(next));
        deposit(new PhalaComputationEvent.TokenomicParametersChanged());
    }

    TokenomicParameters parameters() throws DispatchException {
        return require(tokenomicParameters.tryGet(), PhalaComputationError.INTERNAL_ERROR_BAD_TOKENOMIC_PARAMETERS);
    }

    /// Challenges workers, then lets scheduled parameters take effect.
    @Override
    public void onFinalize(int blockNumber) {
        try {
            if (!heartbeatPaused.get()) {
                challenge();
            }
            var scheduled = scheduledTokenomicUpdate.take();
            if (scheduled.isPresent()) {
                updateParameters(scheduled.get());
            }
        } catch (DispatchException e) {
            throw new IllegalStateException("A message of the end of block " + blockNumber + " was refused", e);
        }
    }

    private void challenge() throws DispatchException {
        U256 seed = U256.fromBigEndian(
                config.randomness().random(RANDOMNESS_SUBJECT).value());
        int heartbeats = expectedHeartbeatCount.tryGet().orElse(EXPECTED_HEARTBEATS);
        U256 target = Tokenomic.powTarget(
                heartbeats, onlineWorkers.get(), config.secondsPerBlock().getAsInt());
        tell(new SystemEvent.HeartbeatChallenge(seed, target));
    }

    /// Handles heartbeats of workers and reports of gatekeepers.
    public void onMessage(Message message) throws DispatchException, RetryLaterException {
        settlement.onMessage(message);
    }

    /// Sessions, for stake pools.
    public Sessions sessions() {
        return life;
    }

    /// Pays a reward out of the subsidy account.
    public void withdrawSubsidy(AccountId to, U128 amount) throws DispatchException {
        config.currency().transfer(SUBSIDY_ACCOUNT, to, amount, true);
    }

    /// Writes the beginning of the chain.
    public void genesis(PhalaComputationGenesis genesis) {
        coolDownPeriod.put(Integer.toUnsignedLong(genesis.coolDownPeriodSeconds()));
        tokenomicParameters.put(genesis.parameters());
        config.mq()
                .queue(
                        this,
                        GatekeeperEvent.TOPIC,
                        GatekeeperEvent.codec(),
                        new GatekeeperEvent.TokenomicParametersChanged(genesis.parameters()));
    }

    void tell(Sr25519Public worker, WorkerEvent event) throws DispatchException {
        tell(new SystemEvent.OfWorker(worker, event));
    }

    private void tell(SystemEvent event) throws DispatchException {
        config.mq().push(this, SystemEvent.TOPIC, SystemEvent.codec(), event);
    }

    void emit(PhalaComputationEvent event) {
        deposit(event);
    }

    @Override
    public void tryState() {
        long computing = sessions.entries().stream()
                .filter(entry -> entry.getValue().state().isComputing())
                .count();
        if (computing != Integer.toUnsignedLong(onlineWorkers.get())) {
            throw new IllegalStateException(computing + " sessions compute; OnlineWorkers says " + onlineWorkers.get());
        }
        for (var entry : sessionBindings.entries()) {
            if (!workerBindings.tryGet(entry.getValue()).equals(Optional.of(entry.getKey()))) {
                throw new IllegalStateException("Session " + entry.getKey() + " and worker " + entry.getValue()
                        + " are not bound to each other");
            }
        }
    }

    @Override
    public String rustModule() {
        return "pallet_computation";
    }

    @Override
    public int storageVersion() {
        return STORAGE_VERSION;
    }
}
