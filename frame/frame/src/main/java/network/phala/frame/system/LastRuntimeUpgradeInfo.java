package network.phala.frame.system;

import network.phala.scale.Compact;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// The runtime that ran last; another one has its upgrade hooks run first.
@TypePath("frame_system::LastRuntimeUpgradeInfo")
public record LastRuntimeUpgradeInfo(
        @Compact @TypeName("codec::Compact<u32>") int specVersion,
        @TypeName("sp_runtime::RuntimeString") String specName) {}
