/// The example contracts of `examples/contracts`, run on the contracts runtime directly: no chain, no worker, no
/// network.
///
/// [network.phala.contractrunner.ContractRunner] sets up the cluster in memory and speaks to contracts by their
/// metadata.
@NullMarked
package network.phala.e2e.contracts;

import org.jspecify.annotations.NullMarked;
