package network.phala.pallet.stakepool;

import java.util.List;
import java.util.Optional;
import network.phala.frame.dispatch.DispatchException;
import network.phala.pallet.basepool.BasePool;
import network.phala.pallet.basepool.StakePool;
import network.phala.pallet.mq.RetryLaterException;
import network.phala.pallet.wrappedbalances.PhalaWrappedBalances;
import network.phala.primitives.U128;
import network.phala.types.economics.Balances;
import network.phala.types.economics.U64F64;
import network.phala.types.messaging.SettleInfo;

/// What workers earn goes to their pools: first the owner's commission, the rest to all shares.
///
/// Where the original panics (no funds, no asset), the settlement is refused as a whole and can come again.
final class Rewards {
    private final PhalaStakePoolv2 pallet;

    Rewards(PhalaStakePoolv2 pallet) {
        this.pallet = pallet;
    }

    void onReward(List<SettleInfo> settled) throws RetryLaterException {
        try {
            for (SettleInfo info : settled) {
                reward(info);
            }
        } catch (ArithmeticException e) {
            throw RetryLaterException.overflow();
        } catch (DispatchException e) {
            throw new RetryLaterException(e);
        }
    }

    private void reward(SettleInfo info) throws DispatchException {
        U128 amount = Balances.fromFixed(new U64F64(info.payout()));
        Optional<Long> pid = pallet.workerAssignments.tryGet(info.pubkey());
        if (pid.isEmpty()) {
            pallet.emit(new PhalaStakePoolv2Event.RewardDismissedNotInPool(info.pubkey(), amount));
            return;
        }
        StakePool pool = pallet.pools().stakePool(pid.get());
        pallet.pools().put(pool.with(reward(pool, amount)));
    }

    private BasePool reward(StakePool pool, U128 amount) throws DispatchException {
        BasePool base = pool.basePool();
        long pid = base.pid();
        if (amount.isZero()) {
            return base;
        }
        if (BasePool.isDust(amount)) {
            pallet.emit(new PhalaStakePoolv2Event.RewardDismissedDust(pid, amount));
            return base;
        }
        if (BasePool.isDust(base.totalShares())) {
            pallet.emit(new PhalaStakePoolv2Event.RewardDismissedNoShare(pid, amount));
            return base;
        }
        pallet.config.computation().withdrawSubsidy(PhalaWrappedBalances.ACCOUNT, amount);
        U128 commission = pool.payoutCommission().map(part -> part.of(amount)).orElse(U128.ZERO);
        boolean toOwner = pallet.config.wrapped().mint(pool.ownerRewardAccount(), commission);
        if (!toOwner) {
            pallet.emit(new PhalaStakePoolv2Event.RewardToOwnerDismissedDust(pid, commission));
        }
        return distribute(base, commission, amount.subtract(commission), toOwner);
    }

    private BasePool distribute(BasePool base, U128 commission, U128 rest, boolean toOwner) throws DispatchException {
        boolean minted = pallet.config.wrapped().mint(base.poolAccountId(), rest);
        boolean distributed = minted && !BasePool.isDust(rest);
        BasePool next = base;
        if (distributed) {
            next = pallet.pools().shares().distributeReward(base, rest);
        } else if (!rest.isZero()) {
            pallet.emit(new PhalaStakePoolv2Event.RewardToDistributionDismissedDust(base.pid(), rest));
        }
        if (distributed || toOwner) {
            pallet.emit(new PhalaStakePoolv2Event.RewardReceived(base.pid(), commission, rest));
        }
        return next;
    }
}
