package network.phala.client.worker;

/// The worker told the asker, inside the encrypted answer, why there is none.
public final class QueryException extends Exception {
    private final Reason reason;

    /// The worker's error (`QueryError`), by its wire number.
    public enum Reason {
        BAD_ORIGIN,
        RUNTIME_ERROR,
        SIDEVM_NOT_FOUND,
        NO_RESPONSE,
        SERVICE_UNAVAILABLE,
        TIMEOUT,
        OTHER
    }

    public QueryException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
