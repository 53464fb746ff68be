package network.phala.node;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import network.phala.chain.SoloEngine.Sealing;
import network.phala.chain.pool.PoolLimits;
import network.phala.rpc.RpcConfig;

/// Everything that can be chosen about a node.
///
/// @param chain which chain: `dev` or `local`
/// @param basePath where the chain is kept; empty keeps it in memory, and forgets it
/// @param blockMillis milliseconds of a slot; part of the genesis, so a base path keeps the value it was
/// made with
/// @param keptStates how many states behind the best block can be asked for; empty keeps all
public record NodeConfig(
        Preset chain,
        Optional<Path> basePath,
        long blockMillis,
        Sealing sealing,
        OptionalInt keptStates,
        PoolLimits pool,
        RpcConfig rpc) {
    public static final long BLOCK_MILLIS_DEFAULT = 3000;

    /// A chain that this program knows.
    public enum Preset {
        DEV,
        LOCAL
    }

    public NodeConfig {
        if (blockMillis < 10 || blockMillis > 3_600_000) {
            throw new IllegalArgumentException(
                    "Block time of " + blockMillis + " ms; expected 10 ms to one hour (--block-millisecs)");
        }
    }

    /// A development chain in memory on a free port of the loopback, every state kept.
    public static NodeConfig dev(long blockMillis, Sealing sealing) {
        return new NodeConfig(
                Preset.DEV,
                Optional.empty(),
                blockMillis,
                sealing,
                OptionalInt.empty(),
                PoolLimits.DEFAULT,
                RpcConfig.local(0));
    }

    public NodeConfig withBasePath(Path path) {
        return new NodeConfig(chain, Optional.of(path), blockMillis, sealing, keptStates, pool, rpc);
    }

    public NodeConfig withRpc(RpcConfig other) {
        return new NodeConfig(chain, basePath, blockMillis, sealing, keptStates, pool, other);
    }
}
