/// ParachainInfo and ParachainSystem: stubs in which relayers find that this chain is no parachain.
///
/// Start with [ParachainInfo]. Follows phala-blockchain pallets/phala/src/puppets.
@NullMarked
package network.phala.pallet.parachain;

import org.jspecify.annotations.NullMarked;
