/// A cluster of contracts as its users see it: code goes up and commands go out through the chain,
/// questions go straight to a worker. Start with [ClusterClient].
@NullMarked
package network.phala.client.cluster;

import org.jspecify.annotations.NullMarked;
