package network.phala.chain;

import java.util.List;
import java.util.OptionalInt;
import network.phala.chain.pool.PoolLimits;
import network.phala.crypto.Ed25519;

/// How this node runs its chain.
///
/// @param keptStates how many states before the best one can still be asked for; empty keeps all
/// (`archive`)
/// @param finalityKeys the GRANDPA keys that this node signs with
public record ChainConfig(OptionalInt keptStates, PoolLimits pool, List<Ed25519.Pair> finalityKeys) {
    public ChainConfig {
        finalityKeys = List.copyOf(finalityKeys);
    }

    /// Keeps every state.
    public static ChainConfig archive(List<Ed25519.Pair> finalityKeys) {
        return new ChainConfig(OptionalInt.empty(), PoolLimits.DEFAULT, finalityKeys);
    }
}
