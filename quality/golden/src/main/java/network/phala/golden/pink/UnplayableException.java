package network.phala.golden.pink;

/// A step, or a whole file, that is not of the format: nothing is known of our runtime by it.
final class UnplayableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnplayableException(String message) {
        super(message);
    }
}
