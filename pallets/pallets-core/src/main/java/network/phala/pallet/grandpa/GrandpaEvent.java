package network.phala.pallet.grandpa;

import java.util.List;
import network.phala.scale.Index;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// Events of the Grandpa pallet.
@TypePath("pallet_grandpa::pallet::Event")
public sealed interface GrandpaEvent {
    @Index(0)
    record NewAuthorities(@TypeName("AuthorityList") List<GrandpaAuthority> authoritySet) implements GrandpaEvent {}

    @Index(1)
    record Paused() implements GrandpaEvent {}

    @Index(2)
    record Resumed() implements GrandpaEvent {}
}
