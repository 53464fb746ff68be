/// Indices: short numbers that stand for accounts.
///
/// Start with [Indices]. Follows polkadot-sdk 1.5.0 substrate/frame/indices. **Storage** `Accounts` by index, hashed by
/// BLAKE2b since indices are chosen freely.
@NullMarked
package network.phala.pallet.indices;

import org.jspecify.annotations.NullMarked;
