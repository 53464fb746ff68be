package network.phala.sidevm.message;

import java.util.Optional;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.scale.Codec;
import network.phala.scale.Scale;
import network.phala.scale.Signed;

/// A query as the program gets it; the answer goes to the resource `replyTx`.
public record QueryRequest(
        Optional<Bytes32> origin, Bytes payload, @Signed int replyTx) {
    public static Codec<QueryRequest> codec() {
        return Scale.of(QueryRequest.class);
    }
}
