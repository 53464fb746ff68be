package network.phala.pink.types;

import java.util.Optional;
import network.phala.crypto.Blake2b;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.scale.ScaleWriter;

/// A block of the cluster's event chain: the public events of one transaction session, linked by hash.
///
/// On the wire: number u64 ‖ runtime version (u32, u32) ‖ parent hash ‖ body hash ‖ body; the body is block number u32
/// ‖
/// call nonce Option ‖ entry contract Option ‖ events ‖ origin Option.
/// Follows phala-blockchain crates/pink/runtime/src/types.rs.
public record EventBlock(long number, H256 hash, Bytes encoded) {
    private static final int RUNTIME_MAJOR = 1;
    private static final int RUNTIME_MINOR = 2;

    /// The parts of the body around the events.
    public record Context(
            int blockNumber,
            Optional<Bytes> callNonce,
            Optional<AccountId> entryContract,
            Optional<AccountId> origin) {}

    /// The block after the one with hash `parent`.
    ///
    /// @param events as [EventRecord#encodeAll] gives them
    public static EventBlock next(long number, H256 parent, Context context, Bytes events) {
        ScaleWriter body = new ScaleWriter();
        body.writeInt(context.blockNumber);
        writeOption(body, context.callNonce.isPresent());
        context.callNonce.ifPresent(body::writeVec);
        writeAccount(body, context.entryContract);
        body.write(events);
        writeAccount(body, context.origin);
        byte[] bodyBytes = body.toArray();

        ScaleWriter header = new ScaleWriter();
        header.writeLong(number);
        header.write(runtimeVersion());
        header.write(parent.toBytes());
        header.write(Blake2b.digest256(bodyBytes));
        byte[] headerBytes = header.toArray();
        header.write(bodyBytes);
        return new EventBlock(number, H256.of(Blake2b.digest256(headerBytes)), header.toBytes());
    }

    /// The runtime's version as (major u32, minor u32).
    public static Bytes runtimeVersion() {
        ScaleWriter out = new ScaleWriter();
        out.writeInt(RUNTIME_MAJOR);
        out.writeInt(RUNTIME_MINOR);
        return out.toBytes();
    }

    private static void writeOption(ScaleWriter out, boolean present) {
        out.writeByte(present ? 1 : 0);
    }

    private static void writeAccount(ScaleWriter out, Optional<AccountId> account) {
        writeOption(out, account.isPresent());
        account.ifPresent(id -> out.write(id.toBytes()));
    }
}
