package network.phala.types.messaging;

import network.phala.scale.Codec;
import network.phala.scale.Index;
import network.phala.scale.Scale;
import network.phala.types.mq.Topic;

/// A worker's answer to a heartbeat challenge. Times are in milliseconds.
public sealed interface WorkingReportEvent {
    Topic TOPIC = Topic.of("phala/mining/report");

    static Codec<WorkingReportEvent> codec() {
        return Scale.of(WorkingReportEvent.class);
    }

    int sessionId();

    int challengeBlock();

    long challengeTime();

    /// Benchmark iterations since the session began.
    long iterations();

    @Index(0)
    record Heartbeat(int sessionId, int challengeBlock, long challengeTime, long iterations)
            implements WorkingReportEvent {}

    @Index(1)
    record HeartbeatV2(
            int sessionId, int challengeBlock, long challengeTime, long iterations, int nClusters, int nContracts)
            implements WorkingReportEvent {}
}
