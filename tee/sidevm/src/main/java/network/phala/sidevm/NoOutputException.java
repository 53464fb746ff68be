package network.phala.sidevm;

/// A program that was run for its output gave none; the message says why.
public final class NoOutputException extends Exception {
    private static final long serialVersionUID = 1L;

    NoOutputException(String message) {
        super(message, null, false, false);
    }
}
