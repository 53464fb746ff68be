package network.phala.pink.state;

import java.util.Optional;
import network.phala.pink.types.BalancesEvent;
import network.phala.pink.types.DispatchError;
import network.phala.pink.types.DispatchException;
import network.phala.pink.types.PinkRuntime;
import network.phala.pink.types.RuntimeEvent;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.U128;
import network.phala.scale.DecodeException;
import network.phala.scale.ScaleReader;
import network.phala.scale.ScaleWriter;

/// The balances of a cluster: existential deposit 1, no locks, no freezes; dust cannot arise.
///
/// Follows polkadot-sdk substrate/frame/balances/src (impl_fungible.rs, impl_currency.rs, lib.rs try_mutate_account)
/// and substrate/frame/support/src/traits/tokens/fungible (regular.rs, hold.rs).
public class Balances {
    /// The smallest balance an account may have.
    public static final U128 EXISTENTIAL_DEPOSIT = U128.ONE;

    private static final Bytes TOTAL_ISSUANCE = StorageKeys.item("Balances", "TotalIssuance");

    final SessionState state;
    final Accounts accounts;

    Balances(SessionState state, Accounts accounts) {
        this.state = state;
        this.accounts = accounts;
    }

    /// The balances as this release keeps them.
    public static Balances of(SessionState state, Accounts accounts, PinkRuntime runtime) {
        return runtime == PinkRuntime.V1_0 ? new FirstBalances(state, accounts) : new Balances(state, accounts);
    }

    public AccountInfo account(AccountId who) {
        return accounts.get(who);
    }

    /// What the account could spend; nothing is frozen in a cluster.
    public U128 reducible(AccountId who, Preservation preservation) {
        AccountInfo info = accounts.get(who);
        boolean keep = switch (preservation) {
            case PRESERVE -> true;
            case PROTECT -> !info.free().isZero() && info.providers() == 1;
            case EXPENDABLE -> !info.free().isZero() && !info.canDecProvider();
        };
        return keep ? info.free().saturatingSubtract(EXISTENTIAL_DEPOSIT) : info.free();
    }

    private enum Withdrawal {
        SUCCESS,
        REDUCED_TO_ZERO
    }

    private Withdrawal checkWithdraw(AccountId who, U128 amount) throws DispatchException {
        if (amount.isZero()) {
            return Withdrawal.SUCCESS;
        }
        if (totalIssuance().compareTo(amount) < 0) {
            throw DispatchError.ArithmeticError.UNDERFLOW.raise();
        }
        AccountInfo info = accounts.get(who);
        if (info.free().compareTo(amount) < 0) {
            throw DispatchError.TokenError.FUNDS_UNAVAILABLE.raise();
        }
        if (amount.compareTo(reducible(who, Preservation.EXPENDABLE)) > 0) {
            throw DispatchError.TokenError.FROZEN.raise();
        }
        if (info.free().wrappingSubtract(amount).compareTo(EXISTENTIAL_DEPOSIT) >= 0) {
            return Withdrawal.SUCCESS;
        }
        if (info.canDecProvider()) {
            return Withdrawal.REDUCED_TO_ZERO;
        }
        throw DispatchError.TokenError.ONLY_PROVIDER.raise();
    }

    /// Whether `amount` can be withdrawn and the account stays alive.
    public boolean canWithdraw(AccountId who, U128 amount) {
        try {
            return checkWithdraw(who, amount) == Withdrawal.SUCCESS;
        } catch (DispatchException _) {
            return false;
        }
    }

    private void checkDeposit(AccountId who, U128 amount) throws DispatchException {
        if (amount.isZero()) {
            return;
        }
        AccountInfo info = accounts.get(who);
        if (info.free().addOverflows(amount)
                || info.reserved().addOverflows(info.free().wrappingAdd(amount))) {
            throw DispatchError.ArithmeticError.OVERFLOW.raise();
        }
    }

    private boolean canDeposit(AccountId who, U128 amount) {
        try {
            checkDeposit(who, amount);
            return true;
        } catch (DispatchException _) {
            return false;
        }
    }

    /// Moves free balance and deposits a Transfer event; to the same account nothing moves.
    public void transfer(AccountId from, AccountId to, U128 amount, Preservation preservation)
            throws DispatchException {
        Withdrawal outcome = checkWithdraw(from, amount);
        if (outcome == Withdrawal.REDUCED_TO_ZERO && preservation != Preservation.EXPENDABLE) {
            throw DispatchError.TokenError.NOT_EXPENDABLE.raise();
        }
        checkDeposit(to, amount);
        if (from.equals(to)) {
            return;
        }
        decrease(from, amount.min(reducible(from, preservation)));
        increase(to, amount);
        deposit(new BalancesEvent.Transfer(from, to, amount));
    }

