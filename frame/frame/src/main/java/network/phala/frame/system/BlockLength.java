package network.phala.frame.system;

import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// How many bytes of extrinsics fit into a block.
@TypePath("frame_system::limits::BlockLength")
public record BlockLength(@TypeName("PerDispatchClass<u32>") PerDispatchClass<Integer> max) {}
