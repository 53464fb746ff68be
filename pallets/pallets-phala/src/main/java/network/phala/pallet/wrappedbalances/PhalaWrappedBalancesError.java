package network.phala.pallet.wrappedbalances;

import network.phala.scale.TypePath;

/// Why [PhalaWrappedBalances] refuses.
@TypePath(value = "phala_pallets::compute::wrapped_balances::pallet::Error", parameters = "T", arguments = Void.class)
public enum PhalaWrappedBalancesError {
    /// Staker account not found.
    STAKER_ACCOUNT_NOT_FOUND,

    /// Unwrap amount exceeds avaliable stake.
    UNWRAP_AMOUNT_EXCEEDS_AVALIABLE_STAKE,

    /// Vote amount larger than total stakes.
    VOTE_AMOUNT_LARGER_THAN_TOTAL_STAKES,

    /// Referendum invalid.
    REFERENDUM_INVALID,

    /// Referendum ongoing.
    REFERENDUM_ONGOING,

    /// Iterations is not vaild.
    ITERATIONS_IS_NOT_VAILD
}
