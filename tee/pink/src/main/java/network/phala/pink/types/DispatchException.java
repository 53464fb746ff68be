package network.phala.pink.types;

/// The runtime refuses an operation; carries the reason and no stack trace.
public final class DispatchException extends Exception {
    private final transient DispatchError error;

    public DispatchException(DispatchError error) {
        super(error.debug(), null, false, false);
        this.error = error;
    }

    public DispatchError error() {
        return error;
    }
}
