/// How Phala's keys come from one another, and how secrets and payloads are sealed between two of them.
///
/// Start with [KeyDerivation]; [SecretChannel] seals what users and workers send each other.
/// Follows phala-blockchain crates/phala-crypto.
@NullMarked
package network.phala.types.keys;

import org.jspecify.annotations.NullMarked;
