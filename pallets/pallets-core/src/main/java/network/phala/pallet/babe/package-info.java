/// Babe: slots, epochs, block authorities and the chain's randomness.
///
/// Start with [Babe]. Follows polkadot-sdk 1.5.0 substrate/frame/babe. Blocks claim their slot by a
/// secondary plain pre-digest; one that claims it by a VRF is refused, since verifiable random functions
/// are not part of this project yet. Reports of equivocation are refused: the offences they would feed are
/// not part of this runtime yet.
@NullMarked
package network.phala.pallet.babe;

import org.jspecify.annotations.NullMarked;
