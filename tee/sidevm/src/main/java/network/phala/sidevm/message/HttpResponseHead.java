package network.phala.sidevm.message;

import java.util.List;
import network.phala.scale.Codec;
import network.phala.scale.Scale;

/// The head of a program's answer. `status` is unsigned; 101 turns the connection into a stream both ways.
public record HttpResponseHead(short status, List<HttpHeader> headers) {
    public HttpResponseHead {
        headers = List.copyOf(headers);
    }

    public static Codec<HttpResponseHead> codec() {
        return Scale.of(HttpResponseHead.class);
    }

    public int statusCode() {
        return Short.toUnsignedInt(status);
    }
}
