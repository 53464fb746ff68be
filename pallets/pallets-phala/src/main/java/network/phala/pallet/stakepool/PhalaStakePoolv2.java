package network.phala.pallet.stakepool;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import network.phala.frame.Pallet;
import network.phala.frame.Permill;
import network.phala.frame.dispatch.DispatchError.ArithmeticError;
import network.phala.frame.dispatch.DispatchException;
import network.phala.frame.dispatch.DispatchInfo;
import network.phala.frame.dispatch.Origin;
import network.phala.frame.dispatch.PostDispatchInfo;
import network.phala.frame.dispatch.Weight;
import network.phala.frame.storage.Hasher;
import network.phala.frame.storage.StorageMap;
import network.phala.frame.storage.StorageValue;
import network.phala.pallet.basepool.BasePool;
import network.phala.pallet.basepool.PhalaBasePool;
import network.phala.pallet.basepool.PoolAccounts;
import network.phala.pallet.basepool.StakePool;
import network.phala.pallet.basepool.Vault;
import network.phala.pallet.basepool.WithdrawQueue;
import network.phala.pallet.computation.SessionListener;
import network.phala.pallet.mq.RetryLaterException;
import network.phala.pallet.wrappedbalances.PhalaWrappedBalances;
import network.phala.primitives.AccountId;
import network.phala.primitives.Sr25519Public;
import network.phala.primitives.U128;
import network.phala.scale.Codecs;
import network.phala.scale.Scale;
import network.phala.scale.TupleType;
import network.phala.types.messaging.SettleInfo;

