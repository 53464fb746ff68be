package network.phala.prpc;

/// A call that the server answers with an error: an HTTP status and a message, sent as protobuf `prpc.PrpcError`.
public final class PrpcException extends Exception {
    private static final long serialVersionUID = 1L;
    private final int status;

    public PrpcException(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    /// 500: the plain error text of the application.
    public static PrpcException application(String message) {
        return new PrpcException(500, message);
    }

    /// 400: a request, or SCALE inside it, that does not decode.
    public static PrpcException decode(String problem) {
        return new PrpcException(400, "DecodeError(" + problem + ")");
    }

    public static PrpcException methodNotFound() {
        return new PrpcException(404, "Method Not Found");
    }

    public int status() {
        return status;
    }

    public String text() {
        return String.valueOf(getMessage());
    }
}
