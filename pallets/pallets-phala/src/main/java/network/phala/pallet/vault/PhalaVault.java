package network.phala.pallet.vault;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import network.phala.frame.Pallet;
import network.phala.frame.Permill;
import network.phala.frame.dispatch.DispatchError.ArithmeticError;
import network.phala.frame.dispatch.DispatchException;
import network.phala.frame.dispatch.Origin;
import network.phala.frame.dispatch.PostDispatchInfo;
import network.phala.frame.storage.Hasher;
import network.phala.frame.storage.StorageMap;
import network.phala.pallet.basepool.BasePool;
import network.phala.pallet.basepool.PhalaBasePool;
import network.phala.pallet.basepool.PoolAccounts;
import network.phala.pallet.basepool.Shares;
import network.phala.pallet.basepool.Vault;
import network.phala.pallet.basepool.WithdrawInfo;
import network.phala.pallet.basepool.WithdrawQueue;
import network.phala.pallet.stakepool.PhalaStakePoolv2;
import network.phala.pallet.wrappedbalances.PhalaWrappedBalances;
import network.phala.primitives.AccountId;
import network.phala.primitives.U128;
import network.phala.scale.Codecs;
import network.phala.scale.Scale;
import network.phala.scale.Unit;
import network.phala.types.economics.Balances;
import network.phala.types.economics.U64F64;

/// Vaults (pallet 45). Follows phala-blockchain pallets/phala/src/compute/vault.rs.
public final class PhalaVault extends Pallet<PhalaVaultCall, PhalaVaultEvent> {
    public static final int STORAGE_VERSION = 7;

    private static final U128 FIRST_CHECKPOINT = U128.of(1_000_000_000_000L);
    private static final long QUEUE_SECONDS = 21 * 24 * 3600;

    private final StorageMap<Long, Unit> vaultLocks =
            map("VaultLocks", Hasher.TWOX_64_CONCAT, Codecs.U64, Scale.of(Unit.class));

    private final PhalaVaultConfig config;

    public PhalaVault(PhalaVaultConfig config) {
        super("PhalaVault", PhalaVaultCall.class, PhalaVaultEvent.class, PhalaVaultError.class);
        this.config = config;
        constant("InitialPriceCheckPoint", Codecs.U_128, FIRST_CHECKPOINT);
        constant("VaultQueuePeriod", Codecs.U64, QUEUE_SECONDS);
    }

    @Override
    public PostDispatchInfo dispatch(Origin origin, PhalaVaultCall call) throws DispatchException {
        AccountId who = origin.signed();
        try {
            switch (call) {
                case PhalaVaultCall.Create _ -> create(who);
                case PhalaVaultCall.SetPayoutPref(long pid, Optional<Permill> commission) ->
                    setCommission(who, pid, commission);
                case PhalaVaultCall.ClaimOwnerShares(long pid, AccountId target, U128 shares) ->
                    claimOwnerShares(who, pid, target, shares);
                case PhalaVaultCall.MaybeGainOwnerShares(long pid) -> {
                    owned(who, pid);
                    gainOwnerShares(pid);
                }
                case PhalaVaultCall.CheckAndMaybeForceWithdraw(long pid) -> checkAndMaybeForceWithdraw(pid);
                case PhalaVaultCall.Contribute(long pid, U128 amount) -> contribute(who, pid, amount);
                case PhalaVaultCall.Withdraw(long pid, U128 shares) -> withdraw(who, pid, shares);
            }
        } catch (ArithmeticException e) {
            throw DispatchException.arithmetic(ArithmeticError.OVERFLOW);
        }
        return PostDispatchInfo.DECLARED;
    }

    /// Whether a vault is withdrawing from all pools and may not invest.
    public boolean isLocked(long pid) {
        return vaultLocks.contains(pid);
    }

    private PhalaBasePool pools() {
        return config.pools();
    }

    private Vault owned(AccountId who, long pid) throws DispatchException {
        Vault vault = pools().vault(pid);
        ensure(vault.basePool().owner().equals(who), PhalaVaultError.UNAUTHORIZED_POOL_OWNER);
        return vault;
    }

    private void create(AccountId owner) throws DispatchException {
        BasePool pool = pools().open(owner, "VAULT-");
        pools().put(new Vault(pool, FIRST_CHECKPOINT, Optional.empty(), U128.ZERO, List.of()));
        deposit(new PhalaVaultEvent.PoolCreated(owner, pool.pid(), pool.cid(), pool.poolAccountId()));
    }

