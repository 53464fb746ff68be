package network.phala.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import network.phala.chain.SoloEngine;
import network.phala.devnet.Launcher;
import network.phala.devnet.Program;
import network.phala.devnet.StepFailedException;
import network.phala.node.Node;
import network.phala.node.NodeConfig;
import network.phala.pherry.Pherry;
import network.phala.pherry.PherryConfig;
import network.phala.primitives.Bytes;
import network.phala.pruntime.Pruntime;
import network.phala.pruntime.PruntimeConfig;
import network.phala.rpc.RpcConfig;
import org.jspecify.annotations.Nullable;

/// Starts the parts of a network in this virtual machine, the chain in memory. What crosses process borders otherwise
/// crosses loopback sockets here all the same.
public final class EmbeddedLauncher implements Launcher {
    private static final System.Logger LOG = System.getLogger(EmbeddedLauncher.class.getName());
    private static final int FAILURES_MAX = 10;
    private static final long PAUSE_NANOS = 500_000_000;

    @Override
    public Program node(Path folder, int port, int blockMillis) throws IOException {
        NodeConfig config =
                NodeConfig.dev(blockMillis, SoloEngine.Sealing.INTERVAL).withRpc(RpcConfig.local(port));
        return new Embedded("node", Node.start(config));
    }

    @Override
    public Program worker(int index, Path folder, int port) throws IOException {
        PruntimeConfig config = PruntimeConfig.loopback(port, folder).withQueryTimeout(Duration.ofMinutes(5));
        return new Embedded("pruntime-" + index, Pruntime.start(config));
    }

    @Override
    public Program relayer(int index, Relay relay) {
        return new EmbeddedRelayer("pherry-" + index, new Pherry(config(relay)));
    }

    /// A relayer that never gives up, and rests so long that only final blocks wake it.
    static PherryConfig config(Relay relay) {
        return new PherryConfig(
                relay.nodeUrl(),
                relay.workerUrl(),
                relay.keyUri(),
                Optional.of(Bytes.fromHex(relay.seed())),
                Optional.empty(),
                PherryConfig.Attestation.NONE,
                64,
                16,
                0,
                200,
                Duration.ofMinutes(10),
                Long.MAX_VALUE,
                PherryConfig.Switches.ALL);
    }

    /// A part that serves until it is closed.
    private record Embedded(String name, AutoCloseable part) implements Program {
        @Override
        public void ensureAlive() {}

        @Override
        public void terminate() {}

        @Override
        public void close() {
            try {
                part.close();
            } catch (Exception e) {
                throw new IllegalStateException(name + " did not close", e);
            }
        }
    }

    /// The relayer's loop on a thread of its own, begun again after a failure, as `--auto-restart` does.
    private static final class EmbeddedRelayer implements Program {
        private final String name;
        private final Pherry pherry;
        private final Thread thread;
        private volatile @Nullable String failure;
        private volatile boolean ended;
        private volatile boolean stopped;

        private EmbeddedRelayer(String name, Pherry pherry) {
            this.name = name;
            this.pherry = pherry;
            this.thread = Thread.ofPlatform().name(name).start(this::run);
        }

        private void run() {
            for (int failures = 0; failures < FAILURES_MAX && !stopped; failures++) {
                try {
                    pherry.run();
                    return;
                } catch (IOException e) {
                    failure = String.valueOf(e.getMessage());
                    LOG.log(System.Logger.Level.WARNING, "{0} failed: {1}", name, failure);
                    LockSupport.parkNanos(PAUSE_NANOS);
                } catch (RuntimeException e) {
                    failure = String.valueOf(e);
                    break;
                }
            }
            ended = true;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void ensureAlive() throws StepFailedException {
            String reason = failure;
            if (ended && reason != null) {
                throw new StepFailedException(name + " ended: " + reason);
            }
        }

        @Override
        public void terminate() {
            stopped = true;
            pherry.stop();
        }

        @Override
        public void close() {
            terminate();
            try {
                thread.join(Duration.ofMinutes(2));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
