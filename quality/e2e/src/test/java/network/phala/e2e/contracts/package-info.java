/// The example contracts of `examples/contracts`, run on the contracts runtime directly: no chain, no worker, no
/// network.
///
/// Start with [ContractStage], which sets up a cluster in memory and speaks to contracts through their metadata.
@NullMarked
package network.phala.e2e.contracts;

import org.jspecify.annotations.NullMarked;
