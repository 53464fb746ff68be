package network.phala.pallet.balances;

import java.util.List;
import network.phala.frame.Currency;
import network.phala.frame.Pallet;
import network.phala.frame.dispatch.DispatchError.ArithmeticError;
import network.phala.frame.dispatch.DispatchError.TokenError;
import network.phala.frame.dispatch.DispatchException;
import network.phala.frame.dispatch.DispatchInfo;
import network.phala.frame.dispatch.Origin;
import network.phala.frame.dispatch.PostDispatchInfo;
import network.phala.frame.storage.Hasher;
import network.phala.frame.storage.StorageMap;
import network.phala.frame.storage.StorageValue;
import network.phala.frame.system.AccountData;
import network.phala.frame.system.AccountInfo;
import network.phala.frame.system.Accounts;
import network.phala.pallet.balances.BalancesEvent.BalanceStatus;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.U128;
import network.phala.scale.Codec;
import network.phala.scale.Codecs;
import network.phala.scale.Scale;

/// Free, reserved and frozen funds. Follows polkadot-sdk 1.5.0 substrate/frame/balances.
public final class Balances extends Pallet<BalancesCall, BalancesEvent> implements Currency {
    private final BalancesConfig config;
    private final Accounts accounts;

    private final StorageValue<U128> totalIssuance = value("TotalIssuance", Codecs.U_128, U128.ZERO);
    private final StorageValue<U128> inactiveIssuance = value("InactiveIssuance", Codecs.U_128, U128.ZERO);
    private final Locks locks;
    private final Reserves reserves = new Reserves(this);

    public Balances(BalancesConfig config, Accounts accounts) {
        super("Balances", BalancesCall.class, BalancesEvent.class, BalancesError.class);
        this.config = config;
        this.accounts = accounts;
        map("Account", Hasher.BLAKE2_128_CONCAT, Codecs.ACCOUNT_ID, Scale.of(AccountData.class), AccountData.NONE);
        var lockItem = accountMap("Locks", Codecs.weakBoundedVec(Scale.of(BalanceLock.class)));
        accountMap("Reserves", Codecs.boundedVec(ReserveData.CODEC, config.maxReserves()));
        accountMap("Holds", Codecs.boundedVec(idAmount(IdAmount.HoldReason.class), config.maxHolds()));
        var freezeItem =
                accountMap("Freezes", Codecs.boundedVec(idAmount(IdAmount.FreezeReason.class), config.maxFreezes()));
        this.locks = new Locks(this, lockItem, freezeItem);
        constant("ExistentialDeposit", Codecs.U_128, config.existentialDeposit());
        constant("MaxLocks", Codecs.U32, config.maxLocks());
        constant("MaxReserves", Codecs.U32, config.maxReserves());
        constant("MaxHolds", Codecs.U32, config.maxHolds());
        constant("MaxFreezes", Codecs.U32, config.maxFreezes());
    }

    private <T> StorageMap<AccountId, List<T>> accountMap(String item, Codec<List<T>> codec) {
        return map(item, Hasher.BLAKE2_128_CONCAT, Codecs.ACCOUNT_ID, codec, List.of());
    }

    @SuppressWarnings("unchecked")
    private static <R> Codec<IdAmount<R, U128>> idAmount(Class<R> reason) {
        return (Codec<IdAmount<R, U128>>) Scale.standard().codec(Scale.generic(IdAmount.class, reason, U128.class));
    }

    /// Writes the genesis state of this pallet.
    public void genesis(BalancesGenesis genesis) {
        U128 total = U128.ZERO;
        for (BalancesGenesis.Endowment endowment : genesis.balances()) {
            if (endowment.free().compareTo(config.existentialDeposit()) < 0) {
                throw new IllegalArgumentException(
                        "Endowment " + endowment + "; expected at least " + config.existentialDeposit());
            }
            if (accounts.exists(endowment.who())) {
                throw new IllegalArgumentException(endowment.who() + " is endowed twice");
            }
            total = total.add(endowment.free());
            accounts.incProviders(endowment.who());
            accounts.putData(endowment.who(), AccountData.NONE.withFree(endowment.free()));
        }
        totalIssuance.put(total);
    }

