package network.phala.pallet.computation;

import network.phala.primitives.AccountId;
import network.phala.primitives.U128;
import network.phala.scale.Index;
import network.phala.scale.SnakeCaseVariants;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.types.messaging.TokenomicParameters;

/// The calls of [PhalaComputation]. "Governance" is root or more than half of the council.
@TypePath(value = "phala_pallets::compute::computation::pallet::Call", parameters = "T", arguments = Void.class)
@SnakeCaseVariants
public sealed interface PhalaComputationCall {
    /// Sets how many seconds a stopped session waits before its stake is free.
    ///
    /// **Origin** root.
    @Index(0)
    record SetCoolDownExpiration(@TypeName("u64") long period) implements PhalaComputationCall {}

    /// Parts a worker from its session, and stops it first when it computes.
    ///
    /// **Origin** signed, by the worker's operator. **Errors** [PhalaComputationError#SESSION_NOT_BOUND],
    /// [PhalaComputationError#BAD_SENDER].
    @Index(1)
    record Unbind(@TypeName("T::AccountId") AccountId session) implements PhalaComputationCall {}

    /// Challenges every computing worker.
    ///
    /// **Origin** root.
    @Index(2)
    record ForceHeartbeat() implements PhalaComputationCall {}

    /// Starts a session with a stake.
    ///
    /// **Origin** root.
    @Index(3)
    record ForceStartComputing(
            @TypeName("T::AccountId") AccountId session,
            @TypeName("BalanceOf<T>") U128 stake) implements PhalaComputationCall {}

    /// Stops a session.
    ///
    /// **Origin** root.
    @Index(4)
    record ForceStopComputing(@TypeName("T::AccountId") AccountId session) implements PhalaComputationCall {}

    /// Schedules new parameters for the end of this block.
    ///
    /// **Origin** governance.
    @Index(5)
    record UpdateTokenomic(@TypeName("TokenomicParams") TokenomicParameters newParams)
            implements PhalaComputationCall {}

    /// Stops or resumes heartbeat challenges.
    ///
    /// **Origin** governance.
    @Index(6)
    record SetHeartbeatPaused(@TypeName("bool") boolean paused) implements PhalaComputationCall {}

    /// Sets the budget of a block (U64F64 bits); nonce and block must grow.
    ///
    /// **Origin** signed, by the contract account. **Errors** [PhalaComputationError#BAD_SENDER],
    /// [PhalaComputationError#NONCE_INDEX_INVALID], [PhalaComputationError#BUDGET_UPDATE_BLOCK_INVALID],
    /// [PhalaComputationError#BUDGET_EXCEED_MAX_LIMIT].
    @Index(7)
    record SetBudgetPerBlock(
            @TypeName("u64") long nonce,
            @TypeName("BlockNumberFor<T>") int blockNumber,
            @TypeName("u128") U128 budget) implements PhalaComputationCall {}

    /// Names the account that may set the budget.
    ///
    /// **Origin** governance.
    @Index(8)
    record UpdateContractRoot(@TypeName("AccountId32") AccountId accountId) implements PhalaComputationCall {}
}
