package network.phala.pallet.stakepool;

import java.util.Optional;
import network.phala.primitives.AccountId;
import network.phala.primitives.Sr25519Public;
import network.phala.primitives.U128;
import network.phala.scale.Index;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// What [PhalaStakePoolv2] tells.
@TypePath(value = "phala_pallets::compute::stake_pool_v2::pallet::Event", parameters = "T", arguments = Void.class)
public sealed interface PhalaStakePoolv2Event {
    /// Pool created.
    @Index(0)
    record PoolCreated(
            @TypeName("T::AccountId") AccountId owner,
            @TypeName("u64") long pid,
            @TypeName("CollectionId") int cid,
            @TypeName("T::AccountId") AccountId poolAccountId)
            implements PhalaStakePoolv2Event {}

    /// Pool commission set.
    @Index(1)
    record PoolCommissionSet(
            @TypeName("u64") long pid, @TypeName("u32") int commission) implements PhalaStakePoolv2Event {}

    /// Pool capacity set.
    @Index(2)
    record PoolCapacitySet(
            @TypeName("u64") long pid,
            @TypeName("BalanceOf<T>") U128 cap) implements PhalaStakePoolv2Event {}

    /// Pool worker added.
    @Index(3)
    record PoolWorkerAdded(
            @TypeName("u64") long pid,
            @TypeName("WorkerPublicKey") Sr25519Public worker,
            @TypeName("T::AccountId") AccountId session)
            implements PhalaStakePoolv2Event {}

    /// Contribution.
    @Index(4)
    record Contribution(
            @TypeName("u64") long pid,
            @TypeName("T::AccountId") AccountId user,
            @TypeName("BalanceOf<T>") U128 amount,
            @TypeName("BalanceOf<T>") U128 shares,
            @TypeName("Option<u64>") Optional<Long> asVault)
            implements PhalaStakePoolv2Event {}

    /// Owner rewards withdrawn.
    @Index(5)
    record OwnerRewardsWithdrawn(
            @TypeName("u64") long pid,
            @TypeName("T::AccountId") AccountId user,
            @TypeName("BalanceOf<T>") U128 amount) implements PhalaStakePoolv2Event {}

    /// Pool slashed.
    @Index(6)
    record PoolSlashed(
            @TypeName("u64") long pid,
            @TypeName("BalanceOf<T>") U128 amount) implements PhalaStakePoolv2Event {}

    /// Slash settled.
    @Index(7)
    record SlashSettled(
            @TypeName("u64") long pid,
            @TypeName("T::AccountId") AccountId user,
            @TypeName("BalanceOf<T>") U128 amount) implements PhalaStakePoolv2Event {}

    /// Reward dismissed not in pool.
    @Index(8)
    record RewardDismissedNotInPool(
            @TypeName("WorkerPublicKey") Sr25519Public worker,
            @TypeName("BalanceOf<T>") U128 amount) implements PhalaStakePoolv2Event {}

    /// Reward dismissed no share.
    @Index(9)
    record RewardDismissedNoShare(
            @TypeName("u64") long pid,
            @TypeName("BalanceOf<T>") U128 amount) implements PhalaStakePoolv2Event {}

    /// Reward dismissed dust.
    @Index(10)
    record RewardDismissedDust(
            @TypeName("u64") long pid,
            @TypeName("BalanceOf<T>") U128 amount) implements PhalaStakePoolv2Event {}

    /// Pool worker removed.
    @Index(11)
    record PoolWorkerRemoved(
            @TypeName("u64") long pid,
            @TypeName("WorkerPublicKey") Sr25519Public worker) implements PhalaStakePoolv2Event {}

    /// Worker reclaimed.
    @Index(12)
    record WorkerReclaimed(
            @TypeName("u64") long pid,
            @TypeName("WorkerPublicKey") Sr25519Public worker) implements PhalaStakePoolv2Event {}

    /// Reward received.
    @Index(13)
    record RewardReceived(
            @TypeName("u64") long pid,
            @TypeName("BalanceOf<T>") U128 toOwner,
            @TypeName("BalanceOf<T>") U128 toStakers) implements PhalaStakePoolv2Event {}

    /// Working started.
    @Index(14)
    record WorkingStarted(
            @TypeName("u64") long pid,
            @TypeName("WorkerPublicKey") Sr25519Public worker,
            @TypeName("BalanceOf<T>") U128 amount)
            implements PhalaStakePoolv2Event {}

    /// Reward to owner dismissed dust.
    @Index(15)
    record RewardToOwnerDismissedDust(
            @TypeName("u64") long pid,
            @TypeName("BalanceOf<T>") U128 amount) implements PhalaStakePoolv2Event {}

    /// Reward to distribution dismissed dust.
    @Index(16)
    record RewardToDistributionDismissedDust(
            @TypeName("u64") long pid,
            @TypeName("BalanceOf<T>") U128 amount) implements PhalaStakePoolv2Event {}
}
