package network.phala.pallet.session;

import network.phala.scale.Index;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// Events of the Session pallet.
@TypePath("pallet_session::pallet::Event")
public sealed interface SessionEvent {
    @Index(0)
    record NewSession(@TypeName("SessionIndex") int sessionIndex) implements SessionEvent {}
}
