package network.phala.frame.system;

import network.phala.scale.Index;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.scale.Unnamed;

/// The part of a block in which something happens.
@TypePath("frame_system::Phase")
public sealed interface Phase {
    Phase FINALIZATION = new Finalization();
    Phase INITIALIZATION = new Initialization();

    @Index(0)
    @Unnamed
    record ApplyExtrinsic(@TypeName("u32") int index) implements Phase {}

    @Index(1)
    record Finalization() implements Phase {}

    @Index(2)
    record Initialization() implements Phase {}
}
