package network.phala.pallet.registry;

import java.util.Optional;
import network.phala.primitives.Sr25519Public;

/// The registered workers, as other pallets see them.
public interface Workers {
    Optional<WorkerInfoV2> worker(Sr25519Public pubkey);

    /// Whether the worker was first registered in a block after the gatekeepers began.
    boolean isRegisteredAfterGatekeeperLaunch(Sr25519Public pubkey);
}
