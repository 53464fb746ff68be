package network.phala.pallet.indices;

import network.phala.frame.transaction.MultiAddress;
import network.phala.scale.Index;
import network.phala.scale.Name;
import network.phala.scale.SnakeCaseVariants;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// Calls of the Indices pallet.
@TypePath(
        value = "pallet_indices::pallet::Call",
        parameters = {"T"},
        arguments = {Void.class})
@SnakeCaseVariants
public sealed interface IndicesCall {
    /// Takes a free index for a deposit. **Origin** signed. **Errors** [IndicesError#IN_USE].
    @Index(0)
    record Claim(@TypeName("T::AccountIndex") int index) implements IndicesCall {}

    /// Gives an index and its deposit to another account. **Origin** its owner.
    @Index(1)
    record Transfer(
            @TypeName("AccountIdLookupOf<T>") @Name("new") MultiAddress next,
            @TypeName("T::AccountIndex") int index) implements IndicesCall {}

    /// Gives an index up and gets the deposit back. **Origin** its owner.
    @Index(2)
    record Free(@TypeName("T::AccountIndex") int index) implements IndicesCall {}

    /// Assigns an index, free or not. **Origin** root.
    @Index(3)
    record ForceTransfer(
            @TypeName("AccountIdLookupOf<T>") @Name("new") MultiAddress next,
            @TypeName("T::AccountIndex") int index,
            @TypeName("bool") boolean freeze)
            implements IndicesCall {}

    /// Keeps an index for ever and gives up the deposit. **Origin** its owner.
    @Index(4)
    record Freeze(@TypeName("T::AccountIndex") int index) implements IndicesCall {}
}
