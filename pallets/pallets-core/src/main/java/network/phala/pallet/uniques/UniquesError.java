package network.phala.pallet.uniques;

import network.phala.scale.TypePath;

/// Why [Uniques] refuses.
@TypePath(
        value = "pallet_uniques::pallet::Error",
        parameters = {"T", "I"},
        arguments = {Void.class, Void.class})
public enum UniquesError {
    /// No permission.
    NO_PERMISSION,

    /// Unknown collection.
    UNKNOWN_COLLECTION,

    /// Already exists.
    ALREADY_EXISTS,

    /// Wrong owner.
    WRONG_OWNER,

    /// Bad witness.
    BAD_WITNESS,

    /// In use.
    IN_USE,

    /// Frozen.
    FROZEN,

    /// Wrong delegate.
    WRONG_DELEGATE,

    /// No delegate.
    NO_DELEGATE,

    /// Unapproved.
    UNAPPROVED,

    /// Unaccepted.
    UNACCEPTED,

    /// Locked.
    LOCKED,

    /// Max supply reached.
    MAX_SUPPLY_REACHED,

    /// Max supply already set.
    MAX_SUPPLY_ALREADY_SET,

    /// Max supply too small.
    MAX_SUPPLY_TOO_SMALL,

    /// Unknown item.
    UNKNOWN_ITEM,

    /// Not for sale.
    NOT_FOR_SALE,

    /// Bid too low.
    BID_TOO_LOW
}
