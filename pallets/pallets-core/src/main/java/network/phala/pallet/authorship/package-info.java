/// Authorship: who made the current block.
///
/// Start with [Authorship]. Follows polkadot-sdk 1.5.0 substrate/frame/authorship.
@NullMarked
package network.phala.pallet.authorship;

import org.jspecify.annotations.NullMarked;
