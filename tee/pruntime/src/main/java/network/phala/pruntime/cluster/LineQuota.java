package network.phala.pruntime.cluster;

/// How much contracts may log in one session: logging costs them next to no gas, and each line goes to the log server
/// and, when it is set to debug, to the worker's own log. For one thread.
final class LineQuota {
    static final int LINES_MAX = 10_000;
    static final long CHARS_MAX = 4L << 20;

    private long lines;
    private long chars;
    private int refusals;

    /// Whether one more line of this length is within the quota. Once one is not, none is.
    boolean admits(int length) {
        lines++;
        chars += length;
        boolean admitted = refusals == 0 && lines <= LINES_MAX && chars <= CHARS_MAX;
        if (!admitted && refusals < 2) {
            refusals++;
        }
        return admitted;
    }

    /// Whether the last line was the first that was refused.
    boolean isFirstRefusal() {
        return refusals == 1;
    }
}
