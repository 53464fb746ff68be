package network.phala.pallet.balances;

import network.phala.frame.system.RuntimeDbWeight;
import network.phala.frame.transaction.AccountLookup;
import network.phala.primitives.U128;

/// Constants of the Balances pallet.
///
/// @param existentialDeposit the least an account must hold
public record BalancesConfig(
        U128 existentialDeposit,
        int maxLocks,
        int maxReserves,
        int maxHolds,
        int maxFreezes,
        RuntimeDbWeight dbWeight,
        AccountLookup lookup) {}
