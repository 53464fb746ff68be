package network.phala.node;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Flags of Phala's node that scripts pass and that change nothing here: a solo chain has no gossip, no
/// telemetry and one block maker, which is this node.
final class AcceptedFlags {
    @Option(
            names = "--gossip-duration-millisecs",
            paramLabel = "MS",
            description = "Accepted; a solo chain has no gossip.")
    long gossipMillis;

    @Option(
            names = {
                "--validator",
                "--alice",
                "--bob",
                "--charlie",
                "--dave",
                "--eve",
                "--ferdie",
                "--force-authoring",
                "--no-telemetry",
                "--no-prometheus",
                "--no-mdns",
                "--no-hardware-benchmarks",
                "--no-private-ipv4",
                "--prometheus-external",
                "--discover-local",
                "--allow-private-ipv4",
                "--unsafe-force-node-key-generation"
            },
            hidden = true,
            arity = "0")
    @Nullable
    List<Boolean> without;

    @Option(
            names = {
                "--name",
                "--port",
                "--node-key",
                "--node-key-file",
                "--bootnodes",
                "--reserved-nodes",
                "--in-peers",
                "--out-peers",
                "--prometheus-port",
                "--telemetry-url",
                "--execution",
                "--wasm-execution",
                "--db-cache",
                "--state-cache-size",
                "--trie-cache-size",
                "--blocks-pruning",
                "--keep-blocks",
                "--database",
                "--sync",
                "--listen-addr",
                "--public-addr",
                "--max-runtime-instances",
                "--runtime-cache-size",
                "--rpc-max-request-size",
                "--rpc-max-response-size",
                "--rpc-max-subscriptions-per-connection",
                "--ws-max-out-buffer-capacity",
                "--keystore-path",
                "--offchain-worker",
                "--enable-offchain-indexing"
            },
            hidden = true,
            arity = "1",
            paramLabel = "VALUE")
    @Nullable
    List<String> withValue;
}
