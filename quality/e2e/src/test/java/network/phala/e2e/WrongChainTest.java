package network.phala.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import network.phala.client.worker.PrpcClient;
import network.phala.devnet.Launcher;
import network.phala.devnet.Ports;
import network.phala.devnet.Program;
import network.phala.devnet.Steps;
import network.phala.pherry.Pherry;
import network.phala.prpc.message.PhactoryInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A relayer between a worker of one chain and a node of another says so at once, and the worker stays as it is.
class WrongChainTest {
    private static final String SEED = "00".repeat(31) + "07";

    @TempDir
    Path folder;

    @Test
    void aRelayerNamesBothChainsAndStops() throws Exception {
        EmbeddedLauncher launcher = new EmbeddedLauncher();
        int first = Ports.choose(0, "");
        int second = Ports.choose(0, "");
        int workerPort = Ports.choose(0, "");
        String workerUrl = "http://127.0.0.1:" + workerPort;
        // The block time is part of the genesis, so these are two chains.
        try (Program one = launcher.node(folder.resolve("one"), first, 200);
                Program other = launcher.node(folder.resolve("other"), second, 250);
                Program worker = launcher.worker(0, folder.resolve("worker"), workerPort);
                PrpcClient prpc = new PrpcClient(workerUrl)) {
            try (Program relayer =
                    launcher.relayer(0, new Launcher.Relay("ws://127.0.0.1:" + first, workerUrl, "//Alice", SEED))) {
                Steps.await("the worker's first block", Duration.ofMinutes(5), () -> {
                    relayer.ensureAlive();
                    return Optional.of(prpc.info()).filter(info -> info.blocknum() > 1);
                });
            }
            PhactoryInfo before = prpc.info();
            assertThatThrownBy(() -> relayTo("ws://127.0.0.1:" + second, workerUrl))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("The worker follows the chain with genesis 0x"
                            + before.genesisBlockHash().orElseThrow())
                    .hasMessageContaining("use a fresh data folder for the worker or another node");
            one.ensureAlive();
            other.ensureAlive();
            worker.ensureAlive();
            PhactoryInfo after = prpc.info();
            assertThat(after.blocknum()).isEqualTo(before.blocknum());
            assertThat(after.stateRoot()).isEqualTo(before.stateRoot());
        }
    }

    private static void relayTo(String nodeUrl, String workerUrl) throws IOException {
        new Pherry(EmbeddedLauncher.config(new Launcher.Relay(nodeUrl, workerUrl, "//Alice", SEED))).run();
    }
}
