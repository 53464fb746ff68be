package network.phala.sidevm.resource;

/// Why an ocall is refused. `code` is what the program sees.
///
/// Follows phala-blockchain crates/sidevm/env/src/lib.rs, OcallError.
public enum OcallError {
    UNKNOWN_CALL_NUMBER(1),
    INVALID_ADDRESS(2),
    INVALID_PARAMETER(3),
    INVALID_ENCODING(4),
    NO_MEMORY(5),
    NOT_FOUND(7),
    UNSUPPORTED_OPERATION(8),
    IO_ERROR(9),
    RESOURCE_LIMITED(10),
    PENDING(11),
    END_OF_FILE(12),
    ALREADY_EXISTS(15);

    private final int code;
    private final OcallException exception;

    OcallError(int code) {
        this.code = code;
        this.exception = new OcallException(this);
    }

    public int code() {
        return code;
    }

    /// The one exception of this error; it has no stack trace.
    public OcallException exception() {
        return exception;
    }
}
