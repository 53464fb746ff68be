package network.phala.pallet.wrappedbalances;

import network.phala.primitives.AccountId;
import network.phala.primitives.U128;
import network.phala.scale.Index;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// What [PhalaWrappedBalances] tells.
@TypePath(value = "phala_pallets::compute::wrapped_balances::pallet::Event", parameters = "T", arguments = Void.class)
public sealed interface PhalaWrappedBalancesEvent {
    /// Dust removed.
    @Index(0)
    record DustRemoved(
            @TypeName("T::AccountId") AccountId user,
            @TypeName("BalanceOf<T>") U128 amount) implements PhalaWrappedBalancesEvent {}

    /// Wrapped.
    @Index(1)
    record Wrapped(
            @TypeName("T::AccountId") AccountId user,
            @TypeName("BalanceOf<T>") U128 amount) implements PhalaWrappedBalancesEvent {}

    /// Unwrapped.
    @Index(2)
    record Unwrapped(
            @TypeName("T::AccountId") AccountId user,
            @TypeName("BalanceOf<T>") U128 amount) implements PhalaWrappedBalancesEvent {}

    /// Voted.
    @Index(3)
    record Voted(
            @TypeName("T::AccountId") AccountId user,
            @TypeName("ReferendumIndex") int voteId,
            @TypeName("BalanceOf<T>") U128 ayeAmount,
            @TypeName("BalanceOf<T>") U128 nayAmount)
            implements PhalaWrappedBalancesEvent {}
}
