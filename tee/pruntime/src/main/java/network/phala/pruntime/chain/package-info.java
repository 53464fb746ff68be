/// Headers, finality and the storage of the chain, as the enclave verified them. Start with [ChainSync].
@NullMarked
package network.phala.pruntime.chain;

import org.jspecify.annotations.NullMarked;
