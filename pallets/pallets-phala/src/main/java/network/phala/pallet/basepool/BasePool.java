package network.phala.pallet.basepool;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.phala.primitives.AccountId;
import network.phala.primitives.U128;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.types.economics.Balances;
import network.phala.types.economics.U64F64;

/// What every pool has.
///
/// @param valueSubscribers vaults that hold shares
/// @param cid collection of the NFTs with its shares
@TypePath(
        value = "phala_pallets::compute::base_pool::pallet::BasePool",
        parameters = {"AccountId", "Balance"},
        arguments = {AccountId.class, U128.class})
public record BasePool(
        @TypeName("u64") long pid,
        @TypeName("AccountId") AccountId owner,
        @TypeName("Balance") U128 totalShares,
        @TypeName("Balance") U128 totalValue,
        @TypeName("VecDeque<WithdrawInfo<AccountId>>") List<WithdrawInfo> withdrawQueue,
        @TypeName("Vec<u64>") List<Long> valueSubscribers,
        @TypeName("CollectionId") int cid,
        @TypeName("AccountId") AccountId poolAccountId) {
    private static final U128 DUST_MAX = U128.of(1000);

    public BasePool {
        withdrawQueue = List.copyOf(withdrawQueue);
        valueSubscribers = List.copyOf(valueSubscribers);
    }

    public static BasePool created(long pid, AccountId owner, int cid, AccountId account) {
        return new BasePool(pid, owner, U128.ZERO, U128.ZERO, List.of(), List.of(), cid, account);
    }

    /// Value by share; none without shares.
    public Optional<U64F64> sharePrice() {
        return Balances.toFixed(totalValue).checkedDivide(Balances.toFixed(totalShares));
    }

    public BasePool with(U128 shares, U128 value) {
        return new BasePool(pid, owner, shares, value, withdrawQueue, valueSubscribers, cid, poolAccountId);
    }

    public BasePool withQueue(List<WithdrawInfo> queue) {
        return new BasePool(pid, owner, totalShares, totalValue, queue, valueSubscribers, cid, poolAccountId);
    }

    /// Requests of one account; there is at most one.
    public List<WithdrawInfo> requestsOf(AccountId who) {
        return withdrawQueue.stream()
                .filter(request -> request.user().equals(who))
                .toList();
    }

    public BasePool subscribedBy(long vault) {
        if (valueSubscribers.contains(vault)) {
            return this;
        }
        List<Long> subscribers = new ArrayList<>(valueSubscribers);
        subscribers.add(vault);
        return new BasePool(pid, owner, totalShares, totalValue, withdrawQueue, subscribers, cid, poolAccountId);
    }

    /// Whether an amount is too little to care for.
    public static boolean isDust(U128 amount) {
        return amount.compareTo(DUST_MAX) <= 0;
    }
}
