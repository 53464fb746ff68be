package network.phala.pruntime.cluster;

import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.scale.Codec;
import network.phala.scale.DecodeException;
import network.phala.scale.Index;
import network.phala.scale.Result;
import network.phala.scale.Scale;
import network.phala.scale.ScaleReader;
import network.phala.scale.ScaleWriter;
import network.phala.scale.Unnamed;

/// What is inside an encrypted query: the head `id H256 ‖ nonce [u8; 32]`, then one of these.
///
/// Follows phala-blockchain crates/phactory/src/contracts/pink.rs, Query.
sealed interface ContractQuery {
    Codec<ContractQuery> QUERY_CODEC = Scale.of(ContractQuery.class);

    /// Calls a message. `deposit` is minted to the caller first, in the throw-away state.
    @Index(0)
    record InkMessage(Bytes payload, U128 deposit, U128 transfer, boolean estimating) implements ContractQuery {}

    @Index(1)
    @Unnamed
    record SidevmQuery(Bytes payload) implements ContractQuery {}

    /// Tries an instantiation.
    @Index(2)
    record InkInstantiate(H256 codeHash, Bytes salt, Bytes instantiateData, U128 deposit, U128 transfer)
            implements ContractQuery {}

    /// What became of what the asker sent, from number `from` on: ours, see [network.phala.types.query.OwnOutcome]. Any
    /// contract may be named.
    @Index(128)
    record OwnOutcomes(long from) implements ContractQuery {}

    /// Which contract is asked; the answer repeats the nonce.
    record Head(H256 id, Bytes32 nonce) {
        static Head decode(ScaleReader in) throws DecodeException {
            return new Head(new H256(Bytes32.wrap(in.readArray(32))), Bytes32.wrap(in.readArray(32)));
        }
    }

    /// Errors that only the asker sees. Wire order.
    sealed interface QueryError {
        record BadOrigin() implements QueryError {}

        record RuntimeError(String message) implements QueryError {}

        record SidevmNotFound() implements QueryError {}

        record NoResponse() implements QueryError {}

        record ServiceUnavailable() implements QueryError {}

        record Timeout() implements QueryError {}
    }

    /// `nonce ‖ Ok 0 ‖ Payload 0 ‖ Vec<u8>` or `nonce ‖ Err 1 ‖ QueryError`.
    static Bytes answer(Bytes32 nonce, Result<Bytes, QueryError> result) {
        ScaleWriter out = new ScaleWriter();
        out.write(nonce.unsafeArray());
        switch (result) {
            case Result.Ok<Bytes, QueryError>(Bytes payload) -> {
                out.writeByte(0);
                out.writeByte(0);
                out.writeVec(payload);
            }
            case Result.Err<Bytes, QueryError>(QueryError error) -> {
                out.writeByte(1);
                switch (error) {
                    case QueryError.BadOrigin _ -> out.writeByte(0);
                    case QueryError.RuntimeError(String message) -> {
                        out.writeByte(1);
                        out.writeVec(Bytes.ofUtf8(message));
                    }
                    case QueryError.SidevmNotFound _ -> out.writeByte(2);
                    case QueryError.NoResponse _ -> out.writeByte(3);
                    case QueryError.ServiceUnavailable _ -> out.writeByte(4);
                    case QueryError.Timeout _ -> out.writeByte(5);
                }
            }
        }
        return out.toBytes();
    }
}
