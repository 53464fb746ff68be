package network.phala.types.messaging;

import network.phala.primitives.U128;
import network.phala.scale.Index;

/// What happened to a worker, as the chain tells it.
public sealed interface WorkerEvent {
    @Index(0)
    record Registered(byte confidenceLevel) implements WorkerEvent {}

    /// The worker measures itself for `duration` blocks.
    @Index(1)
    record BenchStart(int duration) implements WorkerEvent {}

    @Index(2)
    record BenchScore(int score) implements WorkerEvent {}

    /// Computing began. `initV` is in U64F64 bits.
    @Index(3)
    record Started(int sessionId, U128 initV, int initP) implements WorkerEvent {}

    @Index(4)
    record Stopped() implements WorkerEvent {}

    @Index(5)
    record EnterUnresponsive() implements WorkerEvent {}

    @Index(6)
    record ExitUnresponsive() implements WorkerEvent {}
}
