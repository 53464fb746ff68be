package network.phala.pallet.basepool;

import network.phala.scale.TypePath;

/// Why [PhalaBasePool] refuses.
@TypePath(value = "phala_pallets::compute::base_pool::pallet::Error", parameters = "T", arguments = Void.class)
public enum PhalaBasePoolError {
    /// Miss collection id.
    MISS_COLLECTION_ID,

    /// The pool has shares and no value.
    POOL_BANKRUPT,

    /// Invalid share to withdraw.
    INVALID_SHARE_TO_WITHDRAW,

    /// Invalid withdrawal amount.
    INVALID_WITHDRAWAL_AMOUNT,

    /// Rmrk error.
    RMRK_ERROR,

    /// Pool does not exist.
    POOL_DOES_NOT_EXIST,

    /// Pool type not match.
    POOL_TYPE_NOT_MATCH,

    /// Nft id not found.
    NFT_ID_NOT_FOUND,

    /// Invalid share price.
    INVALID_SHARE_PRICE,

    /// The NFT is being changed.
    ATTR_LOCKED,

    /// Unauthorized pool owner.
    UNAUTHORIZED_POOL_OWNER,

    /// Already in contribute whitelist.
    ALREADY_IN_CONTRIBUTE_WHITELIST,

    /// Not in contribute whitelist.
    NOT_IN_CONTRIBUTE_WHITELIST,

    /// Exceed whitelist max len.
    EXCEED_WHITELIST_MAX_LEN,

    /// No whitelist created.
    NO_WHITELIST_CREATED,

    /// Exceed max description len.
    EXCEED_MAX_DESCRIPTION_LEN,

    /// Not migration root.
    NOT_MIGRATION_ROOT,

    /// Burn nft failed.
    BURN_NFT_FAILED,

    /// Deprecated transfer shares amount invalid.
    DEPRECATED_TRANSFER_SHARES_AMOUNT_INVALID,

    /// No reimbursement to claim.
    NO_REIMBURSEMENT_TO_CLAIM,

    /// Internal subsidy pool cannot withdraw.
    INTERNAL_SUBSIDY_POOL_CANNOT_WITHDRAW
}