    private void setCommission(AccountId who, long pid, Optional<Permill> commission) throws DispatchException {
        ensure(!owned(who, pid).commission().equals(commission), PhalaVaultError.COMMISSION_NOT_CHANGED);
        gainOwnerShares(pid);
        pools().put(pools().vault(pid).withCommission(commission));
        int parts = commission.map(Permill::parts).orElse(0);
        deposit(new PhalaVaultEvent.VaultCommissionSet(pid, parts));
    }

    private void claimOwnerShares(AccountId who, long pid, AccountId target, U128 shares) throws DispatchException {
        Vault vault = owned(who, pid);
        ensure(vault.ownerShares().compareTo(shares) >= 0, PhalaVaultError.NO_ENOUGH_SHARE_TO_CLAIM);
        ensure(!shares.isZero(), PhalaVaultError.NO_REWARD_TO_CLAIM);
        int cid = vault.basePool().cid();
        pools().shares().mint(cid, target, shares, pid);
        pools().shares().merge(cid, target, pid);
        config.wrapped().subscribe(who, pid, cid);
        pools().put(vault.withOwnerShares(vault.ownerShares().subtract(shares)));
        deposit(new PhalaVaultEvent.OwnerSharesClaimed(pid, who, shares));
    }

    /// Settles the owner's part: as many new shares as leave the others the price without that part.
    private void gainOwnerShares(long pid) throws DispatchException {
        Vault vault = pools().vault(pid);
        BasePool pool = vault.basePool();
        Optional<U64F64> exact = pool.sharePrice();
        if (exact.isEmpty()) {
            return;
        }
        U128 price = Balances.fromFixed(exact.get());
        U128 checkpoint = vault.lastSharePriceCheckpoint();
        if (checkpoint.isZero()) {
            pools().put(vault.withCheckpoint(price));
            return;
        }
        if (price.compareTo(checkpoint) <= 0) {
            return;
        }
        U128 gain = price.subtract(checkpoint);
        U128 ownerPart = vault.commission().map(part -> part.of(gain)).orElse(U128.ZERO);
        U128 next = price.subtract(ownerPart);
        U128 shares = Balances.divide(pool.totalValue(), Balances.toFixed(next)).saturatingSubtract(pool.totalShares());
        pools().put(vault.with(pool.with(pool.totalShares().add(shares), pool.totalValue()))
                .withOwnerShares(vault.ownerShares().add(shares))
                .withCheckpoint(next));
        deposit(new PhalaVaultEvent.OwnerSharesGained(pid, shares, next));
    }

    private void contribute(AccountId who, long pid, U128 amount) throws DispatchException {
        ensure(amount.compareTo(PhalaStakePoolv2.CONTRIBUTION_MIN) >= 0, PhalaVaultError.INSUFFICIENT_CONTRIBUTION);
        U128 free = require(
                config.assets().tryBalance(PhalaWrappedBalances.ASSET, who), PhalaVaultError.ASSET_ACCOUNT_NOT_EXIST);
        ensure(free.compareTo(amount) >= 0, PhalaVaultError.INSUFFICIENT_BALANCE);
        gainOwnerShares(pid);
        Vault vault = pools().vault(pid);
        PhalaBasePool.Contribution made = pools().contribute(vault.basePool(), who, amount);
        BasePool pool = pools().queue().process(made.pool());
        pools().put(vault.with(pool));
        pools().shares().merge(pool.cid(), who, pid);
        config.wrapped().subscribe(who, pid, pool.cid());
        deposit(new PhalaVaultEvent.Contribution(pid, who, amount, made.shares()));
    }

    private void withdraw(AccountId who, long pid, U128 wanted) throws DispatchException {
        gainOwnerShares(pid);
        Vault vault = pools().vault(pid);
        BasePool pool = vault.basePool();
        int nft = require(pools().shares().merge(pool.cid(), who, pid), PhalaVaultError.NO_NFT_TO_WITHDRAW);
        U128 all = pools().shares().in(pool.cid(), nft).add(pools().queue().queuedBy(pool, who));
        boolean valid = !BasePool.isDust(wanted) && wanted.compareTo(all) <= 0;
        ensure(valid, PhalaVaultError.NO_ENOUGH_SHARE_TO_CLAIM);
        WithdrawQueue.Withdrawn done = pools().queue().withdraw(pool, who, wanted, nft, Optional.empty());
        pools().shares().set(pool.cid(), nft, done.left());
        pools().shares().merge(pool.cid(), who, pid);
        pools().put(vault.with(done.pool()));
    }

