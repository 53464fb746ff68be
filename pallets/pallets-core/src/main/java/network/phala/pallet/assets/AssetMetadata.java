package network.phala.pallet.assets;

import network.phala.primitives.Bytes;
import network.phala.primitives.U128;
import network.phala.scale.Bounded;
import network.phala.scale.Transparent;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// How an asset is shown.
@TypePath(
        value = "pallet_assets::types::AssetMetadata",
        parameters = {"DepositBalance", "BoundedString"},
        arguments = {U128.class, AssetMetadata.Text.class})
public record AssetMetadata(
        @TypeName("DepositBalance") U128 deposit,
        @Bounded @TypeName("BoundedString") Bytes name,
        @Bounded @TypeName("BoundedString") Bytes symbol,
        @TypeName("u8") byte decimals,
        @TypeName("bool") boolean isFrozen) {
    static final AssetMetadata NONE = new AssetMetadata(U128.ZERO, Bytes.EMPTY, Bytes.EMPTY, (byte) 0, false);

    /// The type argument of names and symbols.
    @Transparent
    record Text(@Bounded Bytes text) {}
}
