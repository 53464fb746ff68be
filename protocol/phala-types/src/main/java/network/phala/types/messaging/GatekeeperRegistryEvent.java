package network.phala.types.messaging;

import network.phala.primitives.Sr25519Public;
import network.phala.scale.Codec;
import network.phala.scale.Index;
import network.phala.scale.Scale;
import network.phala.types.mq.Topic;

/// From the gatekeepers to the registry pallet.
public sealed interface GatekeeperRegistryEvent {
    Topic TOPIC = Topic.of("^phala/registry/gk_event");

    static Codec<GatekeeperRegistryEvent> codec() {
        return Scale.of(GatekeeperRegistryEvent.class);
    }

    /// The master key was changed; signed with the old one.
    @Index(0)
    record RotatedMasterPubkey(long rotationId, Sr25519Public masterPubkey) implements GatekeeperRegistryEvent {}
}
