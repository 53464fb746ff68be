package network.phala.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import network.phala.client.chain.Calls;
import network.phala.client.chain.ChainClient;
import network.phala.client.chain.Extrinsics;
import network.phala.client.contract.ContractFile;
import network.phala.client.contract.ContractFileException;
import network.phala.client.worker.ContractClient;
import network.phala.client.worker.ExecutionResult;
import network.phala.crypto.Sr25519;
import network.phala.devnet.ClusterSetup;
import network.phala.devnet.ContractRoad;
import network.phala.devnet.DevAccounts;
import network.phala.devnet.Devnet;
import network.phala.devnet.DevnetConfig;
import network.phala.devnet.StepFailedException;
import network.phala.devnet.Steps;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.U128;
import network.phala.scale.DecodeException;
import network.phala.scale.ScaleReader;
import network.phala.scale.ScaleWriter;

/// CPU time of encrypted commands, node and worker together, from the extrinsic's arrival at the node's door to the
/// contract's new state in the worker: pool, blocks, finality, proofs, light client, decryption, call. The relayer and
/// this program, which signs and encrypts before, do not count. The contract moves tokens, so that every command leaves
/// a trace that is counted at the end.
///
/// The reference is Substrate's weight of a contract call in plaintext (663 µs) on its reference machine, scaled to
/// this machine by the speed of BLAKE2b.
final class CommandBench implements Bench {
    private static final double SUBSTRATE_MICROS = 663;
    /// At most 1.2 times the reference.
    private static final double GOAL = 1 / 1.2;
    /// Until the compilers have little left to do.
    private static final int WARM_ROUNDS = 4;
    private static final int WARM = 4500;
    private static final int MEASURED = 5000;
    private static final int BLOCK_MILLIS = 1000;
    private static final int MORTAL_BLOCKS = 4096;
    private static final long GAS = 1_000_000_000_000L;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final AccountId HEIR = DevAccounts.account("//Bench//heir");

    @Override
    public String name() {
        return "encrypted-command";
    }

    @Override
    public List<Figure> measure() throws Exception {
        Path root =
                Path.of(System.getProperty("phala.root", ".")).toAbsolutePath().normalize();
        Path base = Files.createTempDirectory("phala-bench-");
        Devnet.Started started =
                Devnet.start(new DevnetConfig(root, base, true, 1, BLOCK_MILLIS, 0, 0), Steps.silent());
        try (Devnet devnet = started.devnet();
                Sr25519.Pair alice = DevAccounts.pair("//Alice")) {
            ContractFile token = ContractFile.read(devnet.artifact("erc20-4"));
            try (ContractRoad road = new ContractRoad(devnet, started.network(), token)) {
                road.upload(alice);
                ContractRoad.Instance contract =
                        road.instantiate(token.constructor("new"), List.of("1000000000"), Bytes.EMPTY, alice);
                devnet.chain()
                        .submitAndWait(devnet.chain().sign(gasMoney(started, alice), alice), Duration.ofMinutes(2));
                Commands commands = new Commands(devnet, road, token, contract, alice);
                for (int round = 0; round < WARM_ROUNDS; round++) {
                    commands.run(WARM);
                }
                double began = commands.cpuSeconds();
                commands.run(MEASURED);
                double micros = (commands.cpuSeconds() - began) * 1e6 / MEASURED;
                double blake2b = ReferenceMachine.blake2bMibPerSecond();
                double reference = ReferenceMachine.micros(SUBSTRATE_MICROS, blake2b);
                return List.of(new Figure(
                        name(),
                        reference / micros,
                        GOAL,
                        String.format(
                                Locale.ROOT,
                                "%.0f µs of CPU per command, of which the node %.0f; Substrate %.0f µs scaled by BLAKE2b %.0f MiB/s",
                                micros,
                                commands.nodeSeconds * 1e6 / MEASURED,
                                reference,
                                blake2b)));
            }
        }
    }

    /// What the commands' gas is paid from, in the cluster.
    private static Bytes gasMoney(Devnet.Started started, Sr25519.Pair payer) {
        return Calls.phatContracts(new Calls.PhatContracts.TransferToCluster(
                ClusterSetup.ONE_PHA.multiply(U128.of(10_000)),
                started.network().clusterId(),
                DevAccounts.account(payer)));
    }

    /// Commands of one sender to one contract.
    private static final class Commands {
        private final Devnet devnet;
        private final ContractRoad road;
        private final ContractFile token;
        private final ContractRoad.Instance contract;
        private final Sr25519.Pair sender;
        private int sent;
        private double nodeSeconds;

        Commands(
                Devnet devnet,
                ContractRoad road,
                ContractFile token,
                ContractRoad.Instance contract,
                Sr25519.Pair sender) {
            this.devnet = devnet;
            this.road = road;
            this.token = token;
            this.contract = contract;
            this.sender = sender;
        }

        double cpuSeconds() {
            return devnet.program("node").cpuSeconds()
                    + devnet.program("pruntime-0").cpuSeconds();
        }

        /// Sends them as fast as the node takes them, and waits until all have moved their token.
        void run(int count) throws Exception {
            List<Bytes> extrinsics = signed(count);
            double node = devnet.program("node").cpuSeconds();
            for (Bytes each : extrinsics) {
                devnet.chain().submit(each);
            }
            sent += count;
            int wanted = sent;
            Steps.await(
                    "the effect of " + wanted + " commands",
                    PATIENCE,
                    () -> Optional.of(moved()).filter(moved -> moved >= wanted));
            if (moved() != wanted) {
                throw new IOException(moved() + " tokens were moved by " + wanted + " commands");
            }
            nodeSeconds = devnet.program("node").cpuSeconds() - node;
        }

        private List<Bytes> signed(int count) throws Exception {
            ChainClient chain = devnet.chain();
            ScaleWriter message = new ScaleWriter();
            message.write(token.message("transfer").selector());
            message.write(HEIR.toBytes());
            message.writeU128(U128.ONE);
            int nonce = chain.nextNonce(DevAccounts.account(sender));
            Extrinsics.Validity validity = Extrinsics.Validity.from(chain.bestHeader(), MORTAL_BLOCKS);
            List<Bytes> extrinsics = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Bytes payload = ContractClient.encryptedCommand(contract.key(), message.toBytes(), GAS);
                Bytes call = Calls.phatContracts(
                        new Calls.PhatContracts.PushContractMessage(contract.id(), payload, U128.ZERO));
                extrinsics.add(chain.sign(call, sender, nonce + i, validity, U128.ZERO));
            }
            return extrinsics;
        }

        /// The heir's tokens: the last 16 bytes of `Ok(Balance)`.
        private long moved() throws IOException {
            try {
                ExecutionResult result = road.query(
                                contract,
                                token.message("balance_of"),
                                List.of(HEIR.toBytes().toHex()),
                                sender)
                        .result();
                if (result.outcome() instanceof ExecutionResult.Outcome.Returned returned) {
                    Bytes data = returned.data();
                    return new ScaleReader(data.slice(data.size() - 16, data.size())).readLong();
                }
                throw new IOException("The balance cannot be asked: " + result.outcome());
            } catch (StepFailedException | ContractFileException | DecodeException e) {
                throw new IOException("The balance cannot be asked: " + e.getMessage(), e);
            }
        }
    }
}
