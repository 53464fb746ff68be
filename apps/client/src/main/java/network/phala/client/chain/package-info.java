/// A Substrate node as its clients see it: state, blocks, signed extrinsics. Start with [ChainClient].
@NullMarked
package network.phala.client.chain;

import org.jspecify.annotations.NullMarked;
