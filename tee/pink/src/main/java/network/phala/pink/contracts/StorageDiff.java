package network.phala.pink.contracts;

import java.math.BigInteger;
import network.phala.pink.types.StorageDeposit;
import network.phala.primitives.U128;

/// Storage added and removed, in bytes and items (unsigned 32-bit).
///
/// Follows polkadot-sdk substrate/frame/contracts/src/storage/meter.rs, Diff.
record StorageDiff(int bytesAdded, int bytesRemoved, int itemsAdded, int itemsRemoved) {
    static final StorageDiff NONE = new StorageDiff(0, 0, 0, 0);

    /// 1.0 in `FixedU128`.
    private static final BigInteger FIXED_ONE = BigInteger.TEN.pow(18);

    /// What a byte and an item of storage cost.
    record Prices(U128 perByte, U128 perItem) {}

    /// A contract's info after the change, and the deposit that comes of it.
    record Applied(ContractInfo info, StorageDeposit deposit) {}

    StorageDiff plus(StorageDiff other) {
        return new StorageDiff(
                saturatingAdd(bytesAdded, other.bytesAdded),
                saturatingAdd(bytesRemoved, other.bytesRemoved),
                saturatingAdd(itemsAdded, other.itemsAdded),
                saturatingAdd(itemsRemoved, other.itemsRemoved));
    }

    /// The deposit of additions alone.
    static U128 charge(int bytes, int items, Prices prices) {
        return prices.perByte()
                .saturatingMultiply(U128.of(Integer.toUnsignedLong(bytes)))
                .saturatingAdd(prices.perItem().saturatingMultiply(U128.of(Integer.toUnsignedLong(items))));
    }

    /// Additions are charged by price, removals refunded pro rata of what was paid.
    Applied apply(ContractInfo info, Prices prices) {
        int addedBytes = saturatingSubtract(bytesAdded, bytesRemoved);
        int removedBytes = saturatingSubtract(bytesRemoved, bytesAdded);
        int addedItems = saturatingSubtract(itemsAdded, itemsRemoved);
        int removedItems = saturatingSubtract(itemsRemoved, itemsAdded);
        StorageDeposit bytes =
                deposit(prices.perByte(), addedBytes, removedBytes, info.storageBytes(), info.byteDeposit());
        StorageDeposit items =
                deposit(prices.perItem(), addedItems, removedItems, info.storageItems(), info.itemDeposit());
        ContractInfo changed = info.withStorage(
                saturatingSubtract(saturatingAdd(info.storageBytes(), addedBytes), removedBytes),
                saturatingSubtract(saturatingAdd(info.storageItems(), addedItems), removedItems),
                accumulate(info.byteDeposit(), bytes),
                accumulate(info.itemDeposit(), items));
        return new Applied(changed, bytes.saturatingAdd(items));
    }

    private static StorageDeposit deposit(U128 price, int added, int removed, int present, U128 paid) {
        StorageDeposit charge = StorageDeposit.charge(price.saturatingMultiply(U128.of(Integer.toUnsignedLong(added))));
        return charge.saturatingAdd(StorageDeposit.refund(proRata(removed, present, paid)));
    }

    /// `removed / present` of `paid`, by way of an 18-digit fixed-point ratio of at most 1, both steps rounded down.
    private static U128 proRata(int removed, int present, U128 paid) {
        if (removed == 0 || present == 0) {
            return U128.ZERO;
        }
        BigInteger ratio = BigInteger.valueOf(Integer.toUnsignedLong(removed))
                .multiply(FIXED_ONE)
                .divide(BigInteger.valueOf(Integer.toUnsignedLong(present)))
                .min(FIXED_ONE);
        return U128.of(paid.toBigInteger().multiply(ratio).divide(FIXED_ONE));
    }

    private static U128 accumulate(U128 paid, StorageDeposit change) {
        return change.charge() ? paid.saturatingAdd(change.amount()) : paid.saturatingSubtract(change.amount());
    }

    private static int saturatingAdd(int a, int b) {
        int sum = a + b;
        return Integer.compareUnsigned(sum, a) < 0 ? -1 : sum;
    }

    private static int saturatingSubtract(int a, int b) {
        return Integer.compareUnsigned(a, b) <= 0 ? 0 : a - b;
    }
}
