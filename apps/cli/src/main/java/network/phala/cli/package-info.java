/// The `phala` command: a whole network on loopback, and the stories it tells.
///
/// Start with [PhalaMain]; [Devnet] is the network, [AuctionStory] and [ContractStory] are what the demo does with it.
@NullMarked
package network.phala.cli;

import org.jspecify.annotations.NullMarked;
