package network.phala.pallet.computation;

import network.phala.primitives.Bytes;
import network.phala.primitives.H256;

/// Low-influence randomness of the chain.
@FunctionalInterface
public interface Randomness {
    H256 random(Bytes subject);
}
