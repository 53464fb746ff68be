package network.phala.pallet.grandpa;

import java.util.List;
import java.util.Optional;
import network.phala.scale.Bounded;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// The authority set to come.
///
/// @param forced the median last finalized block, when the change does not wait for finality
@TypePath(
        value = "pallet_grandpa::StoredPendingChange",
        parameters = {"N", "Limit"},
        arguments = {int.class, Void.class})
public record StoredPendingChange(
        @TypeName("N") int scheduledAt,
        @TypeName("N") int delay,

        @Bounded(weak = true) @TypeName("BoundedAuthorityList<Limit>")
        List<GrandpaAuthority> nextAuthorities,

        @TypeName("Option<N>") Optional<Integer> forced) {}
