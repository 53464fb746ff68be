package network.phala.pallet.babe;

import network.phala.scale.Index;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// A configuration for an epoch to come.
@TypePath("sp_consensus_babe::digests::NextConfigDescriptor")
public sealed interface NextConfigDescriptor {
    @Index(1)
    record V1(
            @TypeName("(u64, u64)") BabeEpochConfiguration.Fraction c,
            @TypeName("AllowedSlots") BabeEpochConfiguration.AllowedSlots allowedSlots)
            implements NextConfigDescriptor {}
}
