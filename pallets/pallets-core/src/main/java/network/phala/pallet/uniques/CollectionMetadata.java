package network.phala.pallet.uniques;

import network.phala.primitives.Bytes;
import network.phala.primitives.U128;
import network.phala.scale.Bounded;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// What is written about one of them.
@TypePath(
        value = "pallet_uniques::types::CollectionMetadata",
        parameters = {"DepositBalance", "StringLimit"},
        arguments = {U128.class, Void.class})
public record CollectionMetadata(
        @TypeName("DepositBalance") U128 deposit,
        @Bounded @TypeName("BoundedVec<u8, StringLimit>") Bytes data,
        @TypeName("bool") boolean isFrozen) {}
