package network.phala.pink.types;

import network.phala.primitives.AccountId;
import network.phala.primitives.U128;
import network.phala.scale.Index;

/// The events of pallet_balances that can occur in a cluster.
public sealed interface BalancesEvent {
    @Index(0)
    record Endowed(AccountId account, U128 freeBalance) implements BalancesEvent {}

    @Index(1)
    record DustLost(AccountId account, U128 amount) implements BalancesEvent {}

    @Index(2)
    record Transfer(AccountId from, AccountId to, U128 amount) implements BalancesEvent {}

    @Index(7)
    record Deposit(AccountId who, U128 amount) implements BalancesEvent {}
}
