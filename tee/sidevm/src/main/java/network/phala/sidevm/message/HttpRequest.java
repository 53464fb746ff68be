package network.phala.sidevm.message;

import network.phala.scale.Codec;
import network.phala.scale.Scale;
import network.phala.scale.Signed;

/// A request as the program gets it: the head, the resource that takes the answer's head, and the stream that gives the
/// request's body and takes the answer's.
public record HttpRequest(
        HttpHead head, @Signed int responseTx, @Signed int ioStream) {
    public static Codec<HttpRequest> codec() {
        return Scale.of(HttpRequest.class);
    }
}
