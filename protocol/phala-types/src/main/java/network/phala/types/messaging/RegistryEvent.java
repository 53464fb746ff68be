package network.phala.types.messaging;

import network.phala.primitives.Sr25519Public;
import network.phala.scale.Codec;
import network.phala.scale.Index;
import network.phala.scale.Scale;
import network.phala.types.mq.Topic;

/// From a worker to the registry pallet.
public sealed interface RegistryEvent {
    Topic TOPIC = Topic.of("^phala/registry/event");

    static Codec<RegistryEvent> codec() {
        return Scale.of(RegistryEvent.class);
    }

    /// The initial benchmark is done. `startTime` is in milliseconds.
    @Index(0)
    record BenchReport(long startTime, long iterations) implements RegistryEvent {}

    /// The first gatekeeper has made the master key.
    @Index(1)
    record MasterPubkey(Sr25519Public masterPubkey) implements RegistryEvent {}
}
