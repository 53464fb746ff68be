package network.phala.pallet.assets;

import network.phala.scale.TypePath;

/// What an account may do with an asset.
@TypePath("pallet_assets::types::AccountStatus")
public enum AccountStatus {
    LIQUID,
    FROZEN,
    BLOCKED
}
