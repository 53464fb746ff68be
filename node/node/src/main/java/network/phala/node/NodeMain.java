package network.phala.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import network.phala.chain.SoloEngine.Sealing;
import network.phala.chain.pool.PoolLimits;
import network.phala.node.NodeConfig.Preset;
import network.phala.rpc.RpcConfig;
import network.phala.storage.StorageException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `phala-node`: the command line of a node. The flags are those that operators of Phala's node know.
@Command(
        name = "phala-node",
        mixinStandardHelpOptions = true,
        versionProvider = NodeMain.Version.class,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = "Runs a node of the Phala chain: makes blocks, keeps them, serves JSON-RPC over HTTP and"
                + " WebSocket on one port.",
        footer = {
            "",
            "Example: a development chain with blocks every 300 ms, kept in /tmp/chain",
            "  phala-node --dev --block-millisecs=300 --base-path=/tmp/chain --rpc-port=9944 --rpc-methods=Unsafe"
        })
public final class NodeMain implements Callable<Integer> {
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"phala-node " + Node.version()};
        }
    }

    private static final int PORT_DEFAULT = 9944;
    /// Wide enough for the example, which is meant to be copied.
    private static final int HELP_WIDTH = 120;
    private static final int FAILED = 1;
    private static final List<String> LOCAL_ORIGINS = List.of(
            "http://localhost:*",
            "http://127.0.0.1:*",
            "https://localhost:*",
            "https://127.0.0.1:*",
            "https://polkadot.js.org");

    @Option(names = "--dev", description = "Development chain with funded accounts //Alice to //Ferdie.")
    boolean dev;

    @Option(names = "--chain", paramLabel = "NAME", description = "dev or local.")
    @Nullable
    String chain;

    @Option(
            names = {"-d", "--base-path"},
            paramLabel = "PATH",
            description =
                    "Where the chain is kept. Default: ~/.local/share/phala-node; with --dev a folder that is removed"
                            + " at the end.")
    @Nullable
    Path basePath;

    @Option(names = "--tmp", description = "Keep the chain in a folder that is removed at the end.")
    boolean tmp;

    @Option(
            names = "--block-millisecs",
            paramLabel = "MS",
            description = "Milliseconds from block to block (default ${DEFAULT-VALUE}). Part of the genesis.")
    long blockMillis = NodeConfig.BLOCK_MILLIS_DEFAULT;

    @Option(
            names = "--sealing",
            paramLabel = "WHEN",
            description = "interval: a block in every slot. instant: a block as soon as a transaction is ready.")
    String sealing = "interval";

    @Option(
            names = {"--rpc-port", "--ws-port"},
            paramLabel = "PORT",
            description = "Port of HTTP and WebSocket (default ${DEFAULT-VALUE}; 0 takes a free one).")
    int rpcPort = PORT_DEFAULT;

    @Option(
            names = {"--rpc-external", "--ws-external", "--unsafe-rpc-external", "--unsafe-ws-external"},
            description = "Listen on all interfaces instead of the loopback only.")
    boolean rpcExternal;

    @Option(
            names = "--rpc-methods",
            paramLabel = "SET",
            description = "auto: the operator's methods on the loopback only. safe: never. unsafe: always.")
    String rpcMethods = "auto";

    @Option(
            names = "--rpc-cors",
            paramLabel = "ORIGINS",
            split = ",",
            description = "Web origins that browsers may call from; all for every one. Default: all with --dev, else"
                    + " localhost and polkadot.js.org.")
    @Nullable
    List<String> rpcCors;

    @Option(
            names = {"--rpc-max-connections", "--ws-max-connections"},
            paramLabel = "COUNT",
            description = "Open connections.")
    int rpcConnections = RpcConfig.CONNECTION_COUNT_DEFAULT;

    @Option(
            names = {"--pruning", "--state-pruning"},
            paramLabel = "MODE",
            description = "archive keeps the state of every block (default), a number only that many.")
    String pruning = "archive";

    @Option(names = "--pool-limit", paramLabel = "COUNT", description = "Transactions that may wait to be included.")
    int poolLimit = PoolLimits.DEFAULT.countMax();

    @Option(names = "--pool-kbytes", paramLabel = "KIB", description = "Their size together.")
    long poolKbytes = PoolLimits.DEFAULT.bytesMax() >> 10;

    @Option(
            names = {"-l", "--log"},
            paramLabel = "LEVEL",
            description = "error, warn, info (default), debug or trace.")
    String log = "info";

    @Option(
            names = "--train",
            hidden = true,
            description = "Start, make blocks, answer once, stop (for the AOT cache).")
    boolean train;

    @CommandLine.Mixin
    AcceptedFlags accepted = new AcceptedFlags();

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new NodeMain())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(HELP_WIDTH)
                .execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException {
        LogOutput.install(LogOutput.level(log));
        Optional<Path> temporary = Optional.empty();
        try {
            if (train) {
                return TrainingRun.run();
            }
            temporary = temporaryFolder();
            return run(temporary);
        } catch (IOException | StorageException | IllegalArgumentException e) {
            System.err.println("phala-node: " + e.getMessage());
            return FAILED;
        } finally {
            temporary.ifPresent(NodeMain::remove);
        }
    }

    private Optional<Path> temporaryFolder() throws IOException {
        return tmp || basePath == null && preset() == Preset.DEV
                ? Optional.of(Files.createTempDirectory("phala-node-"))
                : Optional.empty();
    }

    private int run(Optional<Path> temporary) throws IOException, InterruptedException {
        Node node = Node.start(config(temporary.orElseGet(this::lastingFolder)));
        AtomicBoolean failed = new AtomicBoolean();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> {
            node.close();
            temporary.ifPresent(NodeMain::remove);
            if (!failed.get()) {
                // Stopped by a signal, as an operator does: that is no failure.
                Runtime.getRuntime().halt(0);
            }
        }));
        try {
            Throwable failure = node.failure().get();
            failed.set(true);
            System.err.println("phala-node: the chain cannot go on: " + failure.getMessage());
            System.getLogger(NodeMain.class.getName())
                    .log(System.Logger.Level.ERROR, "The import thread ended", failure);
            return FAILED;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path lastingFolder() {
        Path chosen = basePath;
        return chosen != null ? chosen : Path.of(System.getProperty("user.home"), ".local", "share", "phala-node");
    }

    private Preset preset() {
        String name = dev ? "dev" : chain == null ? "dev" : chain;
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "dev", "phala_dev" -> Preset.DEV;
            case "local", "phala_local" -> Preset.LOCAL;
            default ->
                throw new IllegalArgumentException(
                        "Chain \"" + name + "\" is not known; expected --chain dev or local");
        };
    }

    private NodeConfig config(Path folder) {
        return new NodeConfig(
                preset(),
                Optional.of(folder),
                blockMillis,
                sealing(),
                keptStates(),
                new PoolLimits(poolLimit, poolKbytes << 10),
                rpc());
    }

    private Sealing sealing() {
        return switch (sealing.toLowerCase(Locale.ROOT)) {
            case "interval" -> Sealing.INTERVAL;
            case "instant" -> Sealing.INSTANT;
            default -> throw new IllegalArgumentException("--sealing " + sealing + "; expected interval or instant");
        };
    }

    private OptionalInt keptStates() {
        if (pruning.startsWith("archive")) {
            return OptionalInt.empty();
        }
        if (!pruning.matches("[1-9][0-9]{0,8}")) {
            throw new IllegalArgumentException("--pruning " + pruning + "; expected archive or a number of blocks");
        }
        return OptionalInt.of(Math.max(16, Integer.parseInt(pruning)));
    }

    private RpcConfig rpc() {
        boolean unsafeAllowed = switch (rpcMethods.toLowerCase(Locale.ROOT)) {
            case "auto" -> !rpcExternal;
            case "safe" -> false;
            case "unsafe" -> true;
            default ->
                throw new IllegalArgumentException("--rpc-methods " + rpcMethods + "; expected auto, safe or unsafe");
        };
        List<String> origins = rpcCors;
        if (origins == null) {
            origins = preset() == Preset.DEV ? List.of("all") : LOCAL_ORIGINS;
        }
        return new RpcConfig(rpcExternal ? "0.0.0.0" : "127.0.0.1", rpcPort, unsafeAllowed, origins, rpcConnections);
    }

    static void remove(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(one);
            }
        } catch (IOException | UncheckedIOException e) {
            System.err.println(
                    "phala-node: the temporary folder " + folder + " could not be removed: " + e.getMessage());
        }
    }
}
