package network.phala.pallet.balances;

import network.phala.scale.TypePath;

/// Errors of the Balances pallet.
@TypePath(
        value = "pallet_balances::pallet::Error",
        parameters = {"T", "I"},
        arguments = {Void.class, Void.class})
public enum BalancesError {
    VESTING_BALANCE,
    /// Locks keep these funds in place.
    LIQUIDITY_RESTRICTIONS,
    INSUFFICIENT_BALANCE,
    /// Too little to open an account.
    EXISTENTIAL_DEPOSIT,
    /// The account would be reaped.
    EXPENDABILITY,
    EXISTING_VESTING_SCHEDULE,
    /// The beneficiary must exist already.
    DEAD_ACCOUNT,
    TOO_MANY_RESERVES,
    TOO_MANY_HOLDS,
    TOO_MANY_FREEZES
}
