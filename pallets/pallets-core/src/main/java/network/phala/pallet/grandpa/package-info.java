/// Grandpa: the authorities whose votes make blocks final, and the number of their set.
///
/// Start with [Grandpa]. Follows polkadot-sdk 1.5.0 substrate/frame/grandpa. Reports of equivocation are refused: the
/// offences they would feed are not part of this runtime yet.
@NullMarked
package network.phala.pallet.grandpa;

import org.jspecify.annotations.NullMarked;
