package network.phala.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import network.phala.client.contract.ContractFile;
import network.phala.crypto.Sr25519;
import network.phala.devnet.ContractRoad;
import network.phala.devnet.DevAccounts;
import network.phala.devnet.Devnet;
import network.phala.devnet.DevnetConfig;
import network.phala.devnet.Steps;
import network.phala.primitives.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole road in one virtual machine: chain, relayer, two workers, a contract, an encrypted command, encrypted
/// queries.
class EmbeddedNetworkTest {
    @TempDir
    Path folder;

    @Test
    void anEncryptedCommandReachesEveryWorkerOfTheCluster() throws Exception {
        Path root = Path.of("../..").toAbsolutePath().normalize();
        Steps quiet = Steps.silent();
        Devnet.Started started =
                Devnet.start(new DevnetConfig(root, folder, false, 2, 200, 0, 0), new EmbeddedLauncher(), quiet);
        try (Devnet devnet = started.devnet();
                Sr25519.Pair alice = DevAccounts.pair("//Alice")) {
            ContractFile flipper = ContractFile.read(devnet.artifact("flipper4"));
            try (ContractRoad first = new ContractRoad(devnet, started.network(), flipper, 0);
                    ContractRoad second = new ContractRoad(devnet, started.network(), flipper, 1)) {
                first.upload(alice);
                ContractRoad.Instance contract =
                        first.instantiate(flipper.constructor("new"), List.of("false"), Bytes.EMPTY, alice);
                second.awaitExecuted();
                assertThat(first.query(contract, flipper.message("get"), List.of(), alice)
                                .text())
                        .isEqualTo("{\"Ok\":false}");
                first.command(contract, flipper.message("flip"), List.of(), alice);
                first.awaitExecuted();
                second.awaitExecuted();
                assertThat(first.query(contract, flipper.message("get"), List.of(), alice)
                                .text())
                        .isEqualTo("{\"Ok\":true}");
                assertThat(second.query(contract, flipper.message("get"), List.of(), alice)
                                .text())
                        .isEqualTo("{\"Ok\":true}");
            }
        }
    }
}
