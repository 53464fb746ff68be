package network.phala.types.query;

/// A query signature does not hold; the message is the name of the original's `SignatureVerifyError`.
public final class SignatureError extends Exception {
    private static final long serialVersionUID = 1L;

    SignatureError(String name) {
        super(name, null, false, false);
    }

    public String name() {
        return String.valueOf(getMessage());
    }
}
