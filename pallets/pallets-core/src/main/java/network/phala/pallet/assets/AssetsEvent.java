package network.phala.pallet.assets;

import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.U128;
import network.phala.scale.Index;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// What [Assets] tells.
@TypePath(
        value = "pallet_assets::pallet::Event",
        parameters = {"T", "I"},
        arguments = {Void.class, Void.class})
public sealed interface AssetsEvent {
    /// Created.
    @Index(0)
    record Created(
            @TypeName("T::AssetId") int assetId,
            @TypeName("T::AccountId") AccountId creator,
            @TypeName("T::AccountId") AccountId owner)
            implements AssetsEvent {}

    /// Issued.
    @Index(1)
    record Issued(
            @TypeName("T::AssetId") int assetId,
            @TypeName("T::AccountId") AccountId owner,
            @TypeName("T::Balance") U128 amount)
            implements AssetsEvent {}

    /// Transferred.
    @Index(2)
    record Transferred(
            @TypeName("T::AssetId") int assetId,
            @TypeName("T::AccountId") AccountId from,
            @TypeName("T::AccountId") AccountId to,
            @TypeName("T::Balance") U128 amount)
            implements AssetsEvent {}

    /// Burned.
    @Index(3)
    record Burned(
            @TypeName("T::AssetId") int assetId,
            @TypeName("T::AccountId") AccountId owner,
            @TypeName("T::Balance") U128 balance)
            implements AssetsEvent {}

    /// Team changed.
    @Index(4)
    record TeamChanged(
            @TypeName("T::AssetId") int assetId,
            @TypeName("T::AccountId") AccountId issuer,
            @TypeName("T::AccountId") AccountId admin,
            @TypeName("T::AccountId") AccountId freezer)
            implements AssetsEvent {}

    /// Owner changed.
    @Index(5)
    record OwnerChanged(
            @TypeName("T::AssetId") int assetId,
            @TypeName("T::AccountId") AccountId owner) implements AssetsEvent {}

    /// Frozen.
    @Index(6)
    record Frozen(
            @TypeName("T::AssetId") int assetId,
            @TypeName("T::AccountId") AccountId who) implements AssetsEvent {}

    /// Thawed.
    @Index(7)
    record Thawed(
            @TypeName("T::AssetId") int assetId,
            @TypeName("T::AccountId") AccountId who) implements AssetsEvent {}

    /// Asset frozen.
    @Index(8)
    record AssetFrozen(@TypeName("T::AssetId") int assetId) implements AssetsEvent {}

    /// Asset thawed.
    @Index(9)
    record AssetThawed(@TypeName("T::AssetId") int assetId) implements AssetsEvent {}

    /// Accounts destroyed.
    @Index(10)
    record AccountsDestroyed(
            @TypeName("T::AssetId") int assetId,
            @TypeName("u32") int accountsDestroyed,
            @TypeName("u32") int accountsRemaining)
            implements AssetsEvent {}

    /// Approvals destroyed.
    @Index(11)
    record ApprovalsDestroyed(
            @TypeName("T::AssetId") int assetId,
            @TypeName("u32") int approvalsDestroyed,
            @TypeName("u32") int approvalsRemaining)
            implements AssetsEvent {}

    /// Destruction started.
    @Index(12)
    record DestructionStarted(@TypeName("T::AssetId") int assetId) implements AssetsEvent {}

    /// Destroyed.
    @Index(13)
    record Destroyed(@TypeName("T::AssetId") int assetId) implements AssetsEvent {}

    /// Force created.
    @Index(14)
    record ForceCreated(
            @TypeName("T::AssetId") int assetId,
            @TypeName("T::AccountId") AccountId owner) implements AssetsEvent {}

    /// Metadata set.
    @Index(15)
    record MetadataSet(
            @TypeName("T::AssetId") int assetId,
            @TypeName("Vec<u8>") Bytes name,
            @TypeName("Vec<u8>") Bytes symbol,
            @TypeName("u8") byte decimals,
            @TypeName("bool") boolean isFrozen)
            implements AssetsEvent {}

    /// Metadata cleared.
    @Index(16)
    record MetadataCleared(@TypeName("T::AssetId") int assetId) implements AssetsEvent {}

    /// Approved transfer.
    @Index(17)
    record ApprovedTransfer(
            @TypeName("T::AssetId") int assetId,
            @TypeName("T::AccountId") AccountId source,
            @TypeName("T::AccountId") AccountId delegate,
            @TypeName("T::Balance") U128 amount)
            implements AssetsEvent {}

    /// Approval cancelled.
    @Index(18)
    record ApprovalCancelled(
            @TypeName("T::AssetId") int assetId,
            @TypeName("T::AccountId") AccountId owner,
            @TypeName("T::AccountId") AccountId delegate)
            implements AssetsEvent {}

    /// Transferred approved.
    @Index(19)
    record TransferredApproved(
            @TypeName("T::AssetId") int assetId,
            @TypeName("T::AccountId") AccountId owner,
            @TypeName("T::AccountId") AccountId delegate,
            @TypeName("T::AccountId") AccountId destination,
            @TypeName("T::Balance") U128 amount)
            implements AssetsEvent {}

    /// Asset status changed.
    @Index(20)
    record AssetStatusChanged(@TypeName("T::AssetId") int assetId) implements AssetsEvent {}

    /// Asset min balance changed.
    @Index(21)
    record AssetMinBalanceChanged(
            @TypeName("T::AssetId") int assetId,
            @TypeName("T::Balance") U128 newMinBalance) implements AssetsEvent {}

    /// Touched.
    @Index(22)
    record Touched(
            @TypeName("T::AssetId") int assetId,
            @TypeName("T::AccountId") AccountId who,
            @TypeName("T::AccountId") AccountId depositor)
            implements AssetsEvent {}

    /// Blocked.
    @Index(23)
    record Blocked(
            @TypeName("T::AssetId") int assetId,
            @TypeName("T::AccountId") AccountId who) implements AssetsEvent {}
}