    @Override
    public PostDispatchInfo dispatch(Origin origin, BalancesCall call) throws DispatchException {
        switch (call) {
            case BalancesCall.TransferAllowDeath(var dest, U128 value) -> {
                AccountId from = origin.signed();
                move(from, config.lookup().lookup(dest), value, Preservation.EXPENDABLE);
            }
            case BalancesCall.ForceTransfer(var source, var dest, U128 value) -> {
                origin.root();
                AccountId from = config.lookup().lookup(source);
                move(from, config.lookup().lookup(dest), value, Preservation.EXPENDABLE);
            }
            case BalancesCall.TransferKeepAlive(var dest, U128 value) -> {
                AccountId from = origin.signed();
                move(from, config.lookup().lookup(dest), value, Preservation.PRESERVE);
            }
            case BalancesCall.TransferAll(var dest, boolean keepAlive) -> {
                AccountId from = origin.signed();
                Preservation preservation = keepAlive ? Preservation.PRESERVE : Preservation.EXPENDABLE;
                U128 all = reducible(from, preservation, true);
                move(from, config.lookup().lookup(dest), all, preservation);
            }
            case BalancesCall.ForceUnreserve(var who, U128 amount) -> {
                origin.root();
                unreserve(config.lookup().lookup(who), amount);
            }
            case BalancesCall.UpgradeAccounts(List<AccountId> who) -> {
                origin.signed();
                return upgrade(who);
            }
            case BalancesCall.ForceSetBalance(var who, U128 newFree) -> {
                origin.root();
                setFree(config.lookup().lookup(who), newFree);
            }
        }
        return PostDispatchInfo.DECLARED;
    }

    @Override
    public DispatchInfo dispatchInfo(BalancesCall call) {
        return BalancesWeights.of(call, config.dbWeight());
    }

    /// What an account must keep in a reduction.
    private enum Preservation {
        EXPENDABLE,
        PRESERVE
    }

    /// `fungible::Mutate::transfer`.
    private void move(AccountId from, AccountId to, U128 amount, Preservation preservation) throws DispatchException {
        checkWithdraw(from, amount, preservation);
        checkDeposit(to, amount);
        if (from.equals(to)) {
            return;
        }
        U128 taken = amount.min(reducible(from, preservation, true));
        writeFree(from, freeBalance(from).subtract(taken));
        U128 before = freeBalance(to);
        U128 after = before.saturatingAdd(amount);
        if (after.compareTo(config.existentialDeposit()) >= 0 && !after.equals(before)) {
            writeFree(to, after);
        }
        deposit(new BalancesEvent.Transfer(from, to, amount));
    }

    private void checkWithdraw(AccountId who, U128 amount, Preservation preservation) throws DispatchException {
        if (amount.isZero()) {
            return;
        }
        AccountInfo info = accounts.get(who);
        AccountData data = info.data();
        if (totalIssuance.get().compareTo(amount) < 0) {
            throw DispatchException.arithmetic(ArithmeticError.UNDERFLOW);
        }
        if (data.free().compareTo(amount) < 0) {
            throw DispatchException.token(TokenError.FUNDS_UNAVAILABLE);
        }
        if (amount.compareTo(reducible(who, Preservation.EXPENDABLE, true)) > 0) {
            throw DispatchException.token(TokenError.FROZEN);
        }
        U128 left = data.free().subtract(amount);
        if (left.compareTo(config.existentialDeposit()) < 0) {
            if (!accounts.canDecProvider(who)) {
                throw DispatchException.token(TokenError.ONLY_PROVIDER);
            }
            if (left.saturatingAdd(data.reserved()).compareTo(data.frozen()) >= 0
                    && preservation == Preservation.PRESERVE) {
                throw DispatchException.token(TokenError.NOT_EXPENDABLE);
            }
        }
        if (left.saturatingAdd(data.reserved()).compareTo(data.frozen()) < 0) {
            throw DispatchException.token(TokenError.FROZEN);
        }
    }

