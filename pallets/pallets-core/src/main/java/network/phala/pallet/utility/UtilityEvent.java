package network.phala.pallet.utility;

import network.phala.frame.dispatch.DispatchError;
import network.phala.scale.Index;
import network.phala.scale.Result;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.scale.Unit;

/// Events of the Utility pallet.
@TypePath("pallet_utility::pallet::Event")
public sealed interface UtilityEvent {
    /// A call of a batch refused; those after it did not run.
    @Index(0)
    record BatchInterrupted(
            @TypeName("u32") int index,
            @TypeName("DispatchError") DispatchError error) implements UtilityEvent {}

    @Index(1)
    record BatchCompleted() implements UtilityEvent {}

    @Index(2)
    record BatchCompletedWithErrors() implements UtilityEvent {}

    @Index(3)
    record ItemCompleted() implements UtilityEvent {}

    @Index(4)
    record ItemFailed(@TypeName("DispatchError") DispatchError error) implements UtilityEvent {}

    @Index(5)
    record DispatchedAs(@TypeName("DispatchResult") Result<Unit, DispatchError> result) implements UtilityEvent {}
}
