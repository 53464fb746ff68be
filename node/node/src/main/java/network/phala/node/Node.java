package network.phala.node;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import network.phala.chain.Chain;
import network.phala.chain.ChainConfig;
import network.phala.chain.ConsensusEngine;
import network.phala.chain.SoloEngine;
import network.phala.rpc.RpcServer;
import network.phala.rpc.api.NodeApi;
import network.phala.rpc.api.NodeFacts;
import network.phala.storage.KeyValueStore;
import network.phala.storage.MemoryStore;
import network.phala.storage.rocksdb.RocksDbStore;

/// A running node: its parts are started in order and closed in reverse.
public final class Node implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Node.class.getName());

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    private final Chain chain;
    private final RpcServer rpc;

    /// Makes the engine of a node; it tells the consumer when the chain cannot go on.
    @FunctionalInterface
    interface EngineFactory {
        ConsensusEngine engine(Consumer<Throwable> onFailure);
    }

    private Node(NodeConfig config, EngineFactory factory) throws IOException {
        boolean started = false;
        try {
            Network network = Network.of(config.chain(), config.blockMillis());
            KeyValueStore store = add(openStore(config, network));
            chain = add(Chain.open(
                    network.spec(),
                    network.runtime(),
                    new ChainConfig(config.keptStates(), config.pool(), network.finalityKeys()),
                    store));
            ConsensusEngine engine = factory.engine(failure::complete);
            NodeApi api =
                    add(new NodeApi(chain, new NodeFacts("Phala Substrate Node", version(), engine::peerCount, false)));
            rpc = add(RpcServer.start(config.rpc(), api.methods()));
            LOG.log(
                    System.Logger.Level.INFO,
                    "{0} genesis={1} best={2} JSON-RPC on {3}:{4}",
                    network.spec().name(),
                    chain.genesis().hash(),
                    chain.best().ref(),
                    config.rpc().host(),
                    Integer.toString(rpc.port()));
            chain.pool().onReady(engine::noteReady);
            add(engine).start(chain.app());
            started = true;
        } finally {
            if (!started) {
                close();
            }
        }
    }

    /// Starts a node.
    ///
    /// @throws IOException with a sentence for the operator when its port cannot be had
    /// @throws network.phala.storage.StorageException with a sentence for the operator when its base path
    /// cannot be used
    public static Node start(NodeConfig config) throws IOException {
        return start(config, onFailure -> new SoloEngine(config.sealing(), Clock.systemUTC(), onFailure));
    }

    /// With another engine.
    static Node start(NodeConfig config, EngineFactory engine) throws IOException {
        return new Node(config, engine);
    }

    private <T extends AutoCloseable> T add(T part) {
        parts.push(part);
        return part;
    }

    private static KeyValueStore openStore(NodeConfig config, Network network) {
        if (config.basePath().isEmpty()) {
            return new MemoryStore(Chain.storeColumns());
        }
        Path path = config.basePath()
                .get()
                .resolve("chains")
                .resolve(network.spec().id())
                .resolve("db");
        return RocksDbStore.open(path, Chain.storeColumns());
    }

    static String version() {
        String version = Node.class.getPackage().getImplementationVersion();
        return version == null ? "0.1.0" : version;
    }

    public Chain chain() {
        return chain;
    }

    /// The port of HTTP and WebSocket.
    public int port() {
        return rpc.port();
    }

    public String httpUrl() {
        return "http://127.0.0.1:" + port();
    }

    public String wsUrl() {
        return "ws://127.0.0.1:" + port();
    }

    /// Completed when the chain cannot go on, with the reason.
    public CompletableFuture<Throwable> failure() {
        return failure;
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                LOG.log(System.Logger.Level.WARNING, "Closing a part of the node failed", e);
            }
        }
    }
}
