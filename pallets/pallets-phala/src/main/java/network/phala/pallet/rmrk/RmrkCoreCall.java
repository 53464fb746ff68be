package network.phala.pallet.rmrk;

import java.util.List;
import java.util.Optional;
import network.phala.frame.Permill;
import network.phala.frame.transaction.MultiAddress;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.scale.Bounded;
import network.phala.scale.Index;
import network.phala.scale.SnakeCaseVariants;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// The calls of [RmrkCore]. Those about resources, nesting and properties refuse with `Unavailable`: pools do
/// not need them.
@TypePath(value = "pallet_rmrk_core::pallet::Call", parameters = "T", arguments = Void.class)
@SnakeCaseVariants
public sealed interface RmrkCoreCall {
    /// The dispatchable `mint_nft`.
    @Index(0)
    record MintNft(
            @TypeName("Option<T::AccountId>") Optional<AccountId> owner,
            @TypeName("ItemIdOf<T>") int nftId,
            @TypeName("CollectionIdOf<T>") int collectionId,
            @TypeName("Option<T::AccountId>") Optional<AccountId> royaltyRecipient,
            @TypeName("Option<Permill>") Optional<Permill> royalty,

            @Bounded(RmrkCore.STRING_SIZE_MAX) @TypeName("BoundedVec<u8, T::StringLimit>")
            Bytes metadata,

            @TypeName("bool") boolean transferable,

            @TypeName("Option<BoundedResourceInfoTypeOf<T>>")
            Optional<Resources> resources)
            implements RmrkCoreCall {}

    /// The dispatchable `mint_nft_directly_to_nft`.
    @Index(1)
    record MintNftDirectlyToNft(
            @TypeName("(CollectionIdOf<T>, ItemIdOf<T>)") RmrkCore.NftId owner,
            @TypeName("ItemIdOf<T>") int nftId,
            @TypeName("CollectionIdOf<T>") int collectionId,
            @TypeName("Option<T::AccountId>") Optional<AccountId> royaltyRecipient,
            @TypeName("Option<Permill>") Optional<Permill> royalty,

            @Bounded(RmrkCore.STRING_SIZE_MAX) @TypeName("BoundedVec<u8, T::StringLimit>")
            Bytes metadata,

            @TypeName("bool") boolean transferable,

            @TypeName("Option<BoundedResourceInfoTypeOf<T>>")
            Optional<Resources> resources)
            implements RmrkCoreCall {}

    /// The dispatchable `create_collection`.
    @Index(2)
    record CreateCollection(
            @TypeName("CollectionIdOf<T>") int collectionId,

            @Bounded(RmrkCore.STRING_SIZE_MAX) @TypeName("BoundedVec<u8, T::StringLimit>")
            Bytes metadata,

            @TypeName("Option<u32>") Optional<Integer> max,

            @Bounded(RmrkCore.SYMBOL_SIZE_MAX) @TypeName("BoundedCollectionSymbolOf<T>")
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

            @Bounded(RmrkCore.KEY_SIZE_MAX) @TypeName("KeyLimitOf<T>")
            Bytes key,

            @Bounded(RmrkCore.VALUE_SIZE_MAX) @TypeName("ValueLimitOf<T>")
            Bytes value)
            implements RmrkCoreCall {}

    /// The dispatchable `lock_collection`.
    @Index(10)
    record LockCollection(@TypeName("CollectionIdOf<T>") int collectionId) implements RmrkCoreCall {}

    /// The dispatchable `add_basic_resource`.
    @Index(11)
    record AddBasicResource(
            @TypeName("CollectionIdOf<T>") int collectionId,
            @TypeName("ItemIdOf<T>") int nftId,
            @TypeName("BasicResource<StringLimitOf<T>>") Resource.Basic resource,
            @TypeName("ResourceId") int resourceId)
            implements RmrkCoreCall {}

    /// The dispatchable `add_composable_resource`.
    @Index(12)
    record AddComposableResource(
            @TypeName("CollectionIdOf<T>") int collectionId,
            @TypeName("ItemIdOf<T>") int nftId,

            @TypeName("ComposableResource<StringLimitOf<T>, BoundedVec<PartId, T::\nPartsLimit>>")
            Resource.Composable resource,

            @TypeName("ResourceId") int resourceId)
            implements RmrkCoreCall {}

    /// The dispatchable `add_slot_resource`.
    @Index(13)
    record AddSlotResource(
            @TypeName("CollectionIdOf<T>") int collectionId,
            @TypeName("ItemIdOf<T>") int nftId,
            @TypeName("SlotResource<StringLimitOf<T>>") Resource.Slot resource,
            @TypeName("ResourceId") int resourceId)
            implements RmrkCoreCall {}

    /// The dispatchable `replace_resource`.
    @Index(14)
    record ReplaceResource(
            @TypeName("CollectionIdOf<T>") int collectionId,
            @TypeName("ItemIdOf<T>") int nftId,

            @TypeName("ResourceTypes<StringLimitOf<T>, BoundedVec<PartId, T::PartsLimit>>")
            Resource resource,

            @TypeName("ResourceId") int resourceId)
            implements RmrkCoreCall {}

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

    /// The dispatchable `set_priority`.
    @Index(18)
    record SetPriority(
            @TypeName("CollectionIdOf<T>") int collectionId,
            @TypeName("ItemIdOf<T>") int nftId,

            @Bounded(RmrkCore.PRIORITIES_MAX) @TypeName("BoundedVec<ResourceId, T::MaxPriorities>")
            List<Integer> priorities)
            implements RmrkCoreCall {
        public SetPriority {
            priorities = List.copyOf(priorities);
        }
    }
}
