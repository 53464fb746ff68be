package network.phala.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import network.phala.block.Header;
import network.phala.client.chain.ChainClient;
import network.phala.client.chain.StorageKeys;
import network.phala.client.contract.ContractFile;
import network.phala.client.contract.ContractFileException;
import network.phala.client.worker.PrpcClient;
import network.phala.crypto.CryptoException;
import network.phala.crypto.Sr25519;
import network.phala.crypto.Ss58;
import network.phala.devnet.ContractRoad;
import network.phala.devnet.DevAccounts;
import network.phala.devnet.Devnet;
import network.phala.devnet.DevnetConfig;
import network.phala.devnet.Network;
import network.phala.devnet.ProgramProcess;
import network.phala.devnet.StepFailedException;
import network.phala.devnet.Steps;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.scale.DecodeException;
import network.phala.scale.ScaleReader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// kill -9 of each program at random moments while commands flow.
///
/// //Eve owns a token and sends 1 of it to //Bob in every command, so Bob's balance counts executions. The chain's own
/// nonce of Eve counts what the chain has accepted. Both must agree, whatever was killed.
@Tag("slow")
class KillTest {
    private static final int KILLS_EACH = 10;
    private static final List<String> PROGRAMS = List.of("node", "pruntime-0", "pherry-0");
    private static final Duration LIMIT = Duration.ofMinutes(5);

    @TempDir
    Path folder;

    private record Finalized(long number, H256 hash) {}

    @Test
    void theNetworkGoesOnAfterEachKillAndRunsEveryAcceptedCommandOnce() throws Exception {
        long seed = Long.getLong("seed", 20261121);
        System.out.println("KillTest seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        Path root = Path.of("../..").toAbsolutePath().normalize();
        DevnetConfig config = new DevnetConfig(root, folder, false, 1, 300, 0, 0).withQueryTimeout(LIMIT);
        Devnet.Started started = Devnet.start(config, Steps.silent());
        try (Devnet devnet = started.devnet();
                Sr25519.Pair eve = DevAccounts.pair("//Eve");
                ContractRoad road = new ContractRoad(devnet, started.network(), token(devnet))) {
            ContractFile token = token(devnet);
            road.upload(eve);
            ContractRoad.Instance contract =
                    road.instantiate(token.constructor("new"), List.of("1000000"), Bytes.EMPTY, eve);
            long nonceBefore = nonce(devnet.chain());
            for (int round = 0; round < KILLS_EACH * PROGRAMS.size(); round++) {
                String victim = PROGRAMS.get(round % PROGRAMS.size());
                sendSome(road, contract, token, eve, random.nextInt(1, 4));
                Finalized before = finalized(devnet.chain());
                pause(random.nextInt(0, 700));
                kill(devnet, started.network(), victim);
                assertThat(devnet.chain().blockHash(before.number()))
                        .as(
                                "seed %d round %d, finalized block %d after killing %s",
                                seed, round, before.number(), victim)
                        .contains(before.hash());
            }
            sendSome(road, contract, token, eve, 1);
            awaitWorkerAtTip(devnet, started.network());
            long accepted = nonce(devnet.chain()) - nonceBefore;
            assertThat(accepted).isGreaterThanOrEqualTo(KILLS_EACH);
            assertThat(balanceOfBob(road, contract, token, eve))
                    .as("seed %d", seed)
                    .isEqualTo("{\"Ok\":" + accepted + "}");
        }
    }

    private static ContractFile token(Devnet devnet) throws IOException, ContractFileException {
        return ContractFile.read(devnet.artifact("erc20-4"));
    }

    /// Commands may fail to be submitted while a program is away; what the chain took is what its nonce says.
    private static void sendSome(
            ContractRoad road, ContractRoad.Instance contract, ContractFile token, Sr25519.Pair eve, int count)
            throws StepFailedException, ContractFileException, CryptoException, IOException {
        for (int i = 0; i < count; i++) {
            road.command(contract, token.message("transfer"), List.of("//Bob", "1"), eve);
        }
    }

    private static void kill(Devnet devnet, Network network, String victim) throws Exception {
        ProgramProcess program = devnet.program(victim);
        program.kill();
        program.restart();
        if (victim.equals("node")) {
            devnet.reconnect(network);
        }
        Header now = devnet.chain().bestHeader();
        Steps.await("a new finalized block after killing " + victim, LIMIT, () -> {
            devnet.ensureAlive();
            return Optional.of(finalized(devnet.chain())).filter(f -> f.number() > now.numberUnsigned());
        });
        awaitWorkerAtTip(devnet, network);
    }

    private static void awaitWorkerAtTip(Devnet devnet, Network network) throws IOException, StepFailedException {
        long target = devnet.chain().bestHeader().numberUnsigned();
        try (PrpcClient worker = new PrpcClient(network.workers().getFirst().url())) {
            Steps.await("execution of block " + target + " by the worker", LIMIT, () -> {
                devnet.ensureAlive();
                try {
                    return Optional.of(Integer.toUnsignedLong(worker.info().blocknum()))
                            .filter(next -> next > target);
                } catch (IOException e) {
                    return Optional.empty();
                }
            });
        }
    }

    private static Finalized finalized(ChainClient chain) throws IOException {
        H256 hash = chain.finalizedHead();
        return new Finalized(chain.header(hash).numberUnsigned(), hash);
    }

    private static long nonce(ChainClient chain) throws IOException, DecodeException {
        Bytes account = chain.storage(StorageKeys.blake2Map(
                        "System", "Account", DevAccounts.account("//Eve").toBytes()))
                .orElseThrow(() -> new IOException("//Eve has no account"));
        return Integer.toUnsignedLong(new ScaleReader(account).readInt());
    }

    private static String balanceOfBob(
            ContractRoad road, ContractRoad.Instance contract, ContractFile token, Sr25519.Pair eve)
            throws IOException, StepFailedException, ContractFileException {
        String bob = Ss58.encode(DevAccounts.account("//Bob"), Ss58.PHALA);
        return road.query(contract, token.message("balance_of"), List.of(bob), eve)
                .text();
    }

    /// The moment of the kill is random, that is the point; nothing is waited for here.
    private static void pause(int millis) throws InterruptedException {
        Thread.sleep(millis);
    }
}
