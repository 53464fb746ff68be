/// A worker as its clients see it: prpc calls, encrypted queries and commands. Start with [PrpcClient].
@NullMarked
package network.phala.client.worker;

import org.jspecify.annotations.NullMarked;
