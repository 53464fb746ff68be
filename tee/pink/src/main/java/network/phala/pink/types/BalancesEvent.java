package network.phala.pink.types;

import network.phala.primitives.AccountId;
import network.phala.primitives.U128;
import network.phala.scale.Index;

/// The events of pallet_balances (index 2). Our runtimes deposit the first three, [Deposit] and, before 1.2,
/// [Reserved], [Unreserved] and [Upgraded]; chains of events of the original hold more, as from its migrations.
public sealed interface BalancesEvent {
    @Index(0)
    record Endowed(AccountId account, U128 freeBalance) implements BalancesEvent {}

    /// An account fell below the existential deposit, and what was left is gone.
    @Index(1)
    record DustLost(AccountId account, U128 amount) implements BalancesEvent {}

    @Index(2)
    record Transfer(AccountId from, AccountId to, U128 amount) implements BalancesEvent {}

    @Index(3)
    record BalanceSet(AccountId who, U128 free) implements BalancesEvent {}

    @Index(4)
    record Reserved(AccountId who, U128 amount) implements BalancesEvent {}

    @Index(5)
    record Unreserved(AccountId who, U128 amount) implements BalancesEvent {}

    /// Reserved money went to another account, where it is free or reserved.
    @Index(6)
    record ReserveRepatriated(AccountId from, AccountId to, U128 amount, BalanceStatus destinationStatus)
            implements BalancesEvent {}

    /// Money was created for an account.
    @Index(7)
    record Deposit(AccountId who, U128 amount) implements BalancesEvent {}

    @Index(8)
    record Withdraw(AccountId who, U128 amount) implements BalancesEvent {}

    @Index(9)
    record Slashed(AccountId who, U128 amount) implements BalancesEvent {}

    @Index(10)
    record Minted(AccountId who, U128 amount) implements BalancesEvent {}

    @Index(11)
    record Burned(AccountId who, U128 amount) implements BalancesEvent {}

    @Index(12)
    record Suspended(AccountId who, U128 amount) implements BalancesEvent {}

    @Index(13)
    record Restored(AccountId who, U128 amount) implements BalancesEvent {}

    /// The account's record has the layout of this release.
    @Index(14)
    record Upgraded(AccountId who) implements BalancesEvent {}

    @Index(15)
    record Issued(U128 amount) implements BalancesEvent {}

    @Index(16)
    record Rescinded(U128 amount) implements BalancesEvent {}

    @Index(17)
    record Locked(AccountId who, U128 amount) implements BalancesEvent {}

    @Index(18)
    record Unlocked(AccountId who, U128 amount) implements BalancesEvent {}

    @Index(19)
    record Frozen(AccountId who, U128 amount) implements BalancesEvent {}

    @Index(20)
    record Thawed(AccountId who, U128 amount) implements BalancesEvent {}

    /// What repatriated money is afterwards. Wire order.
    enum BalanceStatus {
        FREE,
        RESERVED
    }
}
