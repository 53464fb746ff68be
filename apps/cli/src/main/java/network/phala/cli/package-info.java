/// The `phala` command: a whole network on loopback, and the stories it tells.
///
/// Start with [PhalaMain]; [AuctionStory] and [ContractStory] are what the demo does with a network of
/// [network.phala.devnet].
@NullMarked
package network.phala.cli;

import org.jspecify.annotations.NullMarked;
