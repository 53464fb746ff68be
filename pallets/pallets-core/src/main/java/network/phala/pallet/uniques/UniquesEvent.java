package network.phala.pallet.uniques;

import java.util.List;
import java.util.Optional;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.U128;
import network.phala.scale.Bounded;
import network.phala.scale.Index;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// What [Uniques] tells.
@TypePath(
        value = "pallet_uniques::pallet::Event",
        parameters = {"T", "I"},
        arguments = {Void.class, Void.class})
public sealed interface UniquesEvent {
    /// Created.
    @Index(0)
    record Created(
            @TypeName("T::CollectionId") int collection,
            @TypeName("T::AccountId") AccountId creator,
            @TypeName("T::AccountId") AccountId owner)
            implements UniquesEvent {}

    /// Force created.
    @Index(1)
    record ForceCreated(
            @TypeName("T::CollectionId") int collection,
            @TypeName("T::AccountId") AccountId owner) implements UniquesEvent {}

    /// Destroyed.
    @Index(2)
    record Destroyed(@TypeName("T::CollectionId") int collection) implements UniquesEvent {}

    /// Issued.
    @Index(3)
    record Issued(
            @TypeName("T::CollectionId") int collection,
            @TypeName("T::ItemId") int item,
            @TypeName("T::AccountId") AccountId owner)
            implements UniquesEvent {}

    /// Transferred.
    @Index(4)
    record Transferred(
            @TypeName("T::CollectionId") int collection,
            @TypeName("T::ItemId") int item,
            @TypeName("T::AccountId") AccountId from,
            @TypeName("T::AccountId") AccountId to)
            implements UniquesEvent {}

    /// Burned.
    @Index(5)
    record Burned(
            @TypeName("T::CollectionId") int collection,
            @TypeName("T::ItemId") int item,
            @TypeName("T::AccountId") AccountId owner)
            implements UniquesEvent {}

    /// Frozen.
    @Index(6)
    record Frozen(
            @TypeName("T::CollectionId") int collection,
            @TypeName("T::ItemId") int item) implements UniquesEvent {}

    /// Thawed.
    @Index(7)
    record Thawed(
            @TypeName("T::CollectionId") int collection,
            @TypeName("T::ItemId") int item) implements UniquesEvent {}

    /// Collection frozen.
    @Index(8)
    record CollectionFrozen(@TypeName("T::CollectionId") int collection) implements UniquesEvent {}

    /// Collection thawed.
    @Index(9)
    record CollectionThawed(@TypeName("T::CollectionId") int collection) implements UniquesEvent {}

    /// Owner changed.
    @Index(10)
    record OwnerChanged(
            @TypeName("T::CollectionId") int collection,
            @TypeName("T::AccountId") AccountId newOwner) implements UniquesEvent {}

    /// Team changed.
    @Index(11)
    record TeamChanged(
            @TypeName("T::CollectionId") int collection,
            @TypeName("T::AccountId") AccountId issuer,
            @TypeName("T::AccountId") AccountId admin,
            @TypeName("T::AccountId") AccountId freezer)
            implements UniquesEvent {}

    /// Approved transfer.
    @Index(12)
    record ApprovedTransfer(
            @TypeName("T::CollectionId") int collection,
            @TypeName("T::ItemId") int item,
            @TypeName("T::AccountId") AccountId owner,
            @TypeName("T::AccountId") AccountId delegate)
            implements UniquesEvent {}

    /// Approval cancelled.
    @Index(13)
    record ApprovalCancelled(
            @TypeName("T::CollectionId") int collection,
            @TypeName("T::ItemId") int item,
            @TypeName("T::AccountId") AccountId owner,
            @TypeName("T::AccountId") AccountId delegate)
            implements UniquesEvent {}

    /// Item status changed.
    @Index(14)
    record ItemStatusChanged(@TypeName("T::CollectionId") int collection) implements UniquesEvent {}

    /// Collection metadata set.
    @Index(15)
    record CollectionMetadataSet(
            @TypeName("T::CollectionId") int collection,

            @Bounded @TypeName("BoundedVec<u8, T::StringLimit>")
            Bytes data,

            @TypeName("bool") boolean isFrozen)
            implements UniquesEvent {}

    /// Collection metadata cleared.
    @Index(16)
    record CollectionMetadataCleared(
            @TypeName("T::CollectionId") int collection) implements UniquesEvent {}

    /// Metadata set.
    @Index(17)
    record MetadataSet(
            @TypeName("T::CollectionId") int collection,
            @TypeName("T::ItemId") int item,

            @Bounded @TypeName("BoundedVec<u8, T::StringLimit>")
            Bytes data,

            @TypeName("bool") boolean isFrozen)
            implements UniquesEvent {}

    /// Metadata cleared.
    @Index(18)
    record MetadataCleared(
            @TypeName("T::CollectionId") int collection,
            @TypeName("T::ItemId") int item) implements UniquesEvent {}

    /// Redeposited.
    @Index(19)
    record Redeposited(
            @TypeName("T::CollectionId") int collection,
            @TypeName("Vec<T::ItemId>") List<Integer> successfulItems) implements UniquesEvent {
        public Redeposited {
            successfulItems = List.copyOf(successfulItems);
        }
    }

    /// Attribute set.
    @Index(20)
    record AttributeSet(
            @TypeName("T::CollectionId") int collection,
            @TypeName("Option<T::ItemId>") Optional<Integer> maybeItem,

            @Bounded @TypeName("BoundedVec<u8, T::KeyLimit>")
            Bytes key,

            @Bounded @TypeName("BoundedVec<u8, T::ValueLimit>")
            Bytes value)
            implements UniquesEvent {}

    /// Attribute cleared.
    @Index(21)
    record AttributeCleared(
            @TypeName("T::CollectionId") int collection,
            @TypeName("Option<T::ItemId>") Optional<Integer> maybeItem,

            @Bounded @TypeName("BoundedVec<u8, T::KeyLimit>")
            Bytes key)
            implements UniquesEvent {}

    /// Ownership acceptance changed.
    @Index(22)
    record OwnershipAcceptanceChanged(
            @TypeName("T::AccountId") AccountId who,
            @TypeName("Option<T::CollectionId>") Optional<Integer> maybeCollection)
            implements UniquesEvent {}

    /// Collection max supply set.
    @Index(23)
    record CollectionMaxSupplySet(
            @TypeName("T::CollectionId") int collection,
            @TypeName("u32") int maxSupply) implements UniquesEvent {}

    /// Item price set.
    @Index(24)
    record ItemPriceSet(
            @TypeName("T::CollectionId") int collection,
            @TypeName("T::ItemId") int item,
            @TypeName("ItemPrice<T, I>") U128 price,
            @TypeName("Option<T::AccountId>") Optional<AccountId> whitelistedBuyer)
            implements UniquesEvent {}

    /// Item price removed.
    @Index(25)
    record ItemPriceRemoved(
            @TypeName("T::CollectionId") int collection,
            @TypeName("T::ItemId") int item) implements UniquesEvent {}

    /// Item bought.
    @Index(26)
    record ItemBought(
            @TypeName("T::CollectionId") int collection,
            @TypeName("T::ItemId") int item,
            @TypeName("ItemPrice<T, I>") U128 price,
            @TypeName("T::AccountId") AccountId seller,
            @TypeName("T::AccountId") AccountId buyer)
            implements UniquesEvent {}
}
