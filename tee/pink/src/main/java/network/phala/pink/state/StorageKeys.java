package network.phala.pink.state;

import network.phala.crypto.Twox;
import network.phala.primitives.Bytes;

/// FRAME storage keys: twox128(pallet) ‖ twox128(item) ‖ the hashed map key.
public final class StorageKeys {
    /// The item name under which a pallet keeps its storage version.
    public static final String STORAGE_VERSION = ":__STORAGE_VERSION__:";

    private StorageKeys() {}

    /// The key of a plain item, or the prefix of a map.
    public static Bytes item(String pallet, String item) {
        return Bytes.concat(Bytes.wrap(Twox.hash128(pallet)), Bytes.wrap(Twox.hash128(item)));
    }

    /// `Blake2_128Concat`.
    public static Bytes blake2(Bytes prefix, Bytes key) {
        return Bytes.concat(prefix, RepeatedHashes.blake2b128(key), key);
    }

    /// `Twox64Concat`.
    public static Bytes twox64(Bytes prefix, Bytes key) {
        return Bytes.concat(prefix, Bytes.wrap(Twox.hash64(key.unsafeArray())), key);
    }
}
