package network.phala.rpc;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A refusal as the client sees it: JSON-RPC error code, message, and sometimes data.
public final class RpcException extends Exception {
    private static final long serialVersionUID = 1L;

    public static final int PARSE_ERROR = -32700;
    public static final int INVALID_REQUEST = -32600;
    public static final int METHOD_NOT_FOUND = -32601;
    public static final int INVALID_PARAMS = -32602;
    public static final int INTERNAL_ERROR = -32603;
    /// A batch of more calls than one request may hold.
    public static final int BATCH_TOO_LARGE = -32010;
    /// More subscriptions than one connection may hold.
    public static final int TOO_MANY_SUBSCRIPTIONS = -32006;

    private final int code;
    private final @Nullable String data;

    public RpcException(int code, String message) {
        this(code, message, null);
    }

    public RpcException(int code, String message, @Nullable String data) {
        super(message);
        this.code = code;
        this.data = data;
    }

    public static RpcException invalidParams(String problem) {
        return new RpcException(INVALID_PARAMS, "Invalid params", problem);
    }

    public static RpcException internal(String problem) {
        return new RpcException(INTERNAL_ERROR, "Internal error", problem);
    }

    public int code() {
        return code;
    }

    public Optional<String> data() {
        return Optional.ofNullable(data);
    }

    /// The caller made the mistake; our stack says nothing about it.
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
