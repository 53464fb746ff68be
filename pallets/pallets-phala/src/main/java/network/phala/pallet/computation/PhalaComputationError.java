package network.phala.pallet.computation;

import network.phala.scale.Name;
import network.phala.scale.TypePath;

/// Why [PhalaComputation] refuses.
@TypePath(value = "phala_pallets::compute::computation::pallet::Error", parameters = "T", arguments = Void.class)
public enum PhalaComputationError {
    /// The sender may not do this.
    BAD_SENDER,

    /// Obsolete.
    @Name("_InvalidMessage")
    INVALID_MESSAGE,

    /// The worker is not registered.
    WORKER_NOT_REGISTERED,

    /// Obsolete.
    @Name("_GatekeeperNotRegistered")
    GATEKEEPER_NOT_REGISTERED,

    /// The session has a worker already.
    DUPLICATE_BOUND_SESSION,

    /// The worker has no initial score yet.
    BENCHMARK_MISSING,

    /// There is no such session.
    SESSION_NOT_FOUND,

    /// The session has no worker.
    SESSION_NOT_BOUND,

    /// The session is not ready.
    WORKER_NOT_READY,

    /// The session does not compute.
    WORKER_NOT_COMPUTING,

    /// The worker has no session.
    WORKER_NOT_BOUND,

    /// The session still cools down.
    COOL_DOWN_NOT_READY,

    /// The stake is below the minimum for this score.
    INSUFFICIENT_STAKE,

    /// The stake gives more than the largest V.
    TOO_MUCH_STAKE,

    /// There are no parameters.
    INTERNAL_ERROR_BAD_TOKENOMIC_PARAMETERS,

    /// The worker has a session already.
    DUPLICATE_BOUND_WORKER,

    /// The score is below the minimum.
    BENCHMARK_TOO_LOW,

    /// The session holds a stake already.
    INTERNAL_ERROR_CANNOT_START_WITH_EXISTING_STAKE,

    /// The signer may not migrate storage.
    NOT_MIGRATION_ROOT,

    /// The nonce is not larger than the last one.
    NONCE_INDEX_INVALID,

    /// The block is not later than the last one.
    BUDGET_UPDATE_BLOCK_INVALID,

    /// The budget is above twice the limit.
    BUDGET_EXCEED_MAX_LIMIT,

    /// The worker registered before the gatekeepers began.
    WORKER_REREGISTER_NEEDED
}