    private void checkDeposit(AccountId who, U128 amount) throws DispatchException {
        if (amount.isZero()) {
            return;
        }
        AccountData data = data(who);
        if (data.free().addOverflows(amount)) {
            throw DispatchException.arithmetic(ArithmeticError.OVERFLOW);
        }
        U128 after = data.free().add(amount);
        if (after.compareTo(config.existentialDeposit()) < 0) {
            throw DispatchException.token(TokenError.BELOW_MINIMUM);
        }
        if (data.reserved().addOverflows(after)) {
            throw DispatchException.arithmetic(ArithmeticError.OVERFLOW);
        }
    }

    /// `fungible::Inspect::reducible_balance`.
    ///
    /// @param polite respect what is frozen
    private U128 reducible(AccountId who, Preservation preservation, boolean polite) {
        AccountInfo info = accounts.get(who);
        AccountData data = info.data();
        boolean providerNeeded = !data.free().isZero() && info.consumers() > 0 && info.providers() <= 1;
        U128 untouchable = polite ? data.frozen().saturatingSubtract(data.reserved()) : U128.ZERO;
        if (preservation == Preservation.PRESERVE || providerNeeded) {
            untouchable = untouchable.max(config.existentialDeposit());
        }
        return data.free().saturatingSubtract(untouchable);
    }

    private void writeFree(AccountId who, U128 free) throws DispatchException {
        U128 most = reducible(who, Preservation.EXPENDABLE, false);
        change(who, (data, _) -> {
            ensure(data.free().saturatingSubtract(free).compareTo(most) <= 0, BalancesError.INSUFFICIENT_BALANCE);
            return data.withFree(free);
        });
    }

    private void setFree(AccountId who, U128 wanted) throws DispatchException {
        U128 free = wanted.compareTo(config.existentialDeposit()) < 0 ? U128.ZERO : wanted;
        U128 before = freeBalance(who);
        change(who, (data, _) -> data.withFree(free));
        if (free.compareTo(before) > 0) {
            issue(free.subtract(before));
        } else if (free.compareTo(before) < 0) {
            burn(before.subtract(free));
        }
        deposit(new BalancesEvent.BalanceSet(who, free));
    }

    private PostDispatchInfo upgrade(List<AccountId> who) throws DispatchException {
        long upgraded = 0;
        for (AccountId account : who) {
            upgraded += ensureUpgraded(account) ? 1 : 0;
        }
        boolean mostly = !who.isEmpty() && upgraded * 1_000_000_000 / who.size() >= 900_000_000;
        return mostly ? PostDispatchInfo.FREE : PostDispatchInfo.DECLARED;
    }

    /// True when the account was of the old kind.
    private boolean ensureUpgraded(AccountId who) throws DispatchException {
        AccountInfo info = accounts.get(who);
        AccountData data = info.data();
        if (data.flags().isNewLogic()) {
            return false;
        }
        U128 free = data.free();
        if (!data.reserved().isZero() && data.frozen().isZero()) {
            if (info.providers() == 0) {
                free = free.max(config.existentialDeposit());
                accounts.incProviders(who);
            }
            accounts.incConsumersWithoutLimit(who);
        }
        accounts.putData(who, new AccountData(free, data.reserved(), data.frozen(), AccountData.ExtraFlags.NEW_LOGIC));
        deposit(new BalancesEvent.Upgraded(who));
        return true;
    }

    void emit(BalancesEvent event) {
        deposit(event);
    }

    void demand(boolean holds, BalancesError error) throws DispatchException {
        ensure(holds, error);
    }

    /// How an account's balances are to change.
    @FunctionalInterface
    interface Change {
        AccountData apply(AccountData before, boolean isNew) throws DispatchException;
    }

