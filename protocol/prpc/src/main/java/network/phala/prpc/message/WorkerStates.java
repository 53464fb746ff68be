package network.phala.prpc.message;

import java.util.List;
import java.util.Optional;
import network.phala.primitives.Bytes;
import network.phala.prpc.Field;

/// What the gatekeeper knows about a worker.
public interface WorkerStates {
    /// The worker by its public key.
    public record GetWorkerStateRequest(@Field(1) Bytes publicKey) {}

    /// A worker as the messages of the chain show it.
    public record WorkerState(
            @Field(1) boolean registered,
            @Field(2) boolean unresponsive,
            @Field(3) Optional<BenchState> benchState,
            @Field(4) Optional<WorkingState> workingState,
            @Field(5) List<Integer> waitingHeartbeats,
            @Field(10) Optional<TokenomicInfo> tokenomicInfo,
            @Field(11) Optional<WorkerStat> stat) {}

    /// A benchmark that runs.
    public record BenchState(
            @Field(1) int startBlock,
            @Field(2) long startTime,
            @Field(4) int duration) {}

    /// A working session.
    public record WorkingState(
            @Field(1) int sessionId,
            @Field(2) boolean paused,
            @Field(3) long startTime) {}

    /// `lastGkResponsiveEvent`: 0 none, 1 enter unresponsive, 2 exit unresponsive.
    public record WorkerStat(
            @Field(1) int lastHeartbeatForBlock,
            @Field(2) int lastHeartbeatAtBlock,
            @Field(3) int lastGkResponsiveEvent,
            @Field(4) int lastGkResponsiveEventAtBlock) {}

    /// The letters of the reward formula, as decimal text.
    public record TokenomicInfo(
            @Field(1) String v,
            @Field(2) String vInit,
            @Field(4) long vUpdateAt,
            @Field(5) int vUpdateBlock,
            @Field(6) long iterationLast,
            @Field(7) long challengeTimeLast,
            @Field(8) String pBench,
            @Field(9) String pInstant,
            @Field(10) int confidenceLevel,
            @Field(19) String vDeductible,
            @Field(20) String share,
            @Field(21) Optional<TokenomicStat> stat) {}

    /// Payouts and slashes.
    public record TokenomicStat(
            @Field(1) String lastPayout,
            @Field(2) int lastPayoutAtBlock,
            @Field(3) String totalPayout,
            @Field(4) int totalPayoutCount,
            @Field(5) String lastSlash,
            @Field(6) int lastSlashAtBlock,
            @Field(7) String totalSlash,
            @Field(8) int totalSlashCount) {}
}