    private void checkAndMaybeForceWithdraw(long pid) throws DispatchException {
        Vault before = pools().vault(pid);
        Vault vault = before.with(pools().queue().process(before.basePool()));
        if (vault.basePool().withdrawQueue().isEmpty()) {
            vaultLocks.remove(pid);
        }
        pools().put(vault);
        if (isLocked(pid)) {
            return;
        }
        Optional<ForceShutdownReason> reason = shutdownReason(vault);
        if (reason.isPresent()) {
            withdrawFromAll(vault);
            vaultLocks.put(pid, Unit.UNIT);
            deposit(new PhalaVaultEvent.ForceShutdown(pid, reason.get()));
        }
    }

    private Optional<ForceShutdownReason> shutdownReason(Vault vault) throws DispatchException {
        BasePool pool = vault.basePool();
        if (!pool.withdrawQueue().isEmpty()) {
            long tooOld = pool.withdrawQueue().getFirst().startTime() + 3 * PhalaStakePoolv2.GRACE_SECONDS;
            if (Long.compareUnsigned(tooOld, config.time().nowSeconds()) < 0) {
                return Optional.of(ForceShutdownReason.WAITING_3X_GRACE_PERIOD);
            }
        }
        U128 releasing = U128.ZERO;
        for (long upstream : vault.investPools()) {
            releasing = releasing.add(releasingFrom(upstream, pool.poolAccountId()));
        }
        boolean expired = pools().queue()
                .hasExpired(pool, PhalaStakePoolv2.GRACE_SECONDS, OptionalLong.of(QUEUE_SECONDS), releasing);
        return expired ? Optional.of(ForceShutdownReason.NO_ENOUGH_RELEASING_STAKE) : Optional.empty();
    }

    /// What a vault's request in a stake pool is worth.
    private U128 releasingFrom(long upstream, AccountId account) throws DispatchException {
        BasePool pool = pools().stakePool(upstream).basePool();
        U128 releasing = U128.ZERO;
        for (WithdrawInfo request : pool.requestsOf(account)) {
            U64F64 price = require(pool.sharePrice(), PhalaVaultError.VAULT_BANKRUPT);
            releasing = releasing.add(Shares.value(pools().shares().in(pool.cid(), request.nftId()), price));
        }
        return releasing;
    }

    /// Queues all a vault has in stake pools; pools in which it has nothing worth it are forgotten.
    ///
    /// The list is written back as it was before the withdrawals, as in the original.
    private void withdrawFromAll(Vault vault) throws DispatchException {
        List<Long> left = new ArrayList<>();
        AccountId account = vault.basePool().poolAccountId();
        for (long upstream : vault.investPools()) {
            BasePool pool = pools().stakePool(upstream).basePool();
            U128 total = U128.ZERO;
            for (WithdrawInfo request : pool.requestsOf(account)) {
                total = total.add(pools().shares().in(pool.cid(), request.nftId()));
            }
            Optional<Integer> nft = pools().shares().merge(pool.cid(), account, upstream);
            U128 held = nft.isPresent() ? pools().shares().in(pool.cid(), nft.get()) : U128.ZERO;
            if (nft.isPresent() && BasePool.isDust(held)) {
                burnDust(pool.cid(), nft.get());
            }
            if (nft.isEmpty() || BasePool.isDust(held)) {
                continue;
            }
            left.add(upstream);
            config.stakePools()
                    .withdraw(
                            vault.basePool().owner(),
                            upstream,
                            total.add(held),
                            Optional.of(vault.basePool().pid()));
        }
        if (left.size() < vault.investPools().size()) {
            pools().put(vault.withInvestPools(left));
        }
    }

    private void burnDust(int cid, int nft) throws DispatchException {
        pools().shares().burn(PoolAccounts.BASE_POOL, cid, nft);
    }

    @Override
    public int storageVersion() {
        return STORAGE_VERSION;
    }

    @Override
    public String rustModule() {
        return "pallet_vault";
    }
}
