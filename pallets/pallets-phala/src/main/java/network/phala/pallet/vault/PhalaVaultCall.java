package network.phala.pallet.vault;

import java.util.Optional;
import network.phala.frame.Permill;
import network.phala.primitives.AccountId;
import network.phala.primitives.U128;
import network.phala.scale.Index;
import network.phala.scale.SnakeCaseVariants;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// The calls of [PhalaVault].
@TypePath(value = "phala_pallets::compute::vault::pallet::Call", parameters = "T", arguments = Void.class)
@SnakeCaseVariants
public sealed interface PhalaVaultCall {
    /// Makes a vault of the signer.
    ///
    /// **Origin** signed.
    @Index(0)
    record Create() implements PhalaVaultCall {}

    /// Sets the owner's part of profits, after settling those under the old one.
    ///
    /// **Origin** signed, by the vault's owner.
    @Index(1)
    record SetPayoutPref(
            @TypeName("u64") long pid,
            @TypeName("Option<Permill>") Optional<Permill> payoutCommission) implements PhalaVaultCall {}

    /// Gives shares that the owner earned to an account.
    ///
    /// **Origin** signed, by the vault's owner.
    @Index(2)
    record ClaimOwnerShares(
            @TypeName("u64") long vaultPid,
            @TypeName("T::AccountId") AccountId target,
            @TypeName("BalanceOf<T>") U128 shares)
            implements PhalaVaultCall {}

    /// Settles the owner's part of profits.
    ///
    /// **Origin** signed, by the vault's owner.
    @Index(3)
    record MaybeGainOwnerShares(@TypeName("u64") long vaultPid) implements PhalaVaultCall {}

    /// Pays out what can be; withdraws from all pools when a request waited too long.
    ///
    /// **Origin** signed, by anybody.
    @Index(4)
    record CheckAndMaybeForceWithdraw(@TypeName("u64") long vaultPid) implements PhalaVaultCall {}

    /// Buys shares of the vault with wrapped money.
    ///
    /// **Origin** signed.
    @Index(5)
    record Contribute(
            @TypeName("u64") long pid,
            @TypeName("BalanceOf<T>") U128 amount) implements PhalaVaultCall {}

    /// Queues shares to be paid out.
    ///
    /// **Origin** signed.
    @Index(6)
    record Withdraw(
            @TypeName("u64") long pid,
            @TypeName("BalanceOf<T>") U128 shares) implements PhalaVaultCall {}
}
