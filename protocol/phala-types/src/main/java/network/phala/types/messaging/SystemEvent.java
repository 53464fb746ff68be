package network.phala.types.messaging;

import network.phala.primitives.Sr25519Public;
import network.phala.primitives.U256;
import network.phala.scale.Codec;
import network.phala.scale.Index;
import network.phala.scale.Scale;
import network.phala.types.mq.Topic;

/// From pallets to all workers and gatekeepers.
public sealed interface SystemEvent {
    Topic TOPIC = Topic.of("phala/system/event");

    static Codec<SystemEvent> codec() {
        return Scale.of(SystemEvent.class);
    }

    /// Something happened to one worker.
    @Index(0)
    record OfWorker(Sr25519Public pubkey, WorkerEvent event) implements SystemEvent {}

    /// Workers whose hash, combined with the seed, is at most the target, must send a heartbeat.
    @Index(1)
    record HeartbeatChallenge(U256 seed, U256 onlineTarget) implements SystemEvent {}
}
