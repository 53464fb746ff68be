package network.phala.pallet.vault;

import network.phala.primitives.AccountId;
import network.phala.primitives.U128;
import network.phala.scale.Index;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// What [PhalaVault] tells.
@TypePath(value = "phala_pallets::compute::vault::pallet::Event", parameters = "T", arguments = Void.class)
public sealed interface PhalaVaultEvent {
    /// Pool created.
    @Index(0)
    record PoolCreated(
            @TypeName("T::AccountId") AccountId owner,
            @TypeName("u64") long pid,
            @TypeName("CollectionId") int cid,
            @TypeName("T::AccountId") AccountId poolAccountId)
            implements PhalaVaultEvent {}

    /// Vault commission set.
    @Index(1)
    record VaultCommissionSet(
            @TypeName("u64") long pid, @TypeName("u32") int commission) implements PhalaVaultEvent {}

    /// Owner shares claimed.
    @Index(2)
    record OwnerSharesClaimed(
            @TypeName("u64") long pid,
            @TypeName("T::AccountId") AccountId user,
            @TypeName("BalanceOf<T>") U128 shares) implements PhalaVaultEvent {}

    /// Owner shares gained.
    @Index(3)
    record OwnerSharesGained(
            @TypeName("u64") long pid,
            @TypeName("BalanceOf<T>") U128 shares,
            @TypeName("BalanceOf<T>") U128 checkoutPrice)
            implements PhalaVaultEvent {}

    /// Contribution.
    @Index(4)
    record Contribution(
            @TypeName("u64") long pid,
            @TypeName("T::AccountId") AccountId user,
            @TypeName("BalanceOf<T>") U128 amount,
            @TypeName("BalanceOf<T>") U128 shares)
            implements PhalaVaultEvent {}

    /// Force shutdown.
    @Index(5)
    record ForceShutdown(
            @TypeName("u64") long pid,
            @TypeName("ForceShutdownReason") ForceShutdownReason reason) implements PhalaVaultEvent {}
}
