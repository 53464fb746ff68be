/// The contracts of the cluster that this worker hosts, and queries to them. Start with [ContractCluster].
@NullMarked
package network.phala.pruntime.cluster;

import org.jspecify.annotations.NullMarked;
