package network.phala.types.contract;

import network.phala.primitives.H256;
import network.phala.primitives.Sr25519Public;
import network.phala.scale.Codec;
import network.phala.scale.Index;
import network.phala.scale.Scale;
import network.phala.types.mq.Topic;

/// From the gatekeepers to the contracts pallet.
public sealed interface ClusterRegistryEvent {
    Topic TOPIC = Topic.of("^phala/registry/cluster");

    static Codec<ClusterRegistryEvent> codec() {
        return Scale.of(ClusterRegistryEvent.class);
    }

    @Index(0)
    record PubkeyAvailable(H256 cluster, Sr25519Public pubkey) implements ClusterRegistryEvent {}
}
