package network.phala.pruntime.system;

/// The worker must not go on: the process ends. Where the original panics or exits on purpose.
public final class FatalException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    /// How a shell sees a process that aborted (128 + SIGABRT).
    public static final int ABORT = 134;

    private final int exitCode;

    private FatalException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /// Something is wrong, or a restart is due.
    public static FatalException abort(String message) {
        return new FatalException(ABORT, message);
    }

    /// The worker's job is done.
    public static FatalException exit(String message) {
        return new FatalException(0, message);
    }

    public int exitCode() {
        return exitCode;
    }
}
