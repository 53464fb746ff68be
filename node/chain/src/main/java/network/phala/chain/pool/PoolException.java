package network.phala.chain.pool;

/// The pool does not take a transaction.
public final class PoolException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient PoolRefusal refusal;

    public PoolException(PoolRefusal refusal) {
        super(refusal.toString(), null, false, false);
        this.refusal = refusal;
    }

    public PoolRefusal refusal() {
        return refusal;
    }
}
