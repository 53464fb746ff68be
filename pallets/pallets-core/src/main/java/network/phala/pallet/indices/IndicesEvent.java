package network.phala.pallet.indices;

import network.phala.primitives.AccountId;
import network.phala.scale.Index;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// Events of the Indices pallet.
@TypePath(
        value = "pallet_indices::pallet::Event",
        parameters = {"T"},
        arguments = {Void.class})
public sealed interface IndicesEvent {
    @Index(0)
    record IndexAssigned(
            @TypeName("T::AccountId") AccountId who,
            @TypeName("T::AccountIndex") int index) implements IndicesEvent {}

    @Index(1)
    record IndexFreed(@TypeName("T::AccountIndex") int index) implements IndicesEvent {}

    @Index(2)
    record IndexFrozen(
            @TypeName("T::AccountIndex") int index,
            @TypeName("T::AccountId") AccountId who) implements IndicesEvent {}
}
