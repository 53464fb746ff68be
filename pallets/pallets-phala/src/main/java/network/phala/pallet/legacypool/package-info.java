/// The first stake pools: what is left of their storage. No calls, nothing is written. Start with
/// [PhalaStakePool].
@NullMarked
package network.phala.pallet.legacypool;

import org.jspecify.annotations.NullMarked;
