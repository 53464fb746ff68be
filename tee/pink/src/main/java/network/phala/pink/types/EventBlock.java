package network.phala.pink.types;

import java.util.Optional;
import network.phala.crypto.Blake2b;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.scale.ScaleWriter;

/// A block of the cluster's event chain: the public events of one transaction session, linked by hash.
///
/// On the wire: number u64 ‖ runtime version (u32, u32) ‖ parent hash ‖ body hash ‖ body; the body is block
/// number u32 ‖ call nonce Option ‖ entry contract Option ‖ events ‖ origin Option. Runtime 1.1 has no
/// origin, and 1.0 no event chain. Follows phala-blockchain crates/pink/runtime/src/types.rs.
public record EventBlock(long number, H256 hash, Bytes encoded) {
    /// The parts of the body around the events.
    public record Context(
            int blockNumber,
            Optional<Bytes> callNonce,
            Optional<AccountId> entryContract,
            Optional<AccountId> origin) {}

    /// The block after the one with hash `parent`.
    ///
    /// @param events as [EventRecord#encodeAll] gives them
    public static EventBlock next(PinkRuntime runtime, long number, H256 parent, Context context, Bytes events) {
        // A transaction may have tens of megabytes of events: they are copied once.
        ScaleWriter before = new ScaleWriter();
        before.writeInt(context.blockNumber);
        writeOption(before, context.callNonce.isPresent());
        context.callNonce.ifPresent(before::writeVec);
        writeAccount(before, context.entryContract);
        Bytes beginning = before.toBytes();
        ScaleWriter after = new ScaleWriter();
        if (namesOrigin(runtime.major(), runtime.minor())) {
            writeAccount(after, context.origin);
        }
        Bytes end = after.toBytes();

        ScaleWriter header = new ScaleWriter();
        header.writeLong(number);
        header.write(runtime.encoded());
        header.write(parent.toBytes());
        header.write(Blake2b.digest256(beginning.unsafeArray(), events.unsafeArray(), end.unsafeArray()));
        Bytes headerBytes = header.toBytes();
        return new EventBlock(
                number,
                H256.of(Blake2b.digest256(headerBytes.unsafeArray())),
                Bytes.concat(headerBytes, beginning, events, end));
    }

    /// Whether blocks of this version of the runtime end with the origin of the call.
    static boolean namesOrigin(int major, int minor) {
        return major > 1 || minor >= 2;
    }

    private static void writeOption(ScaleWriter out, boolean present) {
        out.writeByte(present ? 1 : 0);
    }

    private static void writeAccount(ScaleWriter out, Optional<AccountId> account) {
        writeOption(out, account.isPresent());
        account.ifPresent(id -> out.write(id.toBytes()));
    }
}
