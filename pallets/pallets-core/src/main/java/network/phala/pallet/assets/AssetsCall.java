package network.phala.pallet.assets;

import network.phala.frame.transaction.MultiAddress;
import network.phala.primitives.Bytes;
import network.phala.primitives.U128;
import network.phala.scale.Compact;
import network.phala.scale.Index;
import network.phala.scale.SnakeCaseVariants;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// The calls of [Assets]. Those that move or create assets are here; a call that is not refuses with
/// `DispatchError::Unavailable`.
@TypePath(
        value = "pallet_assets::pallet::Call",
        parameters = {"T", "I"},
        arguments = {Void.class, Void.class})
@SnakeCaseVariants
public sealed interface AssetsCall {
    /// The dispatchable `create`.
    @Index(0)
    record Create(
            @Compact @TypeName("T::AssetIdParameter") int id,
            @TypeName("AccountIdLookupOf<T>") MultiAddress admin,
            @TypeName("T::Balance") U128 minBalance)
            implements AssetsCall {}

    /// The dispatchable `force_create`.
    @Index(1)
    record ForceCreate(
            @Compact @TypeName("T::AssetIdParameter") int id,
            @TypeName("AccountIdLookupOf<T>") MultiAddress owner,
            @TypeName("bool") boolean isSufficient,
            @Compact @TypeName("T::Balance") U128 minBalance)
            implements AssetsCall {}

    /// The dispatchable `start_destroy`.
    @Index(2)
    record StartDestroy(
            @Compact @TypeName("T::AssetIdParameter") int id) implements AssetsCall {}

    /// The dispatchable `destroy_accounts`.
    @Index(3)
    record DestroyAccounts(
            @Compact @TypeName("T::AssetIdParameter") int id) implements AssetsCall {}

    /// The dispatchable `destroy_approvals`.
    @Index(4)
    record DestroyApprovals(
            @Compact @TypeName("T::AssetIdParameter") int id) implements AssetsCall {}

    /// The dispatchable `finish_destroy`.
    @Index(5)
    record FinishDestroy(
            @Compact @TypeName("T::AssetIdParameter") int id) implements AssetsCall {}

    /// The dispatchable `mint`.
    @Index(6)
    record Mint(
            @Compact @TypeName("T::AssetIdParameter") int id,
            @TypeName("AccountIdLookupOf<T>") MultiAddress beneficiary,
            @Compact @TypeName("T::Balance") U128 amount)
            implements AssetsCall {}

    /// The dispatchable `burn`.
    @Index(7)
    record Burn(
            @Compact @TypeName("T::AssetIdParameter") int id,
            @TypeName("AccountIdLookupOf<T>") MultiAddress who,
            @Compact @TypeName("T::Balance") U128 amount)
            implements AssetsCall {}

    /// The dispatchable `transfer`.
    @Index(8)
    record Transfer(
            @Compact @TypeName("T::AssetIdParameter") int id,
            @TypeName("AccountIdLookupOf<T>") MultiAddress target,
            @Compact @TypeName("T::Balance") U128 amount)
            implements AssetsCall {}

    /// The dispatchable `transfer_keep_alive`.
    @Index(9)
    record TransferKeepAlive(
            @Compact @TypeName("T::AssetIdParameter") int id,
            @TypeName("AccountIdLookupOf<T>") MultiAddress target,
            @Compact @TypeName("T::Balance") U128 amount)
            implements AssetsCall {}

    /// The dispatchable `force_transfer`.
    @Index(10)
    record ForceTransfer(
            @Compact @TypeName("T::AssetIdParameter") int id,
            @TypeName("AccountIdLookupOf<T>") MultiAddress source,
            @TypeName("AccountIdLookupOf<T>") MultiAddress dest,
            @Compact @TypeName("T::Balance") U128 amount)
            implements AssetsCall {}

    /// The dispatchable `freeze`.
    @Index(11)
    record Freeze(
            @Compact @TypeName("T::AssetIdParameter") int id,
            @TypeName("AccountIdLookupOf<T>") MultiAddress who) implements AssetsCall {}

    /// The dispatchable `thaw`.
    @Index(12)
    record Thaw(
            @Compact @TypeName("T::AssetIdParameter") int id,
            @TypeName("AccountIdLookupOf<T>") MultiAddress who) implements AssetsCall {}

    /// The dispatchable `freeze_asset`.
    @Index(13)
    record FreezeAsset(
            @Compact @TypeName("T::AssetIdParameter") int id) implements AssetsCall {}

    /// The dispatchable `thaw_asset`.
    @Index(14)
    record ThawAsset(
            @Compact @TypeName("T::AssetIdParameter") int id) implements AssetsCall {}

    /// The dispatchable `transfer_ownership`.
    @Index(15)
    record TransferOwnership(
            @Compact @TypeName("T::AssetIdParameter") int id,
            @TypeName("AccountIdLookupOf<T>") MultiAddress owner) implements AssetsCall {}

