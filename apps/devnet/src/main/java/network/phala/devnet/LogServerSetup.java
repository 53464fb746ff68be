package network.phala.devnet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import network.phala.client.chain.Calls;
import network.phala.client.chain.ChainClient;
import network.phala.client.chain.StorageKeys;
import network.phala.client.contract.ContractFile;
import network.phala.client.contract.ContractFileException;
import network.phala.client.worker.ContractClient;
import network.phala.client.worker.PrpcClient;
import network.phala.crypto.Sr25519;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.prpc.PrpcMethod;
import network.phala.prpc.message.Clusters;
import network.phala.prpc.message.Empty;
import network.phala.types.contract.CodeIndex;
import network.phala.types.contract.ContractIds;
import network.phala.types.contract.ResourceType;

/// Gives a cluster its log server, as an operator of Phala does: the driver `SidevmOperation`, which may
/// start programs and lets the log server do so, then the driver `PinkLogger`, whose program hears
/// everything from then on. One transaction of the cluster's owner; the worker takes its parts in their
/// order.
public final class LogServerSetup {
    private static final Duration LIMIT = Devnet.LIMIT;
    private static final long GAS = 1_000_000_000_000L;

    private final Devnet devnet;
    private final Path root;
    private final H256 cluster;
    private final H256 systemContract;
    private final String owner;

    /// @param owner key URI of the cluster's owner, who has the money for it in the cluster
    public LogServerSetup(Devnet devnet, Path root, H256 cluster, H256 systemContract, String owner) {
        this.devnet = devnet;
        this.root = root;
        this.cluster = cluster;
        this.systemContract = systemContract;
        this.owner = owner;
    }

    /// Waits until all workers know the log server.
    public void run(List<Network.Worker> workers) throws IOException, StepFailedException, ContractFileException {
        ContractFile deployer = ContractFile.read(devnet.artifact("sidevm-deployer"));
        ContractFile logger = ContractFile.read(devnet.artifact("log-server"));
        H256 loggerId = id(logger);
        ChainClient chain = devnet.chain();
        if (chain.storage(StorageKeys.twox64Map("PhalaRegistry", "ContractKeys", loggerId.toBytes()))
                .isEmpty()) {
            devnet.ensureAlive();
            try (Sr25519.Pair pair = DevAccounts.pair(owner)) {
                chain.submitAndWait(chain.sign(Calls.batchAll(calls(deployer, logger)), pair), LIMIT);
            }
        }
        for (Network.Worker worker : workers) {
            awaitLogger(worker, loggerId);
        }
    }

    private List<Bytes> calls(ContractFile deployer, ContractFile logger) throws IOException, ContractFileException {
        ContractFile system = ContractFile.read(devnet.artifact("system"));
        Bytes program = Bytes.wrap(
                Files.readAllBytes(root.resolve("examples/sidevm/artifacts").resolve("log-server.wasm")));
        String deployerId = id(deployer).toHex();
        String loggerId = id(logger).toHex();
        return List.of(
                upload(ResourceType.SIDEVM_CODE, program),
                upload(ResourceType.INK_CODE, deployer.wasm()),
                upload(ResourceType.INK_CODE, logger.wasm()),
                instantiate(deployer),
                command(systemContract, system, "System::grant_admin", deployerId),
                command(systemContract, system, "System::set_driver", "\"SidevmOperation\"", deployerId),
                command(id(deployer), deployer, "allow", loggerId),
                instantiate(logger),
                command(systemContract, system, "System::set_driver", "\"PinkLogger\"", loggerId));
    }

    private H256 id(ContractFile file) {
        return ContractIds.contractId(
                DevAccounts.account(owner).toBytes(), file.codeHash().toBytes(), cluster, Bytes.EMPTY);
    }

    private Bytes upload(ResourceType type, Bytes code) {
        return Calls.phatContracts(new Calls.PhatContracts.ClusterUploadResource(cluster, type, code));
    }

    private Bytes instantiate(ContractFile file) throws ContractFileException {
        return Calls.phatContracts(new Calls.PhatContracts.InstantiateContract(
                new CodeIndex.WasmCode(file.codeHash()),
                file.encodeCall(file.constructor("default"), List.of()),
                Bytes.EMPTY,
                cluster,
                U128.ZERO,
                GAS,
                Optional.empty(),
                U128.ZERO));
    }

    /// Readable for everyone: nothing in it is secret, and the contract's key need not be on the chain yet.
    private static Bytes command(H256 contract, ContractFile file, String message, String... arguments)
            throws ContractFileException {
        Bytes call = file.encodeCall(file.message(message), List.of(arguments));
        Bytes payload = ContractClient.plainCommand(call, new ContractClient.Terms(GAS, U128.ZERO, Optional.empty()));
        return Calls.phatContracts(new Calls.PhatContracts.PushContractMessage(contract, payload, U128.ZERO));
    }

    private void awaitLogger(Network.Worker worker, H256 logger) throws IOException, StepFailedException {
        try (PrpcClient client = new PrpcClient(worker.url())) {
            Steps.await("the log server of the worker at " + worker.url(), LIMIT, () -> {
                devnet.ensureAlive();
                return client.call(PrpcMethod.GET_CLUSTER_INFO, new Empty())
                        .info()
                        .flatMap(Clusters.ClusterInfo::loggerContract)
                        .filter(logger.toHex()::equals);
            });
        }
    }
}