    /// Changes an account's balances, keeps its references in step, and burns the dust of one that is reaped
    /// (`try_mutate_account_handling_dust`).
    void change(AccountId who, Change change) throws DispatchException {
        ensureUpgraded(who);
        U128 ed = config.existentialDeposit();
        AccountData before = data(who);
        boolean isNew = before.equals(AccountData.NONE);
        AccountData after = change.apply(before, isNew);
        updateReferences(who, isNew, before, after);
        boolean reaped = after.free().compareTo(ed) < 0 && after.reserved().isZero();
        accounts.putData(who, reaped ? AccountData.NONE : after);
        if (isNew) {
            deposit(new BalancesEvent.Endowed(who, after.free()));
        }
        if (reaped && !after.free().isZero()) {
            deposit(new BalancesEvent.DustLost(who, after.free()));
            burn(after.free());
        }
    }

    private void updateReferences(AccountId who, boolean isNew, AccountData before, AccountData after)
            throws DispatchException {
        U128 ed = config.existentialDeposit();
        boolean didProvide = before.free().compareTo(ed) >= 0;
        boolean doesProvide = after.free().compareTo(ed) >= 0;
        boolean didConsume =
                !isNew && !(before.reserved().isZero() && before.frozen().isZero());
        boolean doesConsume = !(after.reserved().isZero() && after.frozen().isZero());
        if (!didProvide && doesProvide) {
            accounts.incProviders(who);
        }
        if (didConsume && !doesConsume) {
            accounts.decConsumers(who);
        }
        if (!didConsume && doesConsume) {
            accounts.incConsumers(who);
        }
        if (didProvide && !doesProvide) {
            dropProvider(who, didConsume, doesConsume);
        }
    }

    private void dropProvider(AccountId who, boolean didConsume, boolean doesConsume) throws DispatchException {
        try {
            accounts.decProviders(who);
        } catch (DispatchException e) {
            if (didConsume && !doesConsume) {
                accounts.incConsumers(who);
            }
            if (!didConsume && doesConsume) {
                accounts.decConsumers(who);
            }
            throw e;
        }
    }

    AccountData data(AccountId who) {
        return accounts.get(who).data();
    }

    @Override
    public U128 totalIssuance() {
        return totalIssuance.get();
    }

    @Override
    public U128 minimumBalance() {
        return config.existentialDeposit();
    }

    @Override
    public U128 freeBalance(AccountId who) {
        return data(who).free();
    }

    @Override
    public U128 reservedBalance(AccountId who) {
        return data(who).reserved();
    }

    @Override
    public U128 totalBalance(AccountId who) {
        return data(who).total();
    }

    @Override
    public U128 usableBalance(AccountId who, boolean keepAlive) {
        return reducible(who, keepAlive ? Preservation.PRESERVE : Preservation.EXPENDABLE, true);
    }

    @Override
    public void transfer(AccountId from, AccountId to, U128 amount, boolean keepAlive) throws DispatchException {
        if (!amount.isZero() && !from.equals(to)) {
            move(from, to, amount, keepAlive ? Preservation.PRESERVE : Preservation.EXPENDABLE);
        }
    }

    @Override
    public void withdraw(AccountId who, U128 amount, boolean keepAlive) throws DispatchException {
        if (amount.isZero()) {
            return;
        }
        change(who, (data, _) -> {
            ensure(data.free().compareTo(amount) >= 0, BalancesError.INSUFFICIENT_BALANCE);
            U128 left = data.free().subtract(amount);
            boolean kills = left.compareTo(config.existentialDeposit()) < 0
                    && data.free().compareTo(config.existentialDeposit()) >= 0;
            ensure(!keepAlive || !kills, BalancesError.EXPENDABILITY);
            ensure(left.compareTo(data.frozen()) >= 0, BalancesError.LIQUIDITY_RESTRICTIONS);
            deposit(new BalancesEvent.Withdraw(who, amount));
            return data.withFree(left);
        });
    }

    @Override
    public U128 depositCreating(AccountId who, U128 amount) {
        if (amount.isZero()) {
            return U128.ZERO;
        }
        try {
            change(who, (data, isNew) -> {
                ensure(!isNew || amount.compareTo(config.existentialDeposit()) >= 0, BalancesError.EXISTENTIAL_DEPOSIT);
                return deposited(who, data, amount);
            });
            return amount;
        } catch (DispatchException e) {
            return U128.ZERO;
        }
    }

