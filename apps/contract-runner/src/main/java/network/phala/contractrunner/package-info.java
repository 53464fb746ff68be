/// Contracts without a chain: a cluster in memory for unit tests of contracts in Java.
///
/// Start with [ContractRunner]; [OutsideWorld] is what contracts meet beyond the cluster.
@NullMarked
package network.phala.contractrunner;

import org.jspecify.annotations.NullMarked;
