package network.phala.pink.state;

import network.phala.pink.types.BalancesEvent;
import network.phala.pink.types.DispatchError;
import network.phala.pink.types.DispatchException;
import network.phala.primitives.AccountId;
import network.phala.primitives.U128;

/// The balances of runtime 1.0: an account lives as long as all it has, reserved or not, reaches the existential
/// deposit, and reserved balance is no reference to it.
///
/// Follows substrate frame/balances/src/lib.rs and frame/system/src/lib.rs (StoredMap) at polkadot-v0.9.41.
final class FirstBalances extends Balances {
    FirstBalances(SessionState state, Accounts accounts) {
        super(state, accounts);
    }

    @Override
    public U128 reducible(AccountId who, Preservation preservation) {
        AccountInfo info = accounts.get(who);
        if (preservation == Preservation.EXPENDABLE && info.canDecProvider()) {
            return info.free();
        }
        return info.free().saturatingSubtract(EXISTENTIAL_DEPOSIT.saturatingSubtract(info.reserved()));
    }

    @Override
    public boolean canWithdraw(AccountId who, U128 amount) {
        if (amount.isZero()) {
            return true;
        }
        AccountInfo info = accounts.get(who);
        return totalIssuance().compareTo(amount) >= 0
                && info.free().compareTo(amount) >= 0
                && info.total().wrappingSubtract(amount).compareTo(EXISTENTIAL_DEPOSIT) >= 0;
    }

    /// Moves free balance; nothing happens for zero or to the same account.
    @Override
    public void transfer(AccountId from, AccountId to, U128 amount, Preservation preservation)
            throws DispatchException {
        if (amount.isZero() || from.equals(to)) {
            return;
        }
        AccountInfo source = accounts.get(from);
        AccountInfo target = accounts.get(to);
        if (source.free().compareTo(amount) < 0) {
            throw DispatchError.TokenError.FUNDS_UNAVAILABLE.raise();
        }
        if (target.free().addOverflows(amount)) {
            throw DispatchError.ArithmeticError.OVERFLOW.raise();
        }
        U128 left = source.free().wrappingSubtract(amount);
        boolean mayDie = preservation == Preservation.EXPENDABLE && source.canDecProvider();
        if (!mayDie && left.saturatingAdd(source.reserved()).compareTo(EXISTENTIAL_DEPOSIT) < 0) {
            throw DispatchError.TokenError.NOT_EXPENDABLE.raise();
        }
        setBalances(from, left, source.reserved());
        setBalances(to, target.free().wrappingAdd(amount), target.reserved());
        deposit(new BalancesEvent.Transfer(from, to, amount));
    }

    /// These are the older rules.
    @Override
    void ensureUpgraded(AccountId who) {}

    @Override
    void setBalances(AccountId who, U128 free, U128 reserved) throws DispatchException {
        boolean existed = !accounts.get(who).isEmpty();
        boolean exists = free.saturatingAdd(reserved).compareTo(EXISTENTIAL_DEPOSIT) >= 0;
        if (exists) {
            if (!existed) {
                accounts.incProviders(who);
            }
            accounts.set(who, accounts.get(who).withBalances(free, reserved));
        } else if (existed) {
            accounts.decProviders(who);
            AccountInfo rest = accounts.get(who);
            if (rest.providers() > 0) {
                accounts.set(who, rest.withBalances(U128.ZERO, U128.ZERO));
            }
        }
        if (!existed) {
            deposit(new BalancesEvent.Endowed(who, free));
        }
    }
}