    /// Reserves free balance of an account, as runtimes before 1.2 did: without a reason, and down to nothing.
    public void reserve(AccountId who, U128 amount) throws DispatchException {
        if (amount.isZero()) {
            return;
        }
        ensureUpgraded(who);
        AccountInfo info = accounts.get(who);
        if (info.free().compareTo(amount) < 0) {
            throw DispatchError.TokenError.FUNDS_UNAVAILABLE.raise();
        }
        if (info.reserved().addOverflows(amount)) {
            throw DispatchError.ArithmeticError.OVERFLOW.raise();
        }
        setBalances(who, info.free().wrappingSubtract(amount), info.reserved().wrappingAdd(amount));
        deposit(new BalancesEvent.Reserved(who, amount));
    }

    /// Gives reserved balance back, as much of `amount` as there is.
    ///
    /// @return what was missing
    public U128 unreserve(AccountId who, U128 amount) throws DispatchException {
        AccountInfo info = accounts.get(who);
        if (amount.isZero() || info.total().isZero()) {
            return amount;
        }
        U128 actual = amount.min(info.reserved());
        setBalances(who, info.free().saturatingAdd(actual), info.reserved().wrappingSubtract(actual));
        deposit(new BalancesEvent.Unreserved(who, actual));
        return amount.wrappingSubtract(actual);
    }

    /// Holds free balance of an account for a reason. No event.
    public void hold(HoldReason reason, AccountId who, U128 amount) throws DispatchException {
        requireHoldPossible(who);
        if (amount.compareTo(reducible(who, Preservation.PROTECT)) > 0) {
            throw DispatchError.TokenError.FUNDS_UNAVAILABLE.raise();
        }
        decrease(who, amount);
        increaseHold(reason, who, amount);
    }

    /// Moves free balance of one account into another's hold. No event.
    public void transferAndHold(HoldReason reason, AccountId from, AccountId to, U128 amount) throws DispatchException {
        requireHoldPossible(to);
        if (!canDeposit(to, amount)) {
            throw DispatchError.TokenError.CANNOT_CREATE.raise();
        }
        if (reducible(from, Preservation.PRESERVE).compareTo(amount) < 0) {
            throw DispatchError.TokenError.FUNDS_UNAVAILABLE.raise();
        }
        decrease(from, amount);
        increaseHold(reason, to, amount);
    }

    /// Moves held balance of one account, as much of `amount` as there is, to another's free balance. No event.
    ///
    /// @return what was moved
    public U128 transferOnHold(HoldReason reason, AccountId from, AccountId to, U128 amount) throws DispatchException {
        U128 held = Holds.of(state, from).amount(reason);
        U128 moved = amount.min(accounts.get(from).reserved()).min(held);
        if (!canDeposit(to, moved)) {
            throw DispatchError.TokenError.CANNOT_CREATE.raise();
        }
        setHold(reason, from, held.wrappingSubtract(moved));
        return increase(to, moved);
    }

    /// Mints; a value that does not fit mints nothing. The total issuance is written even then
    /// (`Currency::deposit_creating` and the drop of its imbalance).
    public void depositCreating(AccountId who, U128 value) {
        if (!value.isZero()) {
            ensureUpgraded(who);
        }
        AccountInfo info = accounts.get(who);
        if (value.isZero() || info.free().addOverflows(value)) {
            setTotalIssuance(totalIssuance());
            return;
        }
        deposit(new BalancesEvent.Deposit(who, value));
        try {
            setBalances(who, info.free().wrappingAdd(value), info.reserved());
        } catch (DispatchException e) {
            throw new IllegalStateException("Minting " + value + " to " + who + " failed", e);
        }
        setTotalIssuance(totalIssuance().saturatingAdd(value));
    }

    private void requireHoldPossible(AccountId who) throws DispatchException {
        if (accounts.get(who).providers() == 0) {
            throw DispatchError.TokenError.CANNOT_CREATE_HOLD.raise();
        }
    }

    private void decrease(AccountId who, U128 amount) throws DispatchException {
        AccountInfo info = accounts.get(who);
        setBalances(who, info.free().wrappingSubtract(amount), info.reserved());
    }

