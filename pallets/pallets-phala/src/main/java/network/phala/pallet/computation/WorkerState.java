package network.phala.pallet.computation;

import network.phala.scale.Name;
import network.phala.scale.TypePath;

/// Where a session is in its life.
@TypePath("phala_pallets::compute::computation::pallet::WorkerState")
public enum WorkerState {
    READY,
    WORKER_IDLE,
    @Name("_Unused")
    UNUSED,
    WORKER_UNRESPONSIVE,
    WORKER_COOLING_DOWN;

    public boolean isComputing() {
        return this == WORKER_IDLE || this == WORKER_UNRESPONSIVE;
    }
}
