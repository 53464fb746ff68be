package network.phala.pruntime.economics;

/// The ledger cannot be right any more, and the gatekeeper must stop: where the original panics.
public final class PoisonedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    PoisonedException(String message) {
        super(message);
    }
}
