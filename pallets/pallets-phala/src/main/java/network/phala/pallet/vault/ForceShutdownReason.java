package network.phala.pallet.vault;

import network.phala.scale.Name;
import network.phala.scale.TypePath;

/// Why a vault had to withdraw from all pools.
@TypePath("phala_pallets::compute::vault::pallet::ForceShutdownReason")
public enum ForceShutdownReason {
    NO_ENOUGH_RELEASING_STAKE,
    @Name("Waiting3xGracePeriod")
    WAITING_3X_GRACE_PERIOD
}
