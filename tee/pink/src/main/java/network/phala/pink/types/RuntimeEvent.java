package network.phala.pink.types;

import network.phala.scale.Index;

/// An event of one of the three pallets that emit any; the index is the pallet's.
public sealed interface RuntimeEvent {
    /// `System`.
    @Index(0)
    record System(SystemEvent event) implements RuntimeEvent {}

    /// `Balances`.
    @Index(2)
    record Balances(BalancesEvent event) implements RuntimeEvent {}

    /// `Contracts`.
    @Index(4)
    record Contracts(ContractsEvent event) implements RuntimeEvent {}
}
