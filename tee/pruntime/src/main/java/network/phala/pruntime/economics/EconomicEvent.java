package network.phala.pruntime.economics;

import network.phala.primitives.Sr25519Public;
import network.phala.types.economics.U64F64;

/// Something worth counting that happened to a worker; `payout` is zero but for heartbeats that pay.
public record EconomicEvent(Kind kind, Sr25519Public worker, U64F64 payout) {
    /// What happened.
    public enum Kind {
        WORKING_STARTED,
        WORKING_STOPPED,
        HEARTBEAT_CHALLENGE,
        HEARTBEAT,
        ENTER_UNRESPONSIVE,
        EXIT_UNRESPONSIVE
    }

    /// Sees the events in order.
    public interface Listener {
        void happened(EconomicEvent event);
    }
}
