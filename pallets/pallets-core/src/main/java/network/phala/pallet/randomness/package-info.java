/// RandomnessCollectiveFlip: the hashes of the last 81 parents.
///
/// Start with [RandomnessCollectiveFlip]. Follows polkadot-sdk 1.5.0
/// substrate/frame/insecure-randomness-collective-flip.
@NullMarked
package network.phala.pallet.randomness;

import org.jspecify.annotations.NullMarked;
