package network.phala.pallet.utility;

import java.util.List;
import network.phala.frame.dispatch.RuntimeCall;
import network.phala.frame.dispatch.Weight;
import network.phala.scale.Index;
import network.phala.scale.SnakeCaseVariants;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// Calls of the Utility pallet.
@TypePath(
        value = "pallet_utility::pallet::Call",
        parameters = {"T"},
        arguments = {Void.class})
@SnakeCaseVariants
public sealed interface UtilityCall {
    /// Runs calls until one refuses; what ran before it stays.
    ///
    /// **Origin** any but none. **Events** [UtilityEvent.ItemCompleted] for each, then
    /// [UtilityEvent.BatchCompleted] or [UtilityEvent.BatchInterrupted].
    @Index(0)
    record Batch(
            @TypeName("Vec<<T as Config>::RuntimeCall>") List<RuntimeCall> calls) implements UtilityCall {}

    /// Runs a call as one of the signer's numbered sub-accounts. **Origin** signed.
    @Index(1)
    record AsDerivative(
            @TypeName("u16") short index,
            @TypeName("Box<<T as Config>::RuntimeCall>") RuntimeCall call) implements UtilityCall {}

    /// Runs all calls or none. **Origin** any but none. **Errors** that of the first call that refuses.
    @Index(2)
    record BatchAll(
            @TypeName("Vec<<T as Config>::RuntimeCall>") List<RuntimeCall> calls) implements UtilityCall {}

    /// Runs a call as any origin. **Origin** root. **Events** [UtilityEvent.DispatchedAs].
    @Index(3)
    record DispatchAs(
            @TypeName("Box<T::PalletsOrigin>") OriginCaller asOrigin,
            @TypeName("Box<<T as Config>::RuntimeCall>") RuntimeCall call)
            implements UtilityCall {}

    /// Runs all calls, whether they refuse or not. **Origin** any but none. **Events** [UtilityEvent.ItemFailed] for
    /// those that refuse.
    @Index(4)
    record ForceBatch(
            @TypeName("Vec<<T as Config>::RuntimeCall>") List<RuntimeCall> calls) implements UtilityCall {}

    /// Runs a call with a declared weight of its own. **Origin** root.
    @Index(5)
    record WithWeight(
            @TypeName("Box<<T as Config>::RuntimeCall>") RuntimeCall call,
            @TypeName("Weight") Weight weight) implements UtilityCall {}
}
