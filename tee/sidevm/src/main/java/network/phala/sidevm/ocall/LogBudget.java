package network.phala.sidevm.ocall;

import java.util.OptionalLong;

/// How many lines a program may log: so many a second, and a second's worth at once. For the program's thread.
final class LogBudget {
    private static final long LINES_PER_SECOND = 1000;
    private static final long NANOS_PER_LINE = 1_000_000_000 / LINES_PER_SECOND;

    private long usedUpTo = Long.MIN_VALUE;
    private long lost;

    /// Whether a line may be logged now: how many were lost before it, or empty when this one is lost too.
    OptionalLong spend(long now) {
        long earliest = now - LINES_PER_SECOND * NANOS_PER_LINE;
        if (usedUpTo < earliest) {
            usedUpTo = earliest;
        }
        if (usedUpTo + NANOS_PER_LINE > now) {
            lost++;
            return OptionalLong.empty();
        }
        usedUpTo += NANOS_PER_LINE;
        long before = lost;
        lost = 0;
        return OptionalLong.of(before);
    }
}
