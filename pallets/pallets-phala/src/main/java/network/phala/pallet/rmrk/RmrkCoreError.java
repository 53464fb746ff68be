package network.phala.pallet.rmrk;

import network.phala.scale.TypePath;

/// Why [RmrkCore] refuses.
@TypePath(value = "pallet_rmrk_core::pallet::Error", parameters = "T", arguments = Void.class)
public enum RmrkCoreError {
    /// None value.
    NONE_VALUE,

    /// Storage overflow.
    STORAGE_OVERFLOW,

    /// Too long.
    TOO_LONG,

    /// No available collection id.
    NO_AVAILABLE_COLLECTION_ID,

    /// No available resource id.
    NO_AVAILABLE_RESOURCE_ID,

    /// Metadata not set.
    METADATA_NOT_SET,

    /// Recipient not set.
    RECIPIENT_NOT_SET,

    /// No available nft id.
    NO_AVAILABLE_NFT_ID,

    /// Not in range.
    NOT_IN_RANGE,

    /// Royalty not set.
    ROYALTY_NOT_SET,

    /// Collection unknown.
    COLLECTION_UNKNOWN,

    /// No permission.
    NO_PERMISSION,

    /// No witness.
    NO_WITNESS,

    /// Collection not empty.
    COLLECTION_NOT_EMPTY,

    /// Collection full or locked.
    COLLECTION_FULL_OR_LOCKED,

    /// Cannot send to descendent or self.
    CANNOT_SEND_TO_DESCENDENT_OR_SELF,

    /// Resource already exists.
    RESOURCE_ALREADY_EXISTS,

    /// Nft already exists.
    NFT_ALREADY_EXISTS,

    /// Empty resource.
    EMPTY_RESOURCE,

    /// Too many recursions.
    TOO_MANY_RECURSIONS,

    /// Nft is locked.
    NFT_IS_LOCKED,

    /// Cannot accept non owned nft.
    CANNOT_ACCEPT_NON_OWNED_NFT,

    /// Cannot reject non owned nft.
    CANNOT_REJECT_NON_OWNED_NFT,

    /// Cannot reject non pending nft.
    CANNOT_REJECT_NON_PENDING_NFT,

    /// Resource doesnt exist.
    RESOURCE_DOESNT_EXIST,

    /// Resource not pending.
    RESOURCE_NOT_PENDING,

    /// Non transferable.
    NON_TRANSFERABLE,

    /// Cannot send equipped item.
    CANNOT_SEND_EQUIPPED_ITEM,

    /// Cannot accept to new owner.
    CANNOT_ACCEPT_TO_NEW_OWNER,

    /// Failed transfer hooks pre check.
    FAILED_TRANSFER_HOOKS_PRE_CHECK,

    /// Failed transfer hooks post transfer.
    FAILED_TRANSFER_HOOKS_POST_TRANSFER
}
