package network.phala.pallet.basepool;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import network.phala.frame.dispatch.DispatchException;
import network.phala.primitives.AccountId;
import network.phala.primitives.U128;
import network.phala.types.economics.Balances;
import network.phala.types.economics.U64F64;

/// Requests to be paid out, first come first served.
public final class WithdrawQueue {
    private final PhalaBasePool pallet;
    private final Shares shares;

    WithdrawQueue(PhalaBasePool pallet, Shares shares) {
        this.pallet = pallet;
        this.shares = shares;
    }

    /// A pool and what remains in the NFT from which shares were withdrawn.
    public record Withdrawn(BasePool pool, U128 left) {}

    /// Queues shares of an NFT and pays out what can be. An earlier request of the same account is taken back
    /// first.
    public Withdrawn withdraw(BasePool pool, AccountId who, U128 wanted, int nft, Optional<Long> asVault)
            throws DispatchException {
        U128 inNft = shares.in(pool.cid(), nft);
        if (pool.sharePrice().isEmpty()) {
            return new Withdrawn(pool, subtract(inNft, wanted));
        }
        List<WithdrawInfo> queue = new ArrayList<>(pool.withdrawQueue());
        for (WithdrawInfo earlier : pool.requestsOf(who)) {
            queue.remove(earlier);
            inNft = inNft.wrappingAdd(shares.in(pool.cid(), earlier.nftId()));
            shares.burn(PoolAccounts.BASE_POOL, pool.cid(), earlier.nftId());
        }
        int queued = shares.mint(pool.cid(), PoolAccounts.BASE_POOL, wanted, pool.pid());
        U128 left = subtract(inNft, wanted);
        queue.add(new WithdrawInfo(who, pallet.config.time().nowSeconds(), queued));
        pallet.emit(new PhalaBasePoolEvent.WithdrawalQueued(pool.pid(), who, wanted, nft, asVault, queued));
        return new Withdrawn(process(pool.withQueue(queue)), left);
    }

    private U128 subtract(U128 from, U128 amount) throws DispatchException {
        if (from.compareTo(amount) < 0) {
            throw pallet.error(PhalaBasePoolError.INVALID_SHARE_TO_WITHDRAW);
        }
        return from.subtract(amount);
    }

    /// What one account got out of one run of the queue.
    private record Stats(U128 amount, U128 shares, U128 burntShares) {
        static final Stats NONE = new Stats(U128.ZERO, U128.ZERO, U128.ZERO);

        Stats paid(U128 more, U128 moreShares) {
            return new Stats(amount.add(more), shares.add(moreShares), burntShares);
        }

        Stats burnt(U128 more) {
            return new Stats(amount, shares, burntShares.add(more));
        }
    }

    /// Pays out requests while there is free money above the asset's minimum. Requests worth no more than
    /// that minimum are burnt.
    public BasePool process(BasePool start) throws DispatchException {
        Optional<U64F64> price = start.sharePrice();
        if (price.isEmpty()) {
            return start;
        }
        U128 minimum = pallet.config.assets().minimumBalance(pallet.config.wPhaAsset());
        Map<AccountId, Stats> stats = new TreeMap<>();
        BasePool pool = start;
        while (pallet.freeStake(pool).compareTo(minimum) > 0
                && !pool.withdrawQueue().isEmpty()) {
            pool = processFirst(pool, price.get(), minimum, stats);
        }
        for (Map.Entry<AccountId, Stats> each : stats.entrySet()) {
            Stats sum = each.getValue();
            pallet.emit(new PhalaBasePoolEvent.Withdrawal(
                    pool.pid(), each.getKey(), sum.amount(), sum.shares(), sum.burntShares()));
        }
        return pool;
    }

    private BasePool processFirst(BasePool pool, U64F64 price, U128 minimum, Map<AccountId, Stats> stats)
            throws DispatchException {
        WithdrawInfo first = pool.withdrawQueue().getFirst();
        U128 inNft = shares.in(pool.cid(), first.nftId());
        if (isDust(pool, inNft, minimum)) {
            stats.merge(first.user(), Stats.NONE.burnt(inNft), (old, _) -> old.burnt(inNft));
            BasePool less = pool.with(pool.totalShares().subtract(inNft), pool.totalValue());
            return pop(less, first);
        }
        U128 free = price.isZero() ? inNft : Balances.divide(pallet.freeStake(pool), price);
        Shares.Payout payout = shares.removeStake(pool, free.min(inNft), inNft, first.user());
        stats.merge(
                first.user(),
                Stats.NONE.paid(payout.amount(), payout.removed()),
                (old, _) -> old.paid(payout.amount(), payout.removed()));
        shares.set(pool.cid(), first.nftId(), payout.left());
        BasePool next = payout.pool();
        if (payout.left().isZero()) {
            return pop(next, first);
        }
        if (isDust(next, payout.left(), minimum)) {
            stats.computeIfPresent(first.user(), (_, old) -> old.burnt(payout.left()));
            return pop(next.with(next.totalShares().subtract(payout.left()), next.totalValue()), first);
        }
        return next;
    }

    /// Whether shares are worth no more than the asset's minimum. Without a price nothing is dust.
    private static boolean isDust(BasePool pool, U128 amount, U128 minimum) {
        Optional<U64F64> price = pool.sharePrice();
        return price.isPresent() && Shares.value(amount, price.get()).compareTo(minimum) <= 0;
    }

    private BasePool pop(BasePool pool, WithdrawInfo first) throws DispatchException {
        shares.burn(PoolAccounts.BASE_POOL, pool.cid(), first.nftId());
        List<WithdrawInfo> queue = pool.withdrawQueue();
        return pool.withQueue(queue.subList(1, queue.size()));
    }

    /// Whether a request waited too long and cannot be paid out of what is free or about to be.
    ///
    /// @param vaultPeriod seconds after which a request of a vault is too old in any case
    public boolean hasExpired(BasePool pool, long graceSeconds, OptionalLong vaultPeriod, U128 releasing)
            throws DispatchException {
        Optional<U64F64> price = pool.sharePrice().filter(each -> !each.isZero());
        if (price.isEmpty()) {
            return false;
        }
        long now = pallet.config.time().nowSeconds();
        U128 budget = pallet.freeStake(pool).add(releasing);
        for (WithdrawInfo request : pool.withdrawQueue()) {
            long age = now - request.startTime();
            if (vaultPeriod.isPresent() && Long.compareUnsigned(age, vaultPeriod.getAsLong()) > 0) {
                return true;
            }
            U128 amount = Shares.value(shares.in(pool.cid(), request.nftId()), price.get());
            if (amount.compareTo(budget) > 0) {
                return Long.compareUnsigned(age, graceSeconds) > 0;
            }
            budget = budget.subtract(amount);
        }
        return false;
    }

    /// Shares that an account has in the queue.
    public U128 queuedBy(BasePool pool, AccountId who) throws DispatchException {
        List<WithdrawInfo> requests = pool.requestsOf(who);
        return requests.isEmpty()
                ? U128.ZERO
                : shares.in(pool.cid(), requests.getFirst().nftId());
    }
}
