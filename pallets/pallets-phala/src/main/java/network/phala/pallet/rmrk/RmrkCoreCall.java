package network.phala.pallet.rmrk;

import java.util.Optional;
import network.phala.frame.transaction.MultiAddress;
import network.phala.primitives.Bytes;
import network.phala.scale.Bounded;
import network.phala.scale.Index;
import network.phala.scale.SnakeCaseVariants;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// The calls of [RmrkCore] that are here; those about resources are not.
@TypePath(value = "pallet_rmrk_core::pallet::Call", parameters = "T", arguments = Void.class)
@SnakeCaseVariants
public sealed interface RmrkCoreCall {
    /// The dispatchable `create_collection`.
    @Index(2)
    record CreateCollection(
            @TypeName("CollectionIdOf<T>") int collectionId,

            @Bounded @TypeName("BoundedVec<u8, T::StringLimit>")
            Bytes metadata,

            @TypeName("Option<u32>") Optional<Integer> max,

            @Bounded @TypeName("BoundedCollectionSymbolOf<T>")
            Bytes symbol)
            implements RmrkCoreCall {}

    /// The dispatchable `burn_nft`.
    @Index(3)
    record BurnNft(
            @TypeName("CollectionIdOf<T>") int collectionId,
            @TypeName("ItemIdOf<T>") int nftId) implements RmrkCoreCall {}

    /// The dispatchable `destroy_collection`.
    @Index(4)
    record DestroyCollection(@TypeName("CollectionIdOf<T>") int collectionId) implements RmrkCoreCall {}

    /// The dispatchable `send`.
    @Index(5)
    record Send(
            @TypeName("CollectionIdOf<T>") int collectionId,
            @TypeName("ItemIdOf<T>") int nftId,

            @TypeName("AccountIdOrCollectionNftTuple<T::AccountId, CollectionIdOf<T>,\nItemIdOf<T>>")
            NftOwner newOwner)
            implements RmrkCoreCall {}

    /// The dispatchable `accept_nft`.
    @Index(6)
    record AcceptNft(
            @TypeName("CollectionIdOf<T>") int collectionId,
            @TypeName("ItemIdOf<T>") int nftId,

            @TypeName("AccountIdOrCollectionNftTuple<T::AccountId, CollectionIdOf<T>,\nItemIdOf<T>>")
            NftOwner newOwner)
            implements RmrkCoreCall {}

    /// The dispatchable `reject_nft`.
    @Index(7)
    record RejectNft(
            @TypeName("CollectionIdOf<T>") int collectionId,
            @TypeName("ItemIdOf<T>") int nftId) implements RmrkCoreCall {}

    /// The dispatchable `change_collection_issuer`.
    @Index(8)
    record ChangeCollectionIssuer(
            @TypeName("CollectionIdOf<T>") int collectionId,
            @TypeName("<T::Lookup as StaticLookup>::Source") MultiAddress newIssuer)
            implements RmrkCoreCall {}

    /// The dispatchable `set_property`.
    @Index(9)
    record SetProperty(
            @TypeName("CollectionIdOf<T>") int collectionId,
            @TypeName("Option<ItemIdOf<T>>") Optional<Integer> maybeNftId,
            @Bounded @TypeName("KeyLimitOf<T>") Bytes key,
            @Bounded @TypeName("ValueLimitOf<T>") Bytes value)
            implements RmrkCoreCall {}

    /// The dispatchable `lock_collection`.
    @Index(10)
    record LockCollection(@TypeName("CollectionIdOf<T>") int collectionId) implements RmrkCoreCall {}

    /// The dispatchable `accept_resource`.
    @Index(15)
    record AcceptResource(
            @TypeName("CollectionIdOf<T>") int collectionId,
            @TypeName("ItemIdOf<T>") int nftId,
            @TypeName("ResourceId") int resourceId)
            implements RmrkCoreCall {}

    /// The dispatchable `remove_resource`.
    @Index(16)
    record RemoveResource(
            @TypeName("CollectionIdOf<T>") int collectionId,
            @TypeName("ItemIdOf<T>") int nftId,
            @TypeName("ResourceId") int resourceId)
            implements RmrkCoreCall {}

    /// The dispatchable `accept_resource_removal`.
    @Index(17)
    record AcceptResourceRemoval(
            @TypeName("CollectionIdOf<T>") int collectionId,
            @TypeName("ItemIdOf<T>") int nftId,
            @TypeName("ResourceId") int resourceId)
            implements RmrkCoreCall {}
}
