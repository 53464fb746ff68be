package network.phala.frame.storage;

import java.util.Arrays;
import network.phala.crypto.Blake2b;
import network.phala.crypto.Twox;
import network.phala.primitives.Bytes;

/// How a map key becomes part of the storage key. In the order of their numbers in metadata.
public enum Hasher {
    BLAKE2_128(16, false),
    BLAKE2_256(32, false),
    BLAKE2_128_CONCAT(16, true),
    TWOX_128(16, false),
    TWOX_256(32, false),
    TWOX_64_CONCAT(8, true),
    IDENTITY(0, true);

    private final int hashSize;
    private final boolean reversible;

    Hasher(int hashSize, boolean reversible) {
        this.hashSize = hashSize;
        this.reversible = reversible;
    }

    /// Bytes before the key itself.
    public int hashSize() {
        return hashSize;
    }

    /// True when the key can be read back from the storage key.
    public boolean reversible() {
        return reversible;
    }

    /// The key's part of the storage key.
    public byte[] apply(byte[] key) {
        byte[] hash = switch (this) {
            case BLAKE2_128, BLAKE2_128_CONCAT -> Blake2b.digest128(key);
            case BLAKE2_256 -> Blake2b.digest256(key);
            case TWOX_128 -> Twox.hash128(key);
            case TWOX_256 -> Twox.hash256(key);
            case TWOX_64_CONCAT -> Twox.hash64(key);
            case IDENTITY -> key;
        };
        if (!reversible || this == IDENTITY) {
            return hash;
        }
        byte[] whole = Arrays.copyOf(hash, hash.length + key.length);
        System.arraycopy(key, 0, whole, hash.length, key.length);
        return whole;
    }

    /// twox128 of a pallet's or item's name.
    public static Bytes ofName(String name) {
        return Bytes.wrap(Twox.hash128(name));
    }
}
