package network.phala.pallet.computation;

import network.phala.primitives.AccountId;
import network.phala.primitives.Sr25519Public;
import network.phala.primitives.U128;
import network.phala.scale.Index;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// What [PhalaComputation] tells.
@TypePath(value = "phala_pallets::compute::computation::pallet::Event", parameters = "T", arguments = Void.class)
public sealed interface PhalaComputationEvent {
    /// The cool-down period changed.
    @Index(0)
    record CoolDownExpirationChanged(@TypeName("u64") long period) implements PhalaComputationEvent {}

    /// A session computes.
    @Index(1)
    record WorkerStarted(
            @TypeName("T::AccountId") AccountId session,
            @TypeName("u128") U128 initV,
            @TypeName("u32") int initP) implements PhalaComputationEvent {}

    /// A session stopped and cools down.
    @Index(2)
    record WorkerStopped(@TypeName("T::AccountId") AccountId session) implements PhalaComputationEvent {}

    /// The stake of a session is free again.
    @Index(3)
    record WorkerReclaimed(
            @TypeName("T::AccountId") AccountId session,
            @TypeName("BalanceOf<T>") U128 originalStake,
            @TypeName("BalanceOf<T>") U128 slashed)
            implements PhalaComputationEvent {}

    /// A session got its worker.
    @Index(4)
    record SessionBound(
            @TypeName("T::AccountId") AccountId session,
            @TypeName("WorkerPublicKey") Sr25519Public worker) implements PhalaComputationEvent {}

    /// A session lost its worker.
    @Index(5)
    record SessionUnbound(
            @TypeName("T::AccountId") AccountId session,
            @TypeName("WorkerPublicKey") Sr25519Public worker) implements PhalaComputationEvent {}

    /// A worker missed its heartbeat.
    @Index(6)
    record WorkerEnterUnresponsive(@TypeName("T::AccountId") AccountId session) implements PhalaComputationEvent {}

    /// A worker came back.
    @Index(7)
    record WorkerExitUnresponsive(@TypeName("T::AccountId") AccountId session) implements PhalaComputationEvent {}

    /// A session earned; both numbers are U64F64 bits.
    @Index(8)
    record SessionSettled(
            @TypeName("T::AccountId") AccountId session,
            @TypeName("u128") U128 vBits,
            @TypeName("u128") U128 payoutBits)
            implements PhalaComputationEvent {}

    /// The subsidy account could not pay the treasury's part.
    @Index(9)
    record InternalErrorWorkerSettleFailed(
            @TypeName("WorkerPublicKey") Sr25519Public worker) implements PhalaComputationEvent {}

    /// Declared by the original, never deposited.
    @Index(10)
    record SubsidyBudgetHalved() implements PhalaComputationEvent {}

    /// Declared by the original, never deposited.
    @Index(11)
    record InternalErrorWrongHalvingConfigured() implements PhalaComputationEvent {}

    /// Scheduled parameters took effect.
    @Index(12)
    record TokenomicParametersChanged() implements PhalaComputationEvent {}

    /// A settlement came late and was not booked.
    @Index(13)
    record SessionSettlementDropped(
            @TypeName("T::AccountId") AccountId session,
            @TypeName("u128") U128 v,
            @TypeName("u128") U128 payout) implements PhalaComputationEvent {}

    /// A heartbeat updated a session's performance.
    @Index(14)
    record BenchmarkUpdated(
            @TypeName("T::AccountId") AccountId session,
            @TypeName("u32") int pInstant) implements PhalaComputationEvent {}

    /// The budget of a block changed.
    @Index(15)
    record BudgetUpdated(
            @TypeName("u64") long nonce, @TypeName("u128") U128 budget) implements PhalaComputationEvent {}
}
