package network.phala.pruntime.http;

/// A request that is not HTTP as we speak it. It is answered with the status, and the connection ends.
final class BadRequestException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    BadRequestException(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }
}
