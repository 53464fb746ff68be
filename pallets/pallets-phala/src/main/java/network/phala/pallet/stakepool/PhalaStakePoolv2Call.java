package network.phala.pallet.stakepool;

import java.util.Optional;
import network.phala.frame.Permill;
import network.phala.primitives.AccountId;
import network.phala.primitives.Sr25519Public;
import network.phala.primitives.U128;
import network.phala.scale.Index;
import network.phala.scale.SnakeCaseVariants;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// The calls of [PhalaStakePoolv2].
@TypePath(value = "phala_pallets::compute::stake_pool_v2::pallet::Call", parameters = "T", arguments = Void.class)
@SnakeCaseVariants
public sealed interface PhalaStakePoolv2Call {
    /// Makes a pool of the signer.
    ///
    /// **Origin** signed.
    @Index(0)
    record Create() implements PhalaStakePoolv2Call {}

    /// Adds a worker whose operator the signer is.
    ///
    /// **Origin** signed, by the pool's owner.
    @Index(1)
    record AddWorker(
            @TypeName("u64") long pid,
            @TypeName("WorkerPublicKey") Sr25519Public pubkey) implements PhalaStakePoolv2Call {}

    /// Removes a worker that is not computing.
    ///
    /// **Origin** signed, by the pool's owner.
    @Index(2)
    record RemoveWorker(
            @TypeName("u64") long pid,
            @TypeName("WorkerPublicKey") Sr25519Public worker) implements PhalaStakePoolv2Call {}

    /// Limits what the pool takes.
    ///
    /// **Origin** signed, by the pool's owner.
    @Index(3)
    record SetCap(
            @TypeName("u64") long pid,
            @TypeName("BalanceOf<T>") U128 cap) implements PhalaStakePoolv2Call {}

    /// Sets the owner's part of rewards.
    ///
    /// **Origin** signed, by the pool's owner.
    @Index(4)
    record SetPayoutPref(
            @TypeName("u64") long pid,
            @TypeName("Option<Permill>") Optional<Permill> payoutCommission) implements PhalaStakePoolv2Call {}

    /// Pays out rewards of earlier versions.
    ///
    /// **Origin** signed.
    @Index(5)
    record ClaimLegacyRewards(
            @TypeName("u64") long pid,
            @TypeName("T::AccountId") AccountId target) implements PhalaStakePoolv2Call {}

    /// Pays out the owner's part.
    ///
    /// **Origin** signed, by the pool's owner.
    @Index(7)
    record ClaimOwnerRewards(
            @TypeName("u64") long pid,
            @TypeName("T::AccountId") AccountId target) implements PhalaStakePoolv2Call {}

    /// Pays out what can be; stops all workers when a request waited too long.
    ///
    /// **Origin** signed, by anybody.
    @Index(8)
    record CheckAndMaybeForceWithdraw(@TypeName("u64") long pid) implements PhalaStakePoolv2Call {}

    /// Buys shares with wrapped money; of the signer, or of a vault it owns.
    ///
    /// **Origin** signed.
    @Index(9)
    record Contribute(
            @TypeName("u64") long pid,
            @TypeName("BalanceOf<T>") U128 amount,
            @TypeName("Option<u64>") Optional<Long> asVault)
            implements PhalaStakePoolv2Call {}

    /// Queues shares to be paid out.
    ///
    /// **Origin** signed.
    @Index(10)
    record Withdraw(
            @TypeName("u64") long pid,
            @TypeName("BalanceOf<T>") U128 shares,
            @TypeName("Option<u64>") Optional<Long> asVault)
            implements PhalaStakePoolv2Call {}

    /// Starts a worker with a stake of the pool's free money.
    ///
    /// **Origin** signed, by the pool's owner.
    @Index(13)
    record StartComputing(
            @TypeName("u64") long pid,
            @TypeName("WorkerPublicKey") Sr25519Public worker,
            @TypeName("BalanceOf<T>") U128 stake)
            implements PhalaStakePoolv2Call {}

    /// Stops a worker.
    ///
    /// **Origin** signed, by the pool's owner.
    @Index(14)
    record StopComputing(
            @TypeName("u64") long pid,
            @TypeName("WorkerPublicKey") Sr25519Public worker) implements PhalaStakePoolv2Call {}

    /// Frees the stake of a worker that has cooled down.
    ///
    /// **Origin** signed, by anybody.
    @Index(15)
    record ReclaimPoolWorker(
            @TypeName("u64") long pid,
            @TypeName("WorkerPublicKey") Sr25519Public worker) implements PhalaStakePoolv2Call {}

    /// Starts a worker again at once with a larger stake.
    ///
    /// **Origin** signed, by the pool's owner.
    @Index(17)
    record RestartComputing(
            @TypeName("u64") long pid,
            @TypeName("WorkerPublicKey") Sr25519Public worker,
            @TypeName("BalanceOf<T>") U128 stake)
            implements PhalaStakePoolv2Call {}
}
