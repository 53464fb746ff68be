/// Who asks a confidential query: certificates and signatures of every kind that wallets make. Start with
/// [QuerySignature].
///
/// Follows phala-blockchain crates/phactory/api/src/crypto.
@NullMarked
package network.phala.types.query;

import org.jspecify.annotations.NullMarked;
