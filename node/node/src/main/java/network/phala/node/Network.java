package network.phala.node;

import java.util.List;
import network.phala.chain.ChainRuntime;
import network.phala.chain.ChainSpec;
import network.phala.crypto.Ed25519;

/// A chain that this program can run: what it starts from, what executes it, and the keys that make it
/// final.
record Network(ChainSpec spec, ChainRuntime runtime, List<Ed25519.Pair> finalityKeys) {
    static Network of(NodeConfig.Preset preset, long blockMillis) {
        throw new UnsupportedOperationException(preset + " " + blockMillis);
    }
}
