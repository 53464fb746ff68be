package network.phala.pallet.assets;

import java.util.Optional;
import network.phala.frame.dispatch.DispatchError.ArithmeticError;
import network.phala.frame.dispatch.DispatchError.TokenError;
import network.phala.frame.dispatch.DispatchException;
import network.phala.frame.system.Accounts;
import network.phala.primitives.AccountId;
import network.phala.primitives.U128;
import network.phala.scale.Unit;

/// How balances of assets change. Follows pallet_assets functions.rs and impl_fungibles.rs, with the default methods of
/// `fungibles::Mutate`.
final class AssetBalances implements Fungibles {
    private final Assets assets;

    AssetBalances(Assets assets) {
        this.assets = assets;
    }

    @Override
    public boolean exists(int asset) {
        return assets.asset.contains(asset);
    }

    @Override
    public U128 minimumBalance(int asset) {
        return assets.details(asset).map(AssetDetails::minBalance).orElse(U128.ZERO);
    }

    @Override
    public Optional<U128> tryBalance(int asset, AccountId who) {
        return assets.account.tryGet(asset, who).map(AssetAccount::balance);
    }

    @Override
    public void transfer(int asset, AccountId from, AccountId to, U128 amount) throws DispatchException {
        withdrawable(asset, from, amount, false);
        ensureCanIncrease(asset, to, amount, false);
        if (from.equals(to)) {
            return;
        }
        decrease(asset, from, amount, false, true);
        increase(asset, to, amount);
        assets.emit(new AssetsEvent.Transferred(asset, from, to, amount));
    }

    @Override
    public void mint(int asset, AccountId to, U128 amount) throws DispatchException {
        U128 supply = supply(asset);
        if (supply.addOverflows(amount)) {
            throw DispatchException.arithmetic(ArithmeticError.OVERFLOW);
        }
        increase(asset, to, amount);
        setSupply(asset, supply.add(amount));
        assets.emit(new AssetsEvent.Issued(asset, to, amount));
    }

    @Override
    public U128 burn(int asset, AccountId from, U128 amount) throws DispatchException {
        U128 available = reducible(asset, from);
        U128 burnt = decrease(asset, from, available.min(amount), false, true);
        setSupply(asset, supply(asset).saturatingSubtract(burnt));
        assets.emit(new AssetsEvent.Burned(asset, from, burnt));
        return burnt;
    }

    /// The call `transfer`: exactly the amount, and the receiver is credited before the payer disappears.
    void transferExactly(int asset, AccountId from, AccountId to, U128 amount, boolean keepAlive)
            throws DispatchException {
        if (amount.isZero()) {
            return;
        }
        assets.live(asset);
        U128 debit = debit(asset, from, amount, keepAlive, false);
        ensureCanIncrease(asset, to, debit, false);
        if (!from.equals(to)) {
            AssetAccount source = account(asset, from);
            AssetAccount rest = source.withBalance(source.balance().saturatingSubtract(debit));
            credit(asset, to, debit);
            settle(asset, from, rest);
        }
        assets.emit(new AssetsEvent.Transferred(asset, from, to, debit));
    }

    private U128 supply(int asset) {
        return assets.details(asset).map(AssetDetails::supply).orElse(U128.ZERO);
    }

    private void setSupply(int asset, U128 supply) {
        assets.details(asset).ifPresent(details -> assets.asset.put(asset, details.withSupply(supply)));
    }

    private U128 reducible(int asset, AccountId who) {
        Optional<AssetDetails> details = assets.details(asset);
        Optional<AssetAccount> held = assets.account.tryGet(asset, who);
        boolean usable = details.isPresent()
                && details.get().status() == AssetStatus.LIVE
                && held.isPresent()
                && held.get().status() == AccountStatus.LIQUID;
        return usable ? held.orElseThrow().balance().min(details.orElseThrow().supply()) : U128.ZERO;
    }

    /// What goes away with the amount since the rest would be too little (`can_decrease`).
    private U128 withdrawable(int asset, AccountId who, U128 amount, boolean keepAlive) throws DispatchException {
        AssetDetails details =
                assets.details(asset).orElseThrow(() -> DispatchException.token(TokenError.UNKNOWN_ASSET));
        if (details.supply().compareTo(amount) < 0) {
            throw DispatchException.arithmetic(ArithmeticError.UNDERFLOW);
        }
        if (details.status() == AssetStatus.FROZEN) {
            throw DispatchException.token(TokenError.FROZEN);
        }
        if (amount.isZero()) {
            return U128.ZERO;
        }
        AssetAccount held = assets.account
                .tryGet(asset, who)
                .orElseThrow(() -> DispatchException.token(TokenError.FUNDS_UNAVAILABLE));
        if (held.status() != AccountStatus.LIQUID) {
            throw DispatchException.token(TokenError.FROZEN);
        }
        if (held.balance().compareTo(amount) < 0) {
            throw DispatchException.token(TokenError.FUNDS_UNAVAILABLE);
        }
        U128 rest = held.balance().subtract(amount);
        if (rest.compareTo(details.minBalance()) >= 0) {
            return U128.ZERO;
        }
        if (keepAlive) {
            throw DispatchException.token(TokenError.ONLY_PROVIDER);
        }
        return rest;
    }

