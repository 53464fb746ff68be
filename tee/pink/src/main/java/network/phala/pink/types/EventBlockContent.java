package network.phala.pink.types;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.phala.crypto.Blake2b;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.scale.Codec;
import network.phala.scale.DecodeException;
import network.phala.scale.Scale;
import network.phala.scale.ScaleReader;

/// A block of an event chain, read back: what anyone checks who has only the worker's log.
///
/// @param hash of this block, which the next one names as its parent
public record EventBlockContent(
        long number,
        int runtimeMajor,
        int runtimeMinor,
        H256 parent,
        H256 hash,
        EventBlock.Context context,
        List<EventRecord> events) {
    private static final Codec<RuntimeEvent> EVENT = Scale.of(RuntimeEvent.class);
    private static final int HEADER_SIZE = 8 + 8 + 32 + 32;

    /// Reads a block and makes sure that its header is about its body.
    ///
    /// @param encoded as [EventBlock#encoded]
    public static EventBlockContent decode(Bytes encoded) throws DecodeException {
        ScaleReader in = new ScaleReader(encoded);
        long number = in.readLong();
        int major = in.readInt();
        int minor = in.readInt();
        H256 parent = H256.of(in.readArray(32));
        H256 bodyHash = H256.of(in.readArray(32));
        Bytes body = encoded.slice(HEADER_SIZE, encoded.size());
        H256 found = H256.of(Blake2b.digest256(body.toArray()));
        if (!found.equals(bodyHash)) {
            throw new DecodeException(48, "the header names body " + bodyHash + ", but the body's hash is " + found);
        }
        int block = in.readInt();
        Optional<Bytes> nonce = in.readBoolean() ? Optional.of(in.readVec()) : Optional.empty();
        Optional<AccountId> entry = account(in);
        List<EventRecord> events = new ArrayList<>();
        for (int left = in.readLength(1); left > 0; left--) {
            events.add(event(in, encoded, EventBlock.namesOrigin(major, minor)));
        }
        Optional<AccountId> origin = EventBlock.namesOrigin(major, minor) ? account(in) : Optional.empty();
        in.expectEnd();
        byte[] header = encoded.slice(0, HEADER_SIZE).toArray();
        return new EventBlockContent(
                number,
                major,
                minor,
                parent,
                H256.of(Blake2b.digest256(header)),
                new EventBlock.Context(block, nonce, entry, origin),
                List.copyOf(events));
    }

    private static EventRecord event(ScaleReader in, Bytes all, boolean present) throws DecodeException {
        int phase = in.readByte();
        if (phase == 0) {
            in.readInt();
        } else if (phase > 2) {
            throw new DecodeException(in.offset() - 1, "phase " + phase + "; expected 0 to 2");
        }
        RuntimeEvent event = present ? EVENT.decode(in) : EarlierEvents.decode(in, all);
        List<H256> topics = new ArrayList<>();
        for (int left = in.readLength(32); left > 0; left--) {
            topics.add(H256.of(in.readArray(32)));
        }
        return new EventRecord(event, topics);
    }

    private static Optional<AccountId> account(ScaleReader in) throws DecodeException {
        return in.readBoolean() ? Optional.of(AccountId.of(in.readArray(32))) : Optional.empty();
    }
}
