package network.phala.sidevm.resource;

/// An ocall is refused. An ordinary answer to a program, so it carries no stack trace.
public final class OcallException extends Exception {
    private static final long serialVersionUID = 1L;

    private final OcallError error;

    OcallException(OcallError error) {
        super(error.name(), null, false, false);
        this.error = error;
    }

    public OcallError error() {
        return error;
    }
}
