/// Session: validators, their session keys, and the turn from one session to the next.
///
/// Start with [Session]. Follows polkadot-sdk 1.5.0 substrate/frame/session. Which validators serve next is
/// a port, since staking is not part of this runtime yet: the validators of genesis stay.
@NullMarked
package network.phala.pallet.session;

import org.jspecify.annotations.NullMarked;
