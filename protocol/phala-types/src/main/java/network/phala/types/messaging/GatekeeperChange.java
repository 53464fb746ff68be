package network.phala.types.messaging;

import network.phala.primitives.Sr25519Public;
import network.phala.scale.Codec;
import network.phala.scale.Index;
import network.phala.scale.Scale;
import network.phala.types.mq.Topic;

/// From the registry pallet to all: gatekeepers that come and go after the first.
public sealed interface GatekeeperChange {
    Topic TOPIC = Topic.of("phala/gatekeeper/change");

    static Codec<GatekeeperChange> codec() {
        return Scale.of(GatekeeperChange.class);
    }

    @Index(0)
    record Registered(Sr25519Public pubkey, Sr25519Public ecdhPubkey) implements GatekeeperChange {}

    @Index(1)
    record Unregistered(Sr25519Public pubkey) implements GatekeeperChange {}
}
