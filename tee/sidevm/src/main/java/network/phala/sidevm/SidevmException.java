package network.phala.sidevm;

/// A program cannot do what somebody asks of it.
public final class SidevmException extends Exception {
    private static final long serialVersionUID = 1L;

    /// Why.
    public enum Reason {
        NOT_FOUND("Sidevm not found"),
        STOPPED("Sidevm stopped"),
        BUSY("Sidevm does not listen, or too many wait"),
        NO_RESPONSE("No response from the sidevm"),
        TIMEOUT("Sidevm query timeout"),
        NOT_WAITING_FOR_CODE("The sidevm isn't waiting for code"),
        WRONG_CODE("Code hash mismatch"),
        EXPIRED("Sidevm is expired");

        private final String text;

        Reason(String text) {
            this.text = text;
        }
    }

    private final Reason reason;

    SidevmException(Reason reason) {
        this(reason, reason.text);
    }

    SidevmException(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
