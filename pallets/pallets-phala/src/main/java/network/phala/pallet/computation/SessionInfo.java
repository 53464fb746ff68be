package network.phala.pallet.computation;

import network.phala.primitives.U128;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// A session. `ve` and `v` are U64F64 bits, times are in seconds.
@TypePath("phala_pallets::compute::computation::pallet::SessionInfo")
public record SessionInfo(
        @TypeName("WorkerState") WorkerState state,
        @TypeName("u128") U128 ve,
        @TypeName("u128") U128 v,
        @TypeName("u64") long vUpdatedAt,
        @TypeName("Benchmark") Benchmark benchmark,
        @TypeName("u64") long coolDownStart,
        @TypeName("SessionStats") SessionStats stats) {
    static SessionInfo boundAt(long now) {
        return new SessionInfo(
                WorkerState.READY, U128.ZERO, U128.ZERO, now, Benchmark.begunAt(now), 0, SessionStats.NONE);
    }

    SessionInfo withState(WorkerState next, long coolDownStartNow) {
        return new SessionInfo(next, ve, v, vUpdatedAt, benchmark, coolDownStartNow, stats);
    }

    SessionInfo withState(WorkerState next) {
        return withState(next, coolDownStart);
    }

    SessionInfo withBenchmark(Benchmark next) {
        return new SessionInfo(state, ve, v, vUpdatedAt, next, coolDownStart, stats);
    }

    SessionInfo started(U128 initV, int score, long now) {
        return new SessionInfo(
                WorkerState.WORKER_IDLE, initV, initV, now, benchmark.withInitialScore(score), coolDownStart, stats);
    }

    SessionInfo settled(U128 nextV, long now, U128 reward) {
        return new SessionInfo(
                state,
                ve,
                nextV,
                now,
                benchmark,
                coolDownStart,
                new SessionStats(stats.totalReward().wrappingAdd(reward)));
    }
}
