package network.phala.pallet.legacypool;

import java.util.List;
import java.util.Optional;
import network.phala.frame.Permill;
import network.phala.primitives.AccountId;
import network.phala.primitives.Sr25519Public;
import network.phala.primitives.U128;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.scale.Unnamed;

/// A pool of the first kind.
@TypePath(
        value = "phala_pallets::stake_pool::pallet::PoolInfo",
        parameters = {"AccountId", "Balance"},
        arguments = {AccountId.class, U128.class})
public record PoolInfo(
        @TypeName("u64") long pid,
        @TypeName("AccountId") AccountId owner,
        @TypeName("Option<Permill>") Optional<Permill> payoutCommission,
        @TypeName("Balance") U128 ownerReward,
        @TypeName("Option<Balance>") Optional<U128> cap,
        @TypeName("CodecFixedPoint") FixedPoint rewardAcc,
        @TypeName("Balance") U128 totalShares,
        @TypeName("Balance") U128 totalStake,
        @TypeName("Balance") U128 freeStake,
        @TypeName("Balance") U128 releasingStake,
        @TypeName("Vec<WorkerPublicKey>") List<Sr25519Public> workers,

        @TypeName("VecDeque<WithdrawInfo<AccountId, Balance>>")
        List<WithdrawInfo> withdrawQueue) {
    public PoolInfo {
        workers = List.copyOf(workers);
        withdrawQueue = List.copyOf(withdrawQueue);
    }

    /// U64F64 bits.
    @TypePath("phala_pallets::utils::fixed_point::FixedPoint")
    @Unnamed
    public record FixedPoint(U128 bits) {}

    /// A request in its queue.
    @TypePath(
            value = "phala_pallets::stake_pool::pallet::WithdrawInfo",
            parameters = {"AccountId", "Balance"},
            arguments = {AccountId.class, U128.class})
    public record WithdrawInfo(
            @TypeName("AccountId") AccountId user,
            @TypeName("Balance") U128 shares,
            @TypeName("u64") long startTime) {}
}
