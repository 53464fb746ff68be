package network.phala.pallet.wrappedbalances;

import network.phala.primitives.U128;
import network.phala.scale.Index;
import network.phala.scale.SnakeCaseVariants;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// The calls of [PhalaWrappedBalances].
@TypePath(value = "phala_pallets::compute::wrapped_balances::pallet::Call", parameters = "T", arguments = Void.class)
@SnakeCaseVariants
public sealed interface PhalaWrappedBalancesCall {
    /// Turns money into the asset W-PHA, one to one.
    ///
    /// **Origin** signed.
    @Index(0)
    record Wrap(@TypeName("BalanceOf<T>") U128 amount) implements PhalaWrappedBalancesCall {}

    /// Turns all free W-PHA back.
    ///
    /// **Origin** signed.
    @Index(1)
    record UnwrapAll() implements PhalaWrappedBalancesCall {}

    /// Turns W-PHA back.
    ///
    /// **Origin** signed.
    @Index(2)
    record Unwrap(@TypeName("BalanceOf<T>") U128 amount) implements PhalaWrappedBalancesCall {}

    /// Votes in a referendum with everything the signer owns, wrapped or in pools.
    ///
    /// **Origin** signed.
    @Index(3)
    record Vote(
            @TypeName("BalanceOf<T>") U128 ayeAmount,
            @TypeName("BalanceOf<T>") U128 nayAmount,
            @TypeName("ReferendumIndex") int voteId)
            implements PhalaWrappedBalancesCall {}

    /// Frees votes of an ended referendum.
    ///
    /// **Origin** signed, by anybody.
    @Index(4)
    record Unlock(
            @TypeName("ReferendumIndex") int voteId,
            @TypeName("u32") int maxIterations) implements PhalaWrappedBalancesCall {}
}
