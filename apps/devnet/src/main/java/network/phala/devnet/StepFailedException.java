package network.phala.devnet;

/// A step of the network or of a story did not work: which, why, and where to read more.
public final class StepFailedException extends Exception {
    public StepFailedException(String message) {
        super(message);
    }

    public StepFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
