package network.phala.pink.contracts;

import network.phala.pink.state.RepeatedHashes;
import network.phala.primitives.Bytes;

/// A contract's key for a storage item. Fixed keys (32 bytes) and variable keys are hashed differently, so
/// the two never meet: BLAKE2b-256 of the key, and BLAKE2b-128 of the key followed by the key.
record StorageKey(boolean fixed, Bytes key) {
    static final int MAX_LENGTH = 128;

    Bytes hashed() {
        return fixed ? RepeatedHashes.blake2b256(key) : Bytes.concat(RepeatedHashes.blake2b128(key), key);
    }
}
