package network.phala.pallet.balances;

import java.util.List;
import network.phala.frame.transaction.MultiAddress;
import network.phala.primitives.AccountId;
import network.phala.primitives.U128;
import network.phala.scale.Compact;
import network.phala.scale.Index;
import network.phala.scale.SnakeCaseVariants;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// Calls of the Balances pallet.
@TypePath(
        value = "pallet_balances::pallet::Call",
        parameters = {"T", "I"},
        arguments = {Void.class, Void.class})
@SnakeCaseVariants
public sealed interface BalancesCall {
    /// Moves `value` to `dest`; the signer's account may be reaped by it.
    ///
    /// **Origin** signed. **Errors** token errors. **Events** [BalancesEvent.Transfer];
    /// [BalancesEvent.Endowed] when `dest` is new.
    @Index(0)
    record TransferAllowDeath(
            @TypeName("AccountIdLookupOf<T>") MultiAddress dest,
            @Compact @TypeName("T::Balance") U128 value) implements BalancesCall {}

    /// Moves funds of any account. **Origin** root. **Events** as a transfer.
    @Index(2)
    record ForceTransfer(
            @TypeName("AccountIdLookupOf<T>") MultiAddress source,
            @TypeName("AccountIdLookupOf<T>") MultiAddress dest,
            @Compact @TypeName("T::Balance") U128 value)
            implements BalancesCall {}

    /// A transfer that leaves the signer at least the existential deposit. **Origin** signed.
    @Index(3)
    record TransferKeepAlive(
            @TypeName("AccountIdLookupOf<T>") MultiAddress dest,
            @Compact @TypeName("T::Balance") U128 value) implements BalancesCall {}

    /// Moves all that can be moved. **Origin** signed.
    @Index(4)
    record TransferAll(
            @TypeName("AccountIdLookupOf<T>") MultiAddress dest,
            @TypeName("bool") boolean keepAlive) implements BalancesCall {}

    /// Frees reserved funds. **Origin** root. **Events** [BalancesEvent.Unreserved].
    @Index(5)
    record ForceUnreserve(
            @TypeName("AccountIdLookupOf<T>") MultiAddress who,
            @TypeName("T::Balance") U128 amount) implements BalancesCall {}

    /// Brings old accounts to the logic of holds and freezes; free of charge when nine of ten needed it. **Origin**
    /// signed. **Events** [BalancesEvent.Upgraded].
    @Index(6)
    record UpgradeAccounts(@TypeName("Vec<T::AccountId>") List<AccountId> who) implements BalancesCall {}

    /// Sets free funds and adjusts the issuance. **Origin** root. **Events** [BalancesEvent.BalanceSet].
    @Index(8)
    record ForceSetBalance(
            @TypeName("AccountIdLookupOf<T>") MultiAddress who,
            @Compact @TypeName("T::Balance") U128 newFree) implements BalancesCall {}
}
