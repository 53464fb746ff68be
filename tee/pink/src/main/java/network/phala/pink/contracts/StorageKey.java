package network.phala.pink.contracts;

import network.phala.crypto.Blake2b;
import network.phala.primitives.Bytes;

/// A contract's key for a storage item. Fixed keys (32 bytes) and variable keys are hashed differently, so the two
/// never
/// meet: BLAKE2b-256 of the key, and BLAKE2b-128 of the key followed by the key.
record StorageKey(boolean fixed, Bytes key) {
    static final int MAX_LENGTH = 128;

    Bytes hashed() {
        byte[] bytes = key.unsafeArray();
        return fixed ? Bytes.wrap(Blake2b.digest256(bytes)) : Bytes.concat(Bytes.wrap(Blake2b.digest128(bytes)), key);
    }
}