    private void ensureCanIncrease(int asset, AccountId who, U128 amount, boolean minted) throws DispatchException {
        AssetDetails details =
                assets.details(asset).orElseThrow(() -> DispatchException.token(TokenError.UNKNOWN_ASSET));
        if (minted && details.supply().addOverflows(amount)) {
            throw DispatchException.arithmetic(ArithmeticError.OVERFLOW);
        }
        Optional<AssetAccount> held = assets.account.tryGet(asset, who);
        if (held.isPresent()) {
            if (held.get().status() == AccountStatus.BLOCKED) {
                throw DispatchException.token(TokenError.BLOCKED);
            }
            if (held.get().balance().addOverflows(amount)) {
                throw DispatchException.arithmetic(ArithmeticError.OVERFLOW);
            }
        } else if (amount.compareTo(details.minBalance()) < 0) {
            throw DispatchException.token(TokenError.BELOW_MINIMUM);
        } else if (!details.isSufficient() && !assets.accounts.exists(who)) {
            throw DispatchException.token(TokenError.CANNOT_CREATE);
        }
    }

    /// The amount with what goes away with it (`prep_debit`).
    private U128 debit(int asset, AccountId who, U128 amount, boolean keepAlive, boolean bestEffort)
            throws DispatchException {
        AssetDetails details = assets.live(asset);
        AssetAccount held = account(asset, who);
        if (held.status() != AccountStatus.LIQUID) {
            throw assets.error(AssetsError.FROZEN);
        }
        U128 available = keepAlive ? held.balance().saturatingSubtract(details.minBalance()) : held.balance();
        U128 actual = available.min(details.supply()).min(amount);
        if (!bestEffort && actual.compareTo(amount) < 0) {
            throw assets.error(AssetsError.BALANCE_LOW);
        }
        return actual.saturatingAdd(withdrawable(asset, who, actual, keepAlive));
    }

    private U128 decrease(int asset, AccountId who, U128 amount, boolean keepAlive, boolean bestEffort)
            throws DispatchException {
        if (amount.isZero()) {
            return amount;
        }
        assets.live(asset);
        U128 actual = debit(asset, who, amount, keepAlive, bestEffort);
        AssetAccount held = account(asset, who);
        settle(asset, who, held.withBalance(held.balance().saturatingSubtract(actual)));
        return actual;
    }

    private void increase(int asset, AccountId who, U128 amount) throws DispatchException {
        if (amount.isZero()) {
            return;
        }
        ensureCanIncrease(asset, who, amount, true);
        assets.live(asset);
        credit(asset, who, amount);
    }

    private void credit(int asset, AccountId who, U128 amount) throws DispatchException {
        Optional<AssetAccount> held = assets.account.tryGet(asset, who);
        if (held.isPresent()) {
            AssetAccount now = held.get();
            assets.account.put(asset, who, now.withBalance(now.balance().saturatingAdd(amount)));
        } else {
            ExistenceReason reason = open(asset, who);
            assets.account.put(asset, who, new AssetAccount(amount, AccountStatus.LIQUID, reason, Unit.UNIT));
        }
    }

    /// Writes what is left, or forgets an account with too little.
    private void settle(int asset, AccountId who, AssetAccount rest) throws DispatchException {
        AssetDetails details = assets.live(asset);
        boolean held = rest.reason() instanceof ExistenceReason.DepositHeld
                || rest.reason() instanceof ExistenceReason.DepositFrom;
        if (rest.balance().compareTo(details.minBalance()) >= 0 || held) {
            assets.account.put(asset, who, rest);
            return;
        }
        Accounts accounts = assets.accounts;
        int sufficients = details.sufficients();
        if (rest.reason() instanceof ExistenceReason.Sufficient) {
            sufficients--;
            accounts.decSufficients(who);
        } else if (rest.reason() instanceof ExistenceReason.Consumer) {
            accounts.decConsumers(who);
        }
        assets.asset.put(asset, details.withHolders(details.accounts() - 1, sufficients));
        assets.account.remove(asset, who);
    }

    private ExistenceReason open(int asset, AccountId who) throws DispatchException {
        AssetDetails details = assets.live(asset);
        if (details.isSufficient()) {
            assets.accounts.incSufficients(who);
            assets.asset.put(asset, details.withHolders(details.accounts() + 1, details.sufficients() + 1));
            return new ExistenceReason.Sufficient();
        }
        try {
            assets.accounts.incConsumers(who);
        } catch (DispatchException e) {
            throw assets.error(AssetsError.UNAVAILABLE_CONSUMER);
        }
        assets.asset.put(asset, details.withHolders(details.accounts() + 1, details.sufficients()));
        return new ExistenceReason.Consumer();
    }

    private AssetAccount account(int asset, AccountId who) throws DispatchException {
        return assets.account.tryGet(asset, who).orElseThrow(() -> assets.error(AssetsError.NO_ACCOUNT));
    }
}
