package network.phala.pallet.stakepool;

import network.phala.scale.Name;
import network.phala.scale.TypePath;

/// Why [PhalaStakePoolv2] refuses.
@TypePath(value = "phala_pallets::compute::stake_pool_v2::pallet::Error", parameters = "T", arguments = Void.class)
public enum PhalaStakePoolv2Error {
    /// Worker not registered.
    WORKER_NOT_REGISTERED,

    /// Benchmark missing.
    BENCHMARK_MISSING,

    /// Worker exists.
    WORKER_EXISTS,

    /// Worker already stopped.
    WORKER_ALREADY_STOPPED,

    /// Worker does not exist.
    WORKER_DOES_NOT_EXIST,

    /// Worker in another pool.
    WORKER_IN_ANOTHER_POOL,

    /// Unauthorized operator.
    UNAUTHORIZED_OPERATOR,

    /// Unauthorized pool owner.
    UNAUTHORIZED_POOL_OWNER,

    /// Inadequate capacity.
    INADEQUATE_CAPACITY,

    /// Stake exceeds capacity.
    STAKE_EXCEEDS_CAPACITY,

    /// Pool does not exist.
    POOL_DOES_NOT_EXIST,

    /// Pool is busy.
    @Name("_PoolIsBusy")
    POOL_IS_BUSY,

    /// Insufficient contribution.
    INSUFFICIENT_CONTRIBUTION,

    /// No nft to withdraw.
    NO_NFT_TO_WITHDRAW,

    /// Insufficient balance.
    INSUFFICIENT_BALANCE,

    /// Pool stake not found.
    POOL_STAKE_NOT_FOUND,

    /// Insufficient free stake.
    INSUFFICIENT_FREE_STAKE,

    /// Invalid withdrawal amount.
    INVALID_WITHDRAWAL_AMOUNT,

    /// Failed to bind session and worker.
    FAILED_TO_BIND_SESSION_AND_WORKER,

    /// Internal subsidy pool cannot withdraw.
    INTERNAL_SUBSIDY_POOL_CANNOT_WITHDRAW,

    /// Pool bankrupt.
    POOL_BANKRUPT,

    /// No reward to claim.
    NO_REWARD_TO_CLAIM,

    /// Feature not enabled.
    FEATURE_NOT_ENABLED,

    /// Workers exceed limit.
    WORKERS_EXCEED_LIMIT,

    /// Cannot restart with less stake.
    CANNOT_RESTART_WITH_LESS_STAKE,

    /// Invalid force reward amount.
    INVALID_FORCE_REWARD_AMOUNT,

    /// Withdraw queue not empty.
    WITHDRAW_QUEUE_NOT_EMPTY,

    /// Missing collection id.
    MISSING_COLLECTION_ID,

    /// Vault is locked.
    VAULT_IS_LOCKED,

    /// Session does not exist.
    SESSION_DOES_NOT_EXIST,

    /// Worker is not ready.
    WORKER_IS_NOT_READY,

    /// Lock account stake error.
    LOCK_ACCOUNT_STAKE_ERROR,

    /// No legacy reward to claim.
    NO_LEGACY_REWARD_TO_CLAIM
}
