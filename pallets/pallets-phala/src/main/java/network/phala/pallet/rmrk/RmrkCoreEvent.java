package network.phala.pallet.rmrk;

import java.util.Optional;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.scale.Bounded;
import network.phala.scale.Index;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// What [RmrkCore] tells.
@TypePath(value = "pallet_rmrk_core::pallet::Event", parameters = "T", arguments = Void.class)
public sealed interface RmrkCoreEvent {
    /// Collection created.
    @Index(0)
    record CollectionCreated(
            @TypeName("T::AccountId") AccountId issuer,
            @TypeName("CollectionIdOf<T>") int collectionId) implements RmrkCoreEvent {}

    /// Nft minted.
    @Index(1)
    record NftMinted(
            @TypeName("AccountIdOrCollectionNftTuple<T::AccountId, CollectionIdOf<T>,\nItemIdOf<T>>")
            NftOwner owner,

            @TypeName("CollectionIdOf<T>") int collectionId,
            @TypeName("ItemIdOf<T>") int nftId)
            implements RmrkCoreEvent {}

    /// Nftburned.
    @Index(2)
    record NFTBurned(
            @TypeName("T::AccountId") AccountId owner,
            @TypeName("CollectionIdOf<T>") int collectionId,
            @TypeName("ItemIdOf<T>") int nftId)
            implements RmrkCoreEvent {}

    /// Collection destroyed.
    @Index(3)
    record CollectionDestroyed(
            @TypeName("T::AccountId") AccountId issuer,
            @TypeName("CollectionIdOf<T>") int collectionId) implements RmrkCoreEvent {}

    /// Nftsent.
    @Index(4)
    record NFTSent(
            @TypeName("T::AccountId") AccountId sender,

            @TypeName("AccountIdOrCollectionNftTuple<T::AccountId, CollectionIdOf<T>,\nItemIdOf<T>>")
            NftOwner recipient,

            @TypeName("CollectionIdOf<T>") int collectionId,
            @TypeName("ItemIdOf<T>") int nftId,
            @TypeName("bool") boolean approvalRequired)
            implements RmrkCoreEvent {}

    /// Nftaccepted.
    @Index(5)
    record NFTAccepted(
            @TypeName("T::AccountId") AccountId sender,

            @TypeName("AccountIdOrCollectionNftTuple<T::AccountId, CollectionIdOf<T>,\nItemIdOf<T>>")
            NftOwner recipient,

            @TypeName("CollectionIdOf<T>") int collectionId,
            @TypeName("ItemIdOf<T>") int nftId)
            implements RmrkCoreEvent {}

    /// Nftrejected.
    @Index(6)
    record NFTRejected(
            @TypeName("T::AccountId") AccountId sender,
            @TypeName("CollectionIdOf<T>") int collectionId,
            @TypeName("ItemIdOf<T>") int nftId)
            implements RmrkCoreEvent {}

    /// Issuer changed.
    @Index(7)
    record IssuerChanged(
            @TypeName("T::AccountId") AccountId oldIssuer,
            @TypeName("T::AccountId") AccountId newIssuer,
            @TypeName("CollectionIdOf<T>") int collectionId)
            implements RmrkCoreEvent {}

    /// Property set.
    @Index(8)
    record PropertySet(
            @TypeName("CollectionIdOf<T>") int collectionId,
            @TypeName("Option<ItemIdOf<T>>") Optional<Integer> maybeNftId,
            @Bounded @TypeName("KeyLimitOf<T>") Bytes key,
            @Bounded @TypeName("ValueLimitOf<T>") Bytes value)
            implements RmrkCoreEvent {}

    /// Property removed.
    @Index(9)
    record PropertyRemoved(
            @TypeName("CollectionIdOf<T>") int collectionId,
            @TypeName("Option<ItemIdOf<T>>") Optional<Integer> maybeNftId,
            @Bounded @TypeName("KeyLimitOf<T>") Bytes key)
            implements RmrkCoreEvent {}

    /// Properties removed.
    @Index(10)
    record PropertiesRemoved(
            @TypeName("CollectionIdOf<T>") int collectionId,
            @TypeName("Option<ItemIdOf<T>>") Optional<Integer> maybeNftId)
            implements RmrkCoreEvent {}

    /// Collection locked.
    @Index(11)
    record CollectionLocked(
            @TypeName("T::AccountId") AccountId issuer,
            @TypeName("CollectionIdOf<T>") int collectionId) implements RmrkCoreEvent {}

    /// Resource added.
    @Index(12)
    record ResourceAdded(
            @TypeName("ItemIdOf<T>") int nftId,
            @TypeName("ResourceId") int resourceId,
            @TypeName("CollectionIdOf<T>") int collectionId)
            implements RmrkCoreEvent {}

    /// Resource replaced.
    @Index(13)
    record ResourceReplaced(
            @TypeName("ItemIdOf<T>") int nftId,
            @TypeName("ResourceId") int resourceId,
            @TypeName("CollectionIdOf<T>") int collectionId)
            implements RmrkCoreEvent {}

    /// Resource accepted.
    @Index(14)
    record ResourceAccepted(
            @TypeName("ItemIdOf<T>") int nftId,
            @TypeName("ResourceId") int resourceId,
            @TypeName("CollectionIdOf<T>") int collectionId)
            implements RmrkCoreEvent {}

    /// Resource removal.
    @Index(15)
    record ResourceRemoval(
            @TypeName("ItemIdOf<T>") int nftId,
            @TypeName("ResourceId") int resourceId,
            @TypeName("CollectionIdOf<T>") int collectionId)
            implements RmrkCoreEvent {}

    /// Resource removal accepted.
    @Index(16)
    record ResourceRemovalAccepted(
            @TypeName("ItemIdOf<T>") int nftId,
            @TypeName("ResourceId") int resourceId,
            @TypeName("CollectionIdOf<T>") int collectionId)
            implements RmrkCoreEvent {}

    /// Priority set.
    @Index(17)
    record PrioritySet(
            @TypeName("CollectionIdOf<T>") int collectionId,
            @TypeName("ItemIdOf<T>") int nftId) implements RmrkCoreEvent {}
}
