/// Hashes, keys and signatures of the chain and the enclave. Nothing here does I/O, reads a clock or draws
/// randomness: whoever signs or seals brings the random bytes.
///
/// Start with [network.phala.crypto.Blake2b] for hashes, [network.phala.crypto.Sr25519] for keys and
/// signatures, [network.phala.crypto.KeyUri] for what a person types to name a key.
@NullMarked
package network.phala.crypto;

import org.jspecify.annotations.NullMarked;
