package network.phala.client.worker;

import java.io.IOException;
import network.phala.primitives.Bytes;
import network.phala.prpc.Field;
import network.phala.prpc.ProtoCodec;
import network.phala.scale.DecodeException;

/// The worker answered a call with an error.
public final class PrpcRefusal extends IOException {
    private final int status;
    private final String reason;

    PrpcRefusal(String method, int status, String reason) {
        super(method + " was refused: " + reason + " [HTTP " + status + "]");
        this.status = status;
        this.reason = reason;
    }

    public int status() {
        return status;
    }

    /// The worker's own words.
    public String reason() {
        return reason;
    }

    /// `prpc.PrpcError`.
    record PrpcError(@Field(1) String message) {}

    static String message(Bytes body) throws DecodeException {
        return ProtoCodec.of(PrpcError.class).decode(body).message();
    }
}
