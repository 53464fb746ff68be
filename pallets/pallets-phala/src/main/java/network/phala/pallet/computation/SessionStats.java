package network.phala.pallet.computation;

import network.phala.primitives.U128;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// What a session earned in all, in units.
@TypePath("phala_pallets::compute::computation::pallet::SessionStats")
public record SessionStats(@TypeName("u128") U128 totalReward) {
    static final SessionStats NONE = new SessionStats(U128.ZERO);
}
