package network.phala.pink.state;

import network.phala.crypto.Blake2b;
import network.phala.primitives.Bytes;
import org.jspecify.annotations.Nullable;

/// BLAKE2b of the few accounts, topics and item keys that session after session asks for again.
///
/// A table of fixed size in which a newer input takes the place of an older one: what it gives depends on the input
/// alone, what it keeps is bounded, and an input that was pushed out costs one hash. Entries are immutable, so threads
/// may race for a place without harm.
public final class RepeatedHashes {
    private static final int PLACES = 1 << 13;
    /// Longer inputs are not worth keeping.
    private static final int INPUT_MAX = 64;

    private static final RepeatedHashes OF_16_BYTES = new RepeatedHashes(16);
    private static final RepeatedHashes OF_32_BYTES = new RepeatedHashes(32);

    private final int size;
    private final @Nullable Entry[] entries = new @Nullable Entry[PLACES];

    private record Entry(Bytes input, Bytes digest) {}

    private RepeatedHashes(int size) {
        this.size = size;
    }

    /// BLAKE2b-128.
    public static Bytes blake2b128(Bytes input) {
        return OF_16_BYTES.of(input);
    }

    /// BLAKE2b-256.
    public static Bytes blake2b256(Bytes input) {
        return OF_32_BYTES.of(input);
    }

    private Bytes of(Bytes input) {
        if (input.size() > INPUT_MAX) {
            return hash(input);
        }
        int mixed = input.hashCode() * 0x9e3779b1;
        int place = mixed >>> 32 - Integer.numberOfTrailingZeros(PLACES);
        Entry known = entries[place];
        if (known != null && known.input.equals(input)) {
            return known.digest;
        }
        Bytes digest = hash(input);
        entries[place] = new Entry(input, digest);
        return digest;
    }

    private Bytes hash(Bytes input) {
        return Bytes.wrap(Blake2b.digest(size, input.unsafeArray()));
    }
}
