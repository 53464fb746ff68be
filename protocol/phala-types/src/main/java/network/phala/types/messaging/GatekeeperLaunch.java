package network.phala.types.messaging;

import java.util.List;
import network.phala.primitives.Sr25519Public;
import network.phala.scale.Codec;
import network.phala.scale.Index;
import network.phala.scale.Scale;
import network.phala.types.WorkerIdentity;
import network.phala.types.mq.Topic;

/// From the registry pallet to all: the life of the master key.
public sealed interface GatekeeperLaunch {
    Topic TOPIC = Topic.of("phala/gatekeeper/launch");

    static Codec<GatekeeperLaunch> codec() {
        return Scale.of(GatekeeperLaunch.class);
    }

    /// This worker makes the master key.
    @Index(0)
    record FirstGatekeeper(Sr25519Public pubkey, Sr25519Public ecdhPubkey) implements GatekeeperLaunch {}

    @Index(1)
    record MasterPubkeyOnChain(Sr25519Public masterPubkey) implements GatekeeperLaunch {}

    /// These gatekeepers shall change the master key.
    @Index(2)
    record RotateMasterKey(long rotationId, List<WorkerIdentity> gkIdentities) implements GatekeeperLaunch {
        public RotateMasterKey {
            gkIdentities = List.copyOf(gkIdentities);
        }
    }

    @Index(3)
    record MasterPubkeyRotated(Sr25519Public masterPubkey) implements GatekeeperLaunch {}
}
