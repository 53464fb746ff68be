package network.phala.pallet.balances;

import network.phala.primitives.AccountId;
import network.phala.primitives.U128;
import network.phala.scale.Index;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// Events of the Balances pallet.
@TypePath(
        value = "pallet_balances::pallet::Event",
        parameters = {"T", "I"},
        arguments = {Void.class, Void.class})
public sealed interface BalancesEvent {
    /// An account came to life with these funds.
    @Index(0)
    record Endowed(
            @TypeName("T::AccountId") AccountId account,
            @TypeName("T::Balance") U128 freeBalance) implements BalancesEvent {}

    /// An account was reaped and what was left is burnt.
    @Index(1)
    record DustLost(
            @TypeName("T::AccountId") AccountId account,
            @TypeName("T::Balance") U128 amount) implements BalancesEvent {}

    @Index(2)
    record Transfer(
            @TypeName("T::AccountId") AccountId from,
            @TypeName("T::AccountId") AccountId to,
            @TypeName("T::Balance") U128 amount)
            implements BalancesEvent {}

    @Index(3)
    record BalanceSet(
            @TypeName("T::AccountId") AccountId who,
            @TypeName("T::Balance") U128 free) implements BalancesEvent {}

    @Index(4)
    record Reserved(
            @TypeName("T::AccountId") AccountId who,
            @TypeName("T::Balance") U128 amount) implements BalancesEvent {}

    @Index(5)
    record Unreserved(
            @TypeName("T::AccountId") AccountId who,
            @TypeName("T::Balance") U128 amount) implements BalancesEvent {}

    /// Reserved funds moved to another account.
    @Index(6)
    record ReserveRepatriated(
            @TypeName("T::AccountId") AccountId from,
            @TypeName("T::AccountId") AccountId to,
            @TypeName("T::Balance") U128 amount,
            @TypeName("Status") BalanceStatus destinationStatus)
            implements BalancesEvent {}

    /// Funds came in from outside the accounts (fees, rewards).
    @Index(7)
    record Deposit(
            @TypeName("T::AccountId") AccountId who,
            @TypeName("T::Balance") U128 amount) implements BalancesEvent {}

    /// Funds were taken (fees).
    @Index(8)
    record Withdraw(
            @TypeName("T::AccountId") AccountId who,
            @TypeName("T::Balance") U128 amount) implements BalancesEvent {}

    @Index(9)
    record Slashed(
            @TypeName("T::AccountId") AccountId who,
            @TypeName("T::Balance") U128 amount) implements BalancesEvent {}

    @Index(10)
    record Minted(
            @TypeName("T::AccountId") AccountId who,
            @TypeName("T::Balance") U128 amount) implements BalancesEvent {}

    @Index(11)
    record Burned(
            @TypeName("T::AccountId") AccountId who,
            @TypeName("T::Balance") U128 amount) implements BalancesEvent {}

    @Index(12)
    record Suspended(
            @TypeName("T::AccountId") AccountId who,
            @TypeName("T::Balance") U128 amount) implements BalancesEvent {}

    @Index(13)
    record Restored(
            @TypeName("T::AccountId") AccountId who,
            @TypeName("T::Balance") U128 amount) implements BalancesEvent {}

    @Index(14)
    record Upgraded(@TypeName("T::AccountId") AccountId who) implements BalancesEvent {}

    @Index(15)
    record Issued(@TypeName("T::Balance") U128 amount) implements BalancesEvent {}

    @Index(16)
    record Rescinded(@TypeName("T::Balance") U128 amount) implements BalancesEvent {}

    @Index(17)
    record Locked(
            @TypeName("T::AccountId") AccountId who,
            @TypeName("T::Balance") U128 amount) implements BalancesEvent {}

    @Index(18)
    record Unlocked(
            @TypeName("T::AccountId") AccountId who,
            @TypeName("T::Balance") U128 amount) implements BalancesEvent {}

    @Index(19)
    record Frozen(
            @TypeName("T::AccountId") AccountId who,
            @TypeName("T::Balance") U128 amount) implements BalancesEvent {}

    @Index(20)
    record Thawed(
            @TypeName("T::AccountId") AccountId who,
            @TypeName("T::Balance") U128 amount) implements BalancesEvent {}

    /// Where repatriated funds end up.
    @TypePath("frame_support::traits::tokens::misc::BalanceStatus")
    enum BalanceStatus {
        FREE,
        RESERVED
    }
}
