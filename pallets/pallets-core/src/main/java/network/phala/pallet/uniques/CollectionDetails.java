package network.phala.pallet.uniques;

import network.phala.primitives.AccountId;
import network.phala.primitives.U128;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// A collection: who may do what with it, and how many items it has.
@TypePath(
        value = "pallet_uniques::types::CollectionDetails",
        parameters = {"AccountId", "DepositBalance"},
        arguments = {AccountId.class, U128.class})
public record CollectionDetails(
        @TypeName("AccountId") AccountId owner,
        @TypeName("AccountId") AccountId issuer,
        @TypeName("AccountId") AccountId admin,
        @TypeName("AccountId") AccountId freezer,
        @TypeName("DepositBalance") U128 totalDeposit,
        @TypeName("bool") boolean freeHolding,
        @TypeName("u32") int items,
        @TypeName("u32") int itemMetadatas,
        @TypeName("u32") int attributes,
        @TypeName("bool") boolean isFrozen) {
    CollectionDetails withItems(int count) {
        return new CollectionDetails(
                owner, issuer, admin, freezer, totalDeposit, freeHolding, count, itemMetadatas, attributes, isFrozen);
    }
}