    @Override
    public U128 depositIntoExisting(AccountId who, U128 amount) throws DispatchException {
        if (amount.isZero()) {
            return U128.ZERO;
        }
        change(who, (data, isNew) -> {
            ensure(!isNew, BalancesError.DEAD_ACCOUNT);
            return deposited(who, data, amount);
        });
        return amount;
    }

    private AccountData deposited(AccountId who, AccountData data, U128 amount) throws DispatchException {
        if (data.free().addOverflows(amount)) {
            throw DispatchException.arithmetic(ArithmeticError.OVERFLOW);
        }
        deposit(new BalancesEvent.Deposit(who, amount));
        return data.withFree(data.free().add(amount));
    }

    @Override
    public void issue(U128 amount) {
        totalIssuance.update(total -> total.saturatingAdd(amount));
    }

    @Override
    public void burn(U128 amount) {
        totalIssuance.update(total -> total.saturatingSubtract(amount));
    }

    /// Gives what was withdrawn elsewhere to an account (`resolve_creating`). What cannot arrive is burnt;
    /// so is nothing at all, which like the original's empty imbalance touches the issuance without
    /// changing it.
    public void resolve(AccountId who, U128 amount) {
        U128 arrived = depositCreating(who, amount);
        if (amount.isZero() || !arrived.equals(amount)) {
            burn(amount.subtract(arrived));
        }
    }

    /// Counts funds out of the active issuance (the treasury's pot).
    public void deactivate(U128 amount) {
        inactiveIssuance.update(inactive -> inactive.saturatingAdd(amount));
    }

    public void reactivate(U128 amount) {
        inactiveIssuance.update(inactive -> inactive.saturatingSubtract(amount));
    }

    @Override
    public boolean canReserve(AccountId who, U128 amount) {
        return reserves.canReserve(who, amount);
    }

    @Override
    public void reserve(AccountId who, U128 amount) throws DispatchException {
        reserves.reserve(who, amount);
    }

    @Override
    public U128 unreserve(AccountId who, U128 amount) {
        return reserves.unreserve(who, amount);
    }

    @Override
    public U128 slashReserved(AccountId who, U128 amount) {
        return reserves.slash(who, amount);
    }

    /// Moves reserved funds to another account (`repatriate_reserved`).
    ///
    /// @return what could not be moved since it was not there
    public U128 repatriateReserved(AccountId from, AccountId to, U128 amount, BalanceStatus status)
            throws DispatchException {
        return reserves.repatriate(from, to, amount, status);
    }

    /// Sets, replaces or (with zero) removes a lock.
    public void setLock(Bytes id, AccountId who, U128 amount, BalanceLock.Reasons reasons) throws DispatchException {
        locks.set(who, new BalanceLock(id, amount, reasons));
    }

    @Override
    public U128 slash(AccountId who, U128 amount) {
        if (amount.isZero() || totalBalance(who).isZero()) {
            return U128.ZERO;
        }
        U128 free = freeBalance(who);
        U128 most = accounts.canDecProvider(who) ? free : free.saturatingSubtract(config.existentialDeposit());
        U128 actual = most.min(amount);
        try {
            change(who, (data, _) -> data.withFree(data.free().subtract(actual)));
        } catch (DispatchException e) {
            return U128.ZERO;
        }
        deposit(new BalancesEvent.Slashed(who, actual));
        return actual;
    }

    /// The total issuance is the sum of all balances.
    @Override
    public void tryState() {
        U128 sum = U128.ZERO;
        for (AccountData data : accounts.all()) {
            sum = sum.add(data.total());
        }
        if (!sum.equals(totalIssuance())) {
            throw new IllegalStateException("Total issuance " + totalIssuance() + "; all balances sum up to " + sum);
        }
    }

    @Override
    public int storageVersion() {
        return 1;
    }
}
