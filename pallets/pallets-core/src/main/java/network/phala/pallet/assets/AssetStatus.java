package network.phala.pallet.assets;

import network.phala.scale.TypePath;

/// Whether an asset can be used.
@TypePath("pallet_assets::types::AssetStatus")
public enum AssetStatus {
    LIVE,
    FROZEN,
    DESTROYING
}
