package network.phala.pallet.balances;

import java.util.ArrayList;
import java.util.List;
import network.phala.frame.dispatch.DispatchException;
import network.phala.frame.storage.StorageMap;
import network.phala.primitives.AccountId;
import network.phala.primitives.U128;

/// Amounts that must stay in an account for reasons of several pallets: the largest of them counts. Follows
/// pallet_balances impl_currency.rs, LockableCurrency.
final class Locks {
    private final Balances balances;
    private final StorageMap<AccountId, List<BalanceLock>> locks;
    private final StorageMap<AccountId, List<IdAmount<IdAmount.FreezeReason, U128>>> freezes;

    Locks(
            Balances balances,
            StorageMap<AccountId, List<BalanceLock>> locks,
            StorageMap<AccountId, List<IdAmount<IdAmount.FreezeReason, U128>>> freezes) {
        this.balances = balances;
        this.locks = locks;
        this.freezes = freezes;
    }

    /// Sets or replaces a lock; one of zero is removed.
    void set(AccountId who, BalanceLock wanted) throws DispatchException {
        List<BalanceLock> next = new ArrayList<>();
        boolean placed = wanted.amount().isZero();
        for (BalanceLock lock : locks.get(who)) {
            if (!lock.id().equals(wanted.id())) {
                next.add(lock);
            } else if (!placed) {
                next.add(wanted);
                placed = true;
            }
        }
        if (!placed) {
            next.add(wanted);
        }
        update(who, next);
    }

    private void update(AccountId who, List<BalanceLock> next) throws DispatchException {
        U128 before = balances.data(who).frozen();
        U128 locked = next.stream().map(BalanceLock::amount).reduce(U128.ZERO, U128::max);
        U128 frozen = freezes.get(who).stream().map(IdAmount::amount).reduce(locked, U128::max);
        balances.change(who, (data, _) -> data.withFrozen(frozen));
        if (next.isEmpty()) {
            locks.remove(who);
        } else {
            locks.put(who, next);
        }
        if (before.compareTo(frozen) > 0) {
            balances.emit(new BalancesEvent.Unlocked(who, before.subtract(frozen)));
        } else if (frozen.compareTo(before) > 0) {
            balances.emit(new BalancesEvent.Locked(who, frozen.subtract(before)));
        }
    }
}
