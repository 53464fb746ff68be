/// RMRK: NFTs with properties and locks on top of Uniques. Pools keep shares in them.
///
/// Start with [RmrkCore]. Follows rmrk-substrate pallets/rmrk-core, functions.rs. Not here: resources,
/// nesting, and the calls that need them.
@NullMarked
package network.phala.pallet.rmrk;

import org.jspecify.annotations.NullMarked;
