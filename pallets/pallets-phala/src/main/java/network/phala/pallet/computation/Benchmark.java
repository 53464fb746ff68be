package network.phala.pallet.computation;

import network.phala.pallet.mq.RetryLaterException;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// How a session performs: score at the start, score now, iterations and time of the last heartbeat. Times in
/// seconds.
@TypePath("phala_pallets::compute::computation::pallet::Benchmark")
public record Benchmark(
        @TypeName("u32") int pInit,
        @TypeName("u32") int pInstant,
        @TypeName("u64") long iterations,
        @TypeName("u64") long workingStartTime,
        @TypeName("u64") long challengeTimeLast) {
    static Benchmark begunAt(long now) {
        return new Benchmark(0, 0, 0, now, 0);
    }

    Benchmark withInitialScore(int score) {
        return new Benchmark(score, pInstant, iterations, workingStartTime, challengeTimeLast);
    }

    /// After a heartbeat. A lower count of iterations means that the worker began again.
    ///
    /// The original divides by zero for a heartbeat in the second of the last challenge; here the transaction
    /// is refused and can be sent again.
    public Benchmark updated(long now, long reported, long challengeTime) throws RetryLaterException {
        if (Long.compareUnsigned(now, challengeTimeLast) <= 0) {
            throw RetryLaterException.divisionByZero();
        }
        long before = Long.compareUnsigned(reported, iterations) < 0 ? reported : iterations;
        int score = (int) Long.divideUnsigned((reported - before) * 6, now - challengeTimeLast);
        int cap = Integer.divideUnsigned(pInit * 12, 10);
        int capped = Integer.compareUnsigned(score, cap) < 0 ? score : cap;
        return new Benchmark(pInit, capped, reported, workingStartTime, challengeTime);
    }
}