/// Stake pools (pallet 43, `PhalaStakePoolv2`). Follows phala-blockchain
/// pallets/phala/src/compute/stake_pool_v2.rs.
public final class PhalaStakePoolv2 extends Pallet<PhalaStakePoolv2Call, PhalaStakePoolv2Event>
        implements SessionListener {
    public static final int STORAGE_VERSION = 7;

    /// The least contribution to a pool or vault.
    public static final U128 CONTRIBUTION_MIN = U128.of(10_000_000_000L);

    /// Seconds that a request may wait before workers are stopped.
    public static final long GRACE_SECONDS = 7 * 24 * 3600;

    static final int WORKERS_MAX = 200;

    private static final DispatchInfo RESTART_COST = DispatchInfo.normal(Weight.of(195_000_000, 0));
    private static final DispatchInfo NO_COST = DispatchInfo.normal(Weight.ZERO);

    private final StorageMap<Claim, U128> legacyRewards =
            map("LegacyRewards", Hasher.TWOX_64_CONCAT, Scale.of(Claim.class), Codecs.U_128);
    final StorageMap<Sr25519Public, Long> workerAssignments =
            map("WorkerAssignments", Hasher.TWOX_64_CONCAT, Codecs.SR25519_PUBLIC, Codecs.U64);
    final StorageMap<AccountId, Long> subAccountAssignments =
            map("SubAccountAssignments", Hasher.TWOX_64_CONCAT, Codecs.ACCOUNT_ID, Codecs.U64);
    final StorageMap<AccountId, Preimage> subAccountPreimages =
            map("SubAccountPreimages", Hasher.TWOX_64_CONCAT, Codecs.ACCOUNT_ID, Scale.of(Preimage.class));
    final StorageValue<Optional<Long>> stakepoolIterateStartPos =
            value("StakepoolIterateStartPos", Codecs.option(Codecs.U64), Optional.empty());

    final PhalaStakePoolv2Config config;
    private final PoolWorkers workers = new PoolWorkers(this);
    private final Rewards rewards = new Rewards(this);

    @TupleType
    record Claim(AccountId account, long pid) {}

    @TupleType
    record Preimage(long pid, Sr25519Public worker) {}

    public PhalaStakePoolv2(PhalaStakePoolv2Config config) {
        super("PhalaStakePoolv2", PhalaStakePoolv2Call.class, PhalaStakePoolv2Event.class, PhalaStakePoolv2Error.class);
        this.config = config;
        constant("MinContribution", Codecs.U_128, CONTRIBUTION_MIN);
        constant("GracePeriod", Codecs.U64, GRACE_SECONDS);
        constant("MaxPoolWorkers", Codecs.U32, WORKERS_MAX);
    }

    @Override
    public DispatchInfo dispatchInfo(PhalaStakePoolv2Call call) {
        return call instanceof PhalaStakePoolv2Call.RestartComputing ? RESTART_COST : NO_COST;
    }

    @Override
    public PostDispatchInfo dispatch(Origin origin, PhalaStakePoolv2Call call) throws DispatchException {
        AccountId who = origin.signed();
        try {
            dispatch(who, call);
        } catch (ArithmeticException e) {
            throw DispatchException.arithmetic(ArithmeticError.OVERFLOW);
        }
        return PostDispatchInfo.DECLARED;
    }

    private void dispatch(AccountId who, PhalaStakePoolv2Call call) throws DispatchException {
        switch (call) {
            case PhalaStakePoolv2Call.Create _ -> create(who);
            case PhalaStakePoolv2Call.AddWorker(long pid, Sr25519Public worker) -> workers.add(who, pid, worker);
            case PhalaStakePoolv2Call.RemoveWorker(long pid, Sr25519Public worker) -> workers.remove(who, pid, worker);
            case PhalaStakePoolv2Call.SetCap(long pid, U128 cap) -> setCap(who, pid, cap);
            case PhalaStakePoolv2Call.SetPayoutPref(long pid, Optional<Permill> commission) ->
                setCommission(who, pid, commission);
            case PhalaStakePoolv2Call.ClaimLegacyRewards(long pid, AccountId target) ->
                claimLegacyRewards(who, pid, target);
            case PhalaStakePoolv2Call.ClaimOwnerRewards(long pid, AccountId target) ->
                claimOwnerRewards(who, pid, target);
            case PhalaStakePoolv2Call.CheckAndMaybeForceWithdraw(long pid) -> checkAndMaybeForceWithdraw(pid);
            case PhalaStakePoolv2Call.Contribute(long pid, U128 amount, Optional<Long> vault) ->
                contribute(who, pid, amount, vault);
            case PhalaStakePoolv2Call.Withdraw(long pid, U128 shares, Optional<Long> vault) ->
                withdraw(who, pid, shares, vault);
            case PhalaStakePoolv2Call.StartComputing(long pid, Sr25519Public worker, U128 stake) ->
                workers.start(who, pid, worker, stake);
            case PhalaStakePoolv2Call.StopComputing(long pid, Sr25519Public worker) -> workers.stop(who, pid, worker);
            case PhalaStakePoolv2Call.ReclaimPoolWorker(long pid, Sr25519Public worker) -> {
                pools().stakePool(pid);
                workers.reclaim(pid, worker, true);
            }
            case PhalaStakePoolv2Call.RestartComputing(long pid, Sr25519Public worker, U128 stake) ->
                workers.restart(who, pid, worker, stake);
        }
    }

    PhalaBasePool pools() {
        return config.pools();
    }

    private void create(AccountId owner) throws DispatchException {
        BasePool pool = pools().open(owner, "STAKEPOOL-");
        pools().put(new StakePool(
                pool,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                PoolAccounts.lock(pool.pid(), owner),
                PoolAccounts.ownerReward(pool.pid(), owner)));
        deposit(new PhalaStakePoolv2Event.PoolCreated(owner, pool.pid(), pool.cid(), pool.poolAccountId()));
    }

    /// The pool, if it is this account's.
    StakePool owned(AccountId who, long pid) throws DispatchException {
        StakePool pool = pools().stakePool(pid);
        ensure(pool.basePool().owner().equals(who), PhalaStakePoolv2Error.UNAUTHORIZED_POOL_OWNER);
        return pool;
    }

    private void setCap(AccountId who, long pid, U128 cap) throws DispatchException {
        StakePool pool = owned(who, pid);
        ensure(pool.basePool().totalValue().compareTo(cap) <= 0, PhalaStakePoolv2Error.INADEQUATE_CAPACITY);
        pools().put(pool.withCap(cap));
        deposit(new PhalaStakePoolv2Event.PoolCapacitySet(pid, cap));
    }

    private void setCommission(AccountId who, long pid, Optional<Permill> commission) throws DispatchException {
        pools().put(owned(who, pid).withCommission(commission));
        int parts = commission.map(Permill::parts).orElse(0);
        deposit(new PhalaStakePoolv2Event.PoolCommissionSet(pid, parts));
    }

    private void claimLegacyRewards(AccountId who, long pid, AccountId target) throws DispatchException {
        U128 amount = require(legacyRewards.take(new Claim(who, pid)), PhalaStakePoolv2Error.NO_LEGACY_REWARD_TO_CLAIM);
        try {
            config.computation().withdrawSubsidy(target, amount);
        } catch (DispatchException e) {
            throw error(PhalaStakePoolv2Error.INTERNAL_SUBSIDY_POOL_CANNOT_WITHDRAW);
        }
    }

    private void claimOwnerRewards(AccountId who, long pid, AccountId target) throws DispatchException {
        StakePool pool = owned(who, pid);
        U128 amount = config.assets().balance(PhalaWrappedBalances.ASSET, pool.ownerRewardAccount());
        ensure(!amount.isZero(), PhalaStakePoolv2Error.NO_REWARD_TO_CLAIM);
        config.assets().transfer(PhalaWrappedBalances.ASSET, pool.ownerRewardAccount(), target, amount);
        deposit(new PhalaStakePoolv2Event.OwnerRewardsWithdrawn(pid, who, amount));
    }

    private void checkAndMaybeForceWithdraw(long pid) throws DispatchException {
        StakePool before = pools().stakePool(pid);
        StakePool pool = before.with(pools().queue().process(before.basePool()));
        U128 releasing = U128.ZERO;
        for (Sr25519Public worker : pool.cdWorkers()) {
            AccountId session = PoolAccounts.session(pid, worker);
            releasing =
                    releasing.add(config.computation().sessions().stake(session).orElse(U128.ZERO));
        }
        pools().put(pool);
        if (pools().queue().hasExpired(pool.basePool(), GRACE_SECONDS, OptionalLong.empty(), releasing)) {
            workers.stopAll(pool);
        }
    }

    /// Who contributes or withdraws: the signer, or a vault of the signer's.
    private AccountId investor(AccountId who, Optional<Long> vault) throws DispatchException {
        if (vault.isEmpty()) {
            return who;
        }
        Vault info = pools().vault(vault.get());
        ensure(!config.vaultLocked().test(vault.get()), PhalaStakePoolv2Error.VAULT_IS_LOCKED);
        ensure(info.basePool().owner().equals(who), PhalaStakePoolv2Error.UNAUTHORIZED_POOL_OWNER);
        return info.basePool().poolAccountId();
    }

    private void contribute(AccountId signer, long pid, U128 amount, Optional<Long> vault) throws DispatchException {
        AccountId who = investor(signer, vault);
        StakePool pool = pools().stakePool(pid);
        ensure(amount.compareTo(CONTRIBUTION_MIN) >= 0, PhalaStakePoolv2Error.INSUFFICIENT_CONTRIBUTION);
        U128 free = config.assets().balance(PhalaWrappedBalances.ASSET, who);
        ensure(free.compareTo(amount) >= 0, PhalaStakePoolv2Error.INSUFFICIENT_BALANCE);
        PhalaBasePool.Contribution made = pools().contribute(pool.basePool(), who, amount);
        BasePool next = made.pool();
        if (vault.isPresent()) {
            pools().put(pools().vault(vault.get()).investingIn(pid));
            next = next.subscribedBy(vault.get());
        }
        next = pools().queue().process(next);
        boolean fits =
                pool.cap().isEmpty() || next.totalValue().compareTo(pool.cap().get()) <= 0;
        ensure(fits, PhalaStakePoolv2Error.STAKE_EXCEEDS_CAPACITY);
        pools().put(pool.with(next));
        pools().shares().merge(next.cid(), who, pid);
        if (vault.isEmpty()) {
            config.wrapped().subscribe(who, pid, next.cid());
        }
        deposit(new PhalaStakePoolv2Event.Contribution(pid, who, amount, made.shares(), vault));
    }

    /// Queues shares to be paid out; a vault's forced withdrawal comes here too.
    public void withdraw(AccountId signer, long pid, U128 wanted, Optional<Long> vault) throws DispatchException {
        AccountId who = investor(signer, vault);
        StakePool pool = pools().stakePool(pid);
        BasePool base = pool.basePool();
        int nft = require(pools().shares().merge(base.cid(), who, pid), PhalaStakePoolv2Error.NO_NFT_TO_WITHDRAW);
        U128 all = pools().shares().in(base.cid(), nft).add(pools().queue().queuedBy(base, who));
        boolean valid = !BasePool.isDust(wanted) && wanted.compareTo(all) <= 0;
        ensure(valid, PhalaStakePoolv2Error.INVALID_WITHDRAWAL_AMOUNT);
        WithdrawQueue.Withdrawn done = pools().queue().withdraw(base, who, wanted, nft, vault);
        pools().shares().set(base.cid(), nft, done.left());
        pools().shares().merge(base.cid(), who, pid);
        pools().put(pool.with(done.pool()));
    }

    @Override
    public void onReward(List<SettleInfo> settled) throws RetryLaterException {
        rewards.onReward(settled);
    }

    @Override
    public void onUnbound(Sr25519Public worker, boolean force) throws DispatchException {
        workers.forget(worker);
    }

    @Override
    public void onStopped(Sr25519Public worker, U128 stake, U128 slashed) {}

    void emit(PhalaStakePoolv2Event event) {
        deposit(event);
    }

    @Override
    public int storageVersion() {
        return STORAGE_VERSION;
    }

    @Override
    public String rustModule() {
        return "pallet_stake_pool_v2";
    }
}
