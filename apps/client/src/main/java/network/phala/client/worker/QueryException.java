package network.phala.client.worker;

/// The worker told the asker, inside the encrypted answer, why there is none.
public final class QueryException extends Exception {
    public QueryException(String reason) {
        super(reason);
    }
}
