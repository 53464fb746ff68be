package network.phala.frame.system;

import java.util.Optional;
import network.phala.frame.dispatch.DispatchClass;
import network.phala.frame.dispatch.Weight;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// How much weight fits into a block.
@TypePath("frame_system::limits::BlockWeights")
public record BlockWeights(
        @TypeName("Weight") Weight baseBlock,
        @TypeName("Weight") Weight maxBlock,
        @TypeName("PerDispatchClass<WeightsPerClass>") PerDispatchClass<WeightsPerClass> perClass) {
    /// The limits of one class; `baseExtrinsic` is added to every extrinsic's weight.
    @TypePath("frame_system::limits::WeightsPerClass")
    public record WeightsPerClass(
            @TypeName("Weight") Weight baseExtrinsic,
            @TypeName("Option<Weight>") Optional<Weight> maxExtrinsic,
            @TypeName("Option<Weight>") Optional<Weight> maxTotal,
            @TypeName("Option<Weight>") Optional<Weight> reserved) {}

    public WeightsPerClass of(DispatchClass dispatchClass) {
        return perClass.of(dispatchClass);
    }
}
