package network.phala.client.chain;

import network.phala.crypto.Blake2b;
import network.phala.crypto.Twox;
import network.phala.primitives.Bytes;

/// Keys of FRAME storage items: twox128 of pallet and item, then each map key behind its hash.
public final class StorageKeys {
    private StorageKeys() {}

    public static Bytes value(String pallet, String item) {
        return Bytes.concat(twox128(pallet), twox128(item));
    }

    /// A map whose key is hashed with `Twox64Concat`.
    public static Bytes twox64Map(String pallet, String item, Bytes key) {
        return Bytes.concat(value(pallet, item), Bytes.wrap(Twox.hash64(key.toArray())), key);
    }

    /// A map whose key is hashed with `Blake2_128Concat`.
    public static Bytes blake2Map(String pallet, String item, Bytes key) {
        return Bytes.concat(value(pallet, item), Bytes.wrap(Blake2b.digest128(key.toArray())), key);
    }

    private static Bytes twox128(String name) {
        return Bytes.wrap(Twox.hash128(name));
    }
}
