package network.phala.pink.contracts;

import java.util.ArrayList;
import java.util.List;
import network.phala.pink.types.ContractError;
import network.phala.pink.types.DispatchException;
import network.phala.pink.types.StorageDeposit;
import network.phala.primitives.AccountId;
import network.phala.primitives.U128;
import org.jspecify.annotations.Nullable;

/// Counts what one frame, or the whole stack, changes in storage, and the deposits that follow.
///
/// Balances move only at the end of the whole stack ([Deposits]); until then charges are noted per contract.
/// Follows polkadot-sdk substrate/frame/contracts/src/storage/meter.rs, RawMeter.
final class StorageMeter {
    private final U128 limit;
    private final StorageDiff.Prices prices;
    private final boolean forgetful;
    private StorageDeposit total = StorageDeposit.NONE;
    private Contribution own = new Alive(StorageDiff.NONE);
    private final List<Charge> charges = new ArrayList<>();

    /// What the metered contract itself contributed.
    private sealed interface Contribution {}

    private record Alive(StorageDiff diff) implements Contribution {}

    /// The diff was turned into a deposit when the limit was enforced.
    private record Checked(StorageDeposit deposit) implements Contribution {}

    private record Terminated(StorageDeposit deposit, AccountId beneficiary) implements Contribution {}

    /// A deposit to settle; `beneficiary` is set when the contract was terminated.
    record Charge(
            AccountId contract,
            StorageDeposit amount,
            @Nullable AccountId beneficiary) {}

    /// @param forgetful whether frames without a deposit of their own lose the charges below them
    ///     ([PalletRelease#forgetsNestedCharges])
    StorageMeter(U128 limit, StorageDiff.Prices prices, boolean forgetful) {
        this.limit = limit;
        this.prices = prices;
        this.forgetful = forgetful;
    }

    /// A meter for a frame below this one, with what is available here as its limit.
    StorageMeter nested() {
        return new StorageMeter(total.available(limit), prices, forgetful);
    }

    StorageDeposit total() {
        return total;
    }

    List<Charge> charges() {
        return charges;
    }

    void charge(StorageDiff diff) {
        if (!(own instanceof Alive(StorageDiff before))) {
            throw new IllegalStateException("storage is charged after the contract was terminated");
        }
        own = new Alive(before.plus(diff));
    }

    /// A deposit that does not come from stored items.
    void chargeDeposit(AccountId contract, StorageDeposit amount) {
        total = total.saturatingAdd(amount);
        charges.add(new Charge(contract, amount, null));
    }

    /// The base deposit of a new contract, of which `existentialDeposit` is transferred at once by the caller.
    void chargeInstantiate(AccountId contract, U128 baseDeposit, U128 existentialDeposit) throws DispatchException {
        if (baseDeposit.compareTo(limit) > 0) {
            throw ContractError.STORAGE_DEPOSIT_LIMIT_EXHAUSTED.raise();
        }
        total = StorageDeposit.charge(existentialDeposit);
        StorageDeposit rest =
                StorageDeposit.charge(baseDeposit).saturatingSubtract(StorageDeposit.charge(existentialDeposit));
        chargeDeposit(contract, rest);
    }

    /// The base deposit of a new contract, all of which the caller moves at once.
    void chargeAtOnce(U128 baseDeposit) throws DispatchException {
        if (baseDeposit.compareTo(limit) > 0) {
            throw ContractError.STORAGE_DEPOSIT_LIMIT_EXHAUSTED.raise();
        }
        total = StorageDeposit.charge(baseDeposit);
    }

    /// The contract is gone: everything paid for it is refunded, its balance goes to the beneficiary.
    void terminate(ContractInfo info, AccountId beneficiary) {
        own = new Terminated(StorageDeposit.refund(info.totalDeposit()), beneficiary);
    }

    /// Fails when the frame's charges exceed the limit. Gives the info with the new deposits, null when terminated.
    @Nullable
    ContractInfo enforceLimit(@Nullable ContractInfo info) throws DispatchException {
        Settled settled = settle(info);
        if (!(own instanceof Terminated)) {
            own = new Checked(settled.deposit);
        }
        StorageDeposit sum = total.saturatingAdd(settled.deposit);
        if (sum.charge() && sum.amount().compareTo(limit) > 0) {
            throw ContractError.STORAGE_DEPOSIT_LIMIT_EXHAUSTED.raise();
        }
        return settled.info;
    }

    /// Takes over what a finished frame for `contract` counted. Gives the contract's info with the new deposits.
    @Nullable
    ContractInfo absorb(StorageMeter child, AccountId contract, @Nullable ContractInfo info) {
        Settled settled = child.settle(info);
        total = total.saturatingAdd(child.total).saturatingAdd(settled.deposit);
        if (!forgetful || !settled.deposit.isZero()) {
            charges.addAll(child.charges);
        }
        if (!settled.deposit.isZero()) {
            AccountId beneficiary = child.own instanceof Terminated gone ? gone.beneficiary() : null;
            charges.add(new Charge(contract, settled.deposit, beneficiary));
        }
        return settled.info;
    }

    private record Settled(StorageDeposit deposit, @Nullable ContractInfo info) {}

    private Settled settle(@Nullable ContractInfo info) {
        return switch (own) {
            case Alive(StorageDiff diff) -> {
                if (info == null) {
                    yield new Settled(
                            StorageDeposit.charge(StorageDiff.charge(diff.bytesAdded(), diff.itemsAdded(), prices)),
                            null);
                }
                StorageDiff.Applied applied = diff.apply(info, prices);
                yield new Settled(applied.deposit(), applied.info());
            }
            case Checked(StorageDeposit deposit) -> new Settled(deposit, info);
            case Terminated gone -> new Settled(gone.deposit(), info);
        };
    }
}
