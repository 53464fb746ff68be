package network.phala.chain;

import java.util.Optional;
import network.phala.block.Digest;
import network.phala.block.DigestItem;
import network.phala.block.Header;
import network.phala.crypto.Twox;
import network.phala.primitives.Bytes;
import network.phala.scale.DecodeException;
import network.phala.scale.ScaleReader;
import network.phala.scale.ScaleWriter;
import network.phala.storage.State;

/// BABE slots in headers. The solo chain's blocks are secondary plain slots of authority 0:
/// `PreRuntime("BABE", 02 ‖ authority u32 ‖ slot u64)`.
final class Slots {
    private static final Bytes BABE = Bytes.ofUtf8("BABE");
    private static final int SECONDARY_PLAIN = 2;
    private static final Bytes DURATION_KEY = Bytes.wrap(Twox.hash128(":SlotDuration:"));
    private static final long DURATION_DEFAULT_MILLIS = 3000;

    private Slots() {}

    static DigestItem preRuntime(long slot) {
        ScaleWriter out = new ScaleWriter();
        out.writeByte(SECONDARY_PLAIN);
        out.writeInt(0);
        out.writeLong(slot);
        return new DigestItem.PreRuntime(BABE, out.toBytes());
    }

    /// The slot of the block; empty for genesis.
    static Optional<Long> of(Header header) {
        for (DigestItem item : header.digest().logs()) {
            if (item instanceof DigestItem.PreRuntime(Bytes engine, Bytes data) && engine.equals(BABE)) {
                try {
                    ScaleReader in = new ScaleReader(data);
                    in.readByte();
                    in.readInt();
                    return Optional.of(in.readLong());
                } catch (DecodeException _) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    /// Milliseconds of one slot, as the genesis state fixes it.
    static long durationMillis(State state) {
        return state.get(DURATION_KEY)
                .map(value -> {
                    try {
                        return new ScaleReader(value).readLong();
                    } catch (DecodeException _) {
                        return DURATION_DEFAULT_MILLIS;
                    }
                })
                .filter(millis -> millis > 0)
                .orElse(DURATION_DEFAULT_MILLIS);
    }

    static Digest digest(long slot) {
        return new Digest(java.util.List.of(preRuntime(slot)));
    }
}
