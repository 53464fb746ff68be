/// Sudo: one account that may act as root.
///
/// Start with [Sudo]. Follows polkadot-sdk 1.5.0 substrate/frame/sudo. **Storage** `Key`: the account.
@NullMarked
package network.phala.pallet.sudo;

import org.jspecify.annotations.NullMarked;
