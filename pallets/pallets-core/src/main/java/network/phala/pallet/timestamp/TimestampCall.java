package network.phala.pallet.timestamp;

import network.phala.scale.Compact;
import network.phala.scale.Index;
import network.phala.scale.SnakeCaseVariants;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// Calls of the Timestamp pallet.
@TypePath(
        value = "pallet_timestamp::pallet::Call",
        parameters = {"T"},
        arguments = {Void.class})
@SnakeCaseVariants
public sealed interface TimestampCall {
    /// Sets the block's time in milliseconds since 1970. **Origin** none, as an inherent.
    @Index(0)
    record Set(@Compact @TypeName("T::Moment") long now) implements TimestampCall {}
}