    /// The dispatchable `set_team`.
    @Index(16)
    record SetTeam(
            @Compact @TypeName("T::AssetIdParameter") int id,
            @TypeName("AccountIdLookupOf<T>") MultiAddress issuer,
            @TypeName("AccountIdLookupOf<T>") MultiAddress admin,
            @TypeName("AccountIdLookupOf<T>") MultiAddress freezer)
            implements AssetsCall {}

    /// The dispatchable `set_metadata`.
    @Index(17)
    record SetMetadata(
            @Compact @TypeName("T::AssetIdParameter") int id,
            @TypeName("Vec<u8>") Bytes name,
            @TypeName("Vec<u8>") Bytes symbol,
            @TypeName("u8") byte decimals)
            implements AssetsCall {}

    /// The dispatchable `clear_metadata`.
    @Index(18)
    record ClearMetadata(
            @Compact @TypeName("T::AssetIdParameter") int id) implements AssetsCall {}

    /// The dispatchable `force_set_metadata`.
    @Index(19)
    record ForceSetMetadata(
            @Compact @TypeName("T::AssetIdParameter") int id,
            @TypeName("Vec<u8>") Bytes name,
            @TypeName("Vec<u8>") Bytes symbol,
            @TypeName("u8") byte decimals,
            @TypeName("bool") boolean isFrozen)
            implements AssetsCall {}

    /// The dispatchable `force_clear_metadata`.
    @Index(20)
    record ForceClearMetadata(
            @Compact @TypeName("T::AssetIdParameter") int id) implements AssetsCall {}

    /// The dispatchable `force_asset_status`.
    @Index(21)
    record ForceAssetStatus(
            @Compact @TypeName("T::AssetIdParameter") int id,
            @TypeName("AccountIdLookupOf<T>") MultiAddress owner,
            @TypeName("AccountIdLookupOf<T>") MultiAddress issuer,
            @TypeName("AccountIdLookupOf<T>") MultiAddress admin,
            @TypeName("AccountIdLookupOf<T>") MultiAddress freezer,
            @Compact @TypeName("T::Balance") U128 minBalance,
            @TypeName("bool") boolean isSufficient,
            @TypeName("bool") boolean isFrozen)
            implements AssetsCall {}

    /// The dispatchable `approve_transfer`.
    @Index(22)
    record ApproveTransfer(
            @Compact @TypeName("T::AssetIdParameter") int id,
            @TypeName("AccountIdLookupOf<T>") MultiAddress delegate,
            @Compact @TypeName("T::Balance") U128 amount)
            implements AssetsCall {}

    /// The dispatchable `cancel_approval`.
    @Index(23)
    record CancelApproval(
            @Compact @TypeName("T::AssetIdParameter") int id,
            @TypeName("AccountIdLookupOf<T>") MultiAddress delegate) implements AssetsCall {}

    /// The dispatchable `force_cancel_approval`.
    @Index(24)
    record ForceCancelApproval(
            @Compact @TypeName("T::AssetIdParameter") int id,
            @TypeName("AccountIdLookupOf<T>") MultiAddress owner,
            @TypeName("AccountIdLookupOf<T>") MultiAddress delegate)
            implements AssetsCall {}

    /// The dispatchable `transfer_approved`.
    @Index(25)
    record TransferApproved(
            @Compact @TypeName("T::AssetIdParameter") int id,
            @TypeName("AccountIdLookupOf<T>") MultiAddress owner,
            @TypeName("AccountIdLookupOf<T>") MultiAddress destination,
            @Compact @TypeName("T::Balance") U128 amount)
            implements AssetsCall {}

    /// The dispatchable `touch`.
    @Index(26)
    record Touch(@Compact @TypeName("T::AssetIdParameter") int id) implements AssetsCall {}

    /// The dispatchable `refund`.
    @Index(27)
    record Refund(
            @Compact @TypeName("T::AssetIdParameter") int id,
            @TypeName("bool") boolean allowBurn) implements AssetsCall {}

    /// The dispatchable `set_min_balance`.
    @Index(28)
    record SetMinBalance(
            @Compact @TypeName("T::AssetIdParameter") int id,
            @TypeName("T::Balance") U128 minBalance) implements AssetsCall {}

    /// The dispatchable `touch_other`.
    @Index(29)
    record TouchOther(
            @Compact @TypeName("T::AssetIdParameter") int id,
            @TypeName("AccountIdLookupOf<T>") MultiAddress who) implements AssetsCall {}

    /// The dispatchable `refund_other`.
    @Index(30)
    record RefundOther(
            @Compact @TypeName("T::AssetIdParameter") int id,
            @TypeName("AccountIdLookupOf<T>") MultiAddress who) implements AssetsCall {}

    /// The dispatchable `block`.
    @Index(31)
    record Block(
            @Compact @TypeName("T::AssetIdParameter") int id,
            @TypeName("AccountIdLookupOf<T>") MultiAddress who) implements AssetsCall {}
}
