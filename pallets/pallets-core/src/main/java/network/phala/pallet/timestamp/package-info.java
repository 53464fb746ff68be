/// Timestamp: the block's time, told by its author in an inherent.
///
/// Start with [Timestamp]. Follows polkadot-sdk 1.5.0 substrate/frame/timestamp. **Invariants** set exactly
/// once in every block, never less than the minimum period after the last one.
@NullMarked
package network.phala.pallet.timestamp;

import org.jspecify.annotations.NullMarked;
