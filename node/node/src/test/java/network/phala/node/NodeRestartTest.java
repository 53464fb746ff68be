package network.phala.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import network.phala.chain.BlockRef;
import network.phala.chain.SoloEngine.Sealing;
import network.phala.chain.StateAt;
import network.phala.chain.pool.PoolLimits;
import network.phala.chain.pool.TransactionStatus;
import network.phala.frame.transaction.TransactionSource;
import network.phala.node.DevAccount.Terms;
import network.phala.node.NodeConfig.Preset;
import network.phala.primitives.H256;
import network.phala.rpc.RpcConfig;
import network.phala.storage.StorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node on a base path: what it keeps, and what it says when the path is not its own.
class NodeRestartTest {
    private static final DevAccount ALICE = DevAccount.of("//Alice");

    @TempDir
    private Path base;

    private NodeConfig config() {
        return NodeConfig.dev(100, Sealing.INSTANT).withBasePath(base);
    }

    /// Sends a remark and waits until it is final.
    private static BlockRef include(Node node, int nonce) throws Exception {
        BlockingQueue<TransactionStatus> seen = new LinkedBlockingQueue<>();
        H256 genesis = node.chain().genesis().hash();
        node.chain()
                .pool()
                .submitAndWatch(
                        TransactionSource.EXTERNAL,
                        ALICE.sign(DevAccount.remark(4), nonce, Terms.immortal(genesis)),
                        seen::add);
        while (true) {
            TransactionStatus status = seen.poll(2, TimeUnit.MINUTES);
            assertThat(status).as("a status within two minutes").isNotNull();
            if (status instanceof TransactionStatus.Finalized(H256 block, int _)) {
                return node.chain().find(block).orElseThrow();
            }
        }
    }

    @Test
    void goesOnWhereItWasAndKeepsEveryState() throws Exception {
        BlockRef included;
        StateAt best;
        try (Node node = Node.start(config())) {
            included = include(node, 0);
            best = node.chain().best();
        }
        try (Node node = Node.start(config())) {
            assertThat(node.chain().hashOf(best.number())).contains(best.hash());
            assertThat(node.chain().find(included.hash())).contains(included);
            assertThat(node.chain().finalized().number()).isGreaterThanOrEqualTo(included.number());
            assertThat(node.chain().stateAt(included.hash()).state().root())
                    .isEqualTo(
                            node.chain().header(included.hash()).orElseThrow().stateRoot());
            assertThat(include(node, 1).number()).isGreaterThan(best.number());
        }
    }

    @Test
    void saysThatABasePathHoldsAnotherChain() throws Exception {
        Node.start(config()).close();
        NodeConfig other = NodeConfig.dev(300, Sealing.INSTANT).withBasePath(base);
        assertThatThrownBy(() -> Node.start(other))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("another chain")
                .hasMessageContaining("--block-millisecs");
    }

    @Test
    void saysThatABasePathIsInUse() throws Exception {
        try (Node _ = Node.start(config())) {
            assertThatThrownBy(() -> Node.start(config()))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("in use")
                    .hasMessageContaining(base.toString());
        }
    }

    @Test
    void saysThatABasePathIsNoFolder() throws Exception {
        Path file = Files.writeString(base.resolve("file"), "not a folder");
        assertThatThrownBy(() -> Node.start(config().withBasePath(file)))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void leavesNothingRunningWhenItsPortIsTaken() throws Exception {
        try (Node first = Node.start(config())) {
            NodeConfig second = NodeConfig.dev(100, Sealing.INSTANT).withRpc(RpcConfig.local(first.port()));
            assertThatThrownBy(() -> Node.start(second)).hasMessageContaining("--rpc-port");
        }
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("import")) {
                assertThat(thread.join(Duration.ofMinutes(2)))
                        .as("the import thread ends")
                        .isTrue();
            }
        }
    }

    @Test
    void runsTheLocalChainWithTwoAuthorities() throws Exception {
        NodeConfig local = new NodeConfig(
                Preset.LOCAL,
                java.util.Optional.empty(),
                100,
                Sealing.INTERVAL,
                OptionalInt.of(64),
                PoolLimits.DEFAULT,
                new RpcConfig("127.0.0.1", 0, false, List.of("all"), 10));
        try (Node node = Node.start(local)) {
            assertThat(node.chain().spec().properties().tokenSymbol()).contains("PHA");
            assertThat(include(node, 0).number()).isPositive();
        }
    }
}
