package network.phala.client.rpc;

import java.io.IOException;

/// The server answered a call with an error.
public final class RpcException extends IOException {
    private final int code;
    private final String data;

    public RpcException(String method, int code, String message, String data) {
        super(method + " was refused: " + message + (data.isEmpty() ? "" : " (" + data + ")") + " [code " + code + "]");
        this.code = code;
        this.data = data;
    }

    /// The JSON-RPC error code, 1010 for an invalid transaction.
    public int code() {
        return code;
    }

    /// The error's `data` as text, empty when there was none.
    public String data() {
        return data;
    }
}