    private U128 increase(AccountId who, U128 amount) throws DispatchException {
        AccountInfo info = accounts.get(who);
        U128 free = info.free().saturatingAdd(amount);
        if (free.compareTo(EXISTENTIAL_DEPOSIT) < 0 || free.equals(info.free())) {
            return U128.ZERO;
        }
        setBalances(who, free, info.reserved());
        return free.wrappingSubtract(info.free());
    }

    private void increaseHold(HoldReason reason, AccountId who, U128 amount) throws DispatchException {
        if (!amount.isZero()) {
            setHold(reason, who, Holds.of(state, who).amount(reason).saturatingAdd(amount));
        }
    }

    private void setHold(HoldReason reason, AccountId who, U128 amount) throws DispatchException {
        AccountInfo info = accounts.get(who);
        Holds holds = Holds.of(state, who);
        U128 before = holds.amount(reason);
        U128 reserved;
        if (amount.compareTo(before) > 0) {
            U128 more = amount.wrappingSubtract(before);
            if (info.reserved().addOverflows(more)) {
                throw DispatchError.ArithmeticError.OVERFLOW.raise();
            }
            reserved = info.reserved().wrappingAdd(more);
        } else {
            U128 less = before.wrappingSubtract(amount);
            if (info.reserved().compareTo(less) < 0) {
                throw DispatchError.ArithmeticError.UNDERFLOW.raise();
            }
            reserved = info.reserved().wrappingSubtract(less);
        }
        setBalances(who, info.free(), reserved);
        holds.with(reason, amount).store(state, who);
    }

    /// Writes the balances and keeps the reference counts that follow from them; an account with nothing left goes.
    void setBalances(AccountId who, U128 free, U128 reserved) throws DispatchException {
        ensureUpgraded(who);
        AccountInfo before = accounts.get(who);
        boolean isNew = before.hasDefaultData();
        boolean provided = before.free().compareTo(EXISTENTIAL_DEPOSIT) >= 0;
        boolean provides = free.compareTo(EXISTENTIAL_DEPOSIT) >= 0;
        boolean consumed =
                !isNew && !(before.reserved().isZero() && before.frozen().isZero());
        boolean consumes = !(reserved.isZero() && before.frozen().isZero());
        if (!provided && provides) {
            accounts.incProviders(who);
        }
        if (consumed && !consumes) {
            accounts.decConsumers(who);
        }
        if (!consumed && consumes) {
            accounts.incConsumers(who);
        }
        if (provided && !provides) {
            try {
                accounts.decProviders(who);
            } catch (DispatchException e) {
                if (!consumed && consumes) {
                    accounts.decConsumers(who);
                }
                throw e;
            }
        }
        AccountInfo counted = accounts.get(who);
        boolean stays = provides || !reserved.isZero();
        if (counted.providers() > 0 || counted.sufficients() > 0) {
            accounts.set(who, stays ? counted.withBalances(free, reserved) : withoutData(counted));
        } else {
            accounts.remove(who);
        }
        if (isNew) {
            deposit(new BalancesEvent.Endowed(who, free));
        }
    }

    /// An account of runtime 1.0 is brought to the newer rules when it is first changed, before anything else happens
    /// to it: what it has reserved counts as a reason to stay.
    void ensureUpgraded(AccountId who) {
        AccountInfo info = accounts.get(who);
        if (info.newLogic()) {
            return;
        }
        if (!info.reserved().isZero() && info.frozen().isZero()) {
            accounts.incConsumersWithoutLimit(who);
        }
        accounts.set(who, accounts.get(who).withNewLogic());
        deposit(new BalancesEvent.Upgraded(who));
    }

    private static AccountInfo withoutData(AccountInfo info) {
        return AccountInfo.DEFAULT.withCounts(info.consumers(), info.providers());
    }

    final U128 totalIssuance() {
        Optional<Bytes> stored = state.get(TOTAL_ISSUANCE);
        if (stored.isEmpty()) {
            return U128.ZERO;
        }
        try {
            return new ScaleReader(stored.get()).readU128();
        } catch (DecodeException e) {
            throw new IllegalStateException("Balances.TotalIssuance does not decode", e);
        }
    }

    private void setTotalIssuance(U128 value) {
        ScaleWriter out = new ScaleWriter();
        out.writeU128(value);
        state.put(TOTAL_ISSUANCE, out.toBytes());
    }

    final void deposit(BalancesEvent event) {
        state.deposit(new RuntimeEvent.Balances(event));
    }
}
