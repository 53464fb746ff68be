package network.phala.pallet.registry;

import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// The highest consensus version any worker named, and how many registrations named it.
@TypePath("phala_pallets::registry::pallet::KnownConsensusVersion")
public record KnownConsensusVersion(
        @TypeName("u32") int version, @TypeName("u32") int count) {
    static final KnownConsensusVersion NONE = new KnownConsensusVersion(0, 0);

    KnownConsensusVersion seen(int other) {
        int order = Integer.compareUnsigned(version, other);
        if (order > 0) {
            return this;
        }
        return order < 0 ? new KnownConsensusVersion(other, 1) : new KnownConsensusVersion(version, count + 1);
    }
}
