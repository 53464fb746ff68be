package network.phala.pallet.balances;

import network.phala.frame.dispatch.DispatchError.ArithmeticError;
import network.phala.frame.dispatch.DispatchException;
import network.phala.frame.system.AccountData;
import network.phala.pallet.balances.BalancesEvent.BalanceStatus;
import network.phala.primitives.AccountId;
import network.phala.primitives.U128;

/// Funds set aside: they are an account's own but cannot be spent. Follows pallet_balances impl_currency.rs,
/// ReservableCurrency.
final class Reserves {
    private final Balances balances;

    Reserves(Balances balances) {
        this.balances = balances;
    }

    boolean canReserve(AccountId who, U128 amount) {
        AccountData data = balances.data(who);
        U128 left = data.free().saturatingSubtract(amount);
        return amount.isZero()
                || data.free().compareTo(amount) >= 0
                        && left.compareTo(balances.minimumBalance()) >= 0
                        && left.compareTo(data.frozen()) >= 0;
    }

    void reserve(AccountId who, U128 amount) throws DispatchException {
        if (amount.isZero()) {
            return;
        }
        balances.change(who, (data, _) -> {
            balances.demand(data.free().compareTo(amount) >= 0, BalancesError.INSUFFICIENT_BALANCE);
            U128 left = data.free().subtract(amount);
            U128 reserved = sum(data.reserved(), amount);
            balances.demand(left.compareTo(data.frozen()) >= 0, BalancesError.LIQUIDITY_RESTRICTIONS);
            return data.withFree(left).withReserved(reserved);
        });
        balances.emit(new BalancesEvent.Reserved(who, amount));
    }

    /// @return what could not be freed since it was not there
    U128 unreserve(AccountId who, U128 amount) {
        if (amount.isZero() || balances.totalBalance(who).isZero()) {
            return amount;
        }
        U128 actual = balances.reservedBalance(who).min(amount);
        try {
            balances.change(
                    who,
                    (data, _) -> data.withReserved(data.reserved().subtract(actual))
                            .withFree(data.free().saturatingAdd(actual)));
        } catch (DispatchException e) {
            return amount;
        }
        balances.emit(new BalancesEvent.Unreserved(who, actual));
        return amount.subtract(actual);
    }

    /// @return what was taken
    U128 slash(AccountId who, U128 amount) {
        if (amount.isZero() || balances.totalBalance(who).isZero()) {
            return U128.ZERO;
        }
        U128 actual = balances.reservedBalance(who).min(amount);
        try {
            balances.change(who, (data, _) -> data.withReserved(data.reserved().subtract(actual)));
        } catch (DispatchException e) {
            return U128.ZERO;
        }
        balances.emit(new BalancesEvent.Slashed(who, actual));
        return actual;
    }

    /// @return what could not be moved since it was not there
    U128 repatriate(AccountId from, AccountId to, U128 amount, BalanceStatus status) throws DispatchException {
        AccountData source = balances.data(from);
        U128 kept = source.frozen().saturatingSubtract(source.free());
        U128 actual = amount.min(source.reserved().saturatingSubtract(kept));
        if (amount.isZero()) {
            return U128.ZERO;
        }
        if (from.equals(to)) {
            U128 moved = status == BalanceStatus.FREE ? actual.subtract(unreserve(from, actual)) : actual;
            return amount.saturatingSubtract(moved);
        }
        balances.change(to, (data, isNew) -> {
            balances.demand(!isNew, BalancesError.DEAD_ACCOUNT);
            balances.change(
                    from, (inner, _) -> inner.withReserved(inner.reserved().saturatingSubtract(actual)));
            return status == BalanceStatus.FREE
                    ? data.withFree(sum(data.free(), actual))
                    : data.withReserved(sum(data.reserved(), actual));
        });
        balances.emit(new BalancesEvent.ReserveRepatriated(from, to, actual, status));
        return amount.saturatingSubtract(actual);
    }

    private static U128 sum(U128 a, U128 b) throws DispatchException {
        if (a.addOverflows(b)) {
            throw DispatchException.arithmetic(ArithmeticError.OVERFLOW);
        }
        return a.add(b);
    }
}
