/// Utility: several calls in one, calls on behalf of sub-accounts, calls by other origins.
///
/// Start with [Utility]. Follows polkadot-sdk 1.5.0 substrate/frame/utility. Keeps no state.
@NullMarked
package network.phala.pallet.utility;

import org.jspecify.annotations.NullMarked;
