package network.phala.pallet.assets;

import network.phala.scale.TypePath;

/// Why [Assets] refuses.
@TypePath(
        value = "pallet_assets::pallet::Error",
        parameters = {"T", "I"},
        arguments = {Void.class, Void.class})
public enum AssetsError {
    /// Balance low.
    BALANCE_LOW,

    /// No account.
    NO_ACCOUNT,

    /// No permission.
    NO_PERMISSION,

    /// Unknown.
    UNKNOWN,

    /// Frozen.
    FROZEN,

    /// In use.
    IN_USE,

    /// Bad witness.
    BAD_WITNESS,

    /// Min balance zero.
    MIN_BALANCE_ZERO,

    /// Unavailable consumer.
    UNAVAILABLE_CONSUMER,

    /// Bad metadata.
    BAD_METADATA,

    /// Unapproved.
    UNAPPROVED,

    /// Would die.
    WOULD_DIE,

    /// Already exists.
    ALREADY_EXISTS,

    /// No deposit.
    NO_DEPOSIT,

    /// Would burn.
    WOULD_BURN,

    /// Live asset.
    LIVE_ASSET,

    /// Asset not live.
    ASSET_NOT_LIVE,

    /// Incorrect status.
    INCORRECT_STATUS,

    /// Not frozen.
    NOT_FROZEN,

    /// Callback failed.
    CALLBACK_FAILED
}
