package network.phala.devnet;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import network.phala.client.chain.Calls;
import network.phala.client.chain.ChainClient;
import network.phala.client.cluster.ClusterClient;
import network.phala.client.contract.ContractFile;
import network.phala.client.contract.ContractFileException;
import network.phala.client.worker.ContractClient;
import network.phala.client.worker.ExecutionResult;
import network.phala.client.worker.PrpcClient;
import network.phala.client.worker.QueryException;
import network.phala.crypto.CryptoException;
import network.phala.crypto.Sr25519;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.types.contract.ResourceType;
import tools.jackson.databind.JsonNode;

/// The road of every contract: upload, estimate, instantiate, encrypted commands, encrypted queries.
public final class ContractRoad implements AutoCloseable {
    private static final Duration LIMIT = Devnet.LIMIT;
    /// Moved into the cluster with each transaction: more than it can cost there.
    private static final U128 DEPOSIT = ClusterSetup.ONE_PHA.multiply(U128.of(10));

    private static final long COMMAND_GAS = 1_000_000_000_000L;

    private final Devnet devnet;
    private final Network network;
    private final ContractFile file;
    private final PrpcClient worker;
    private final Sr25519.PublicKey workerKey;
    private final ContractClient contracts;

    /// Queries go to the network's first worker.
    public ContractRoad(Devnet devnet, Network network, ContractFile file) {
        this(devnet, network, file, 0);
    }

    /// @param asked which worker queries go to
    public ContractRoad(Devnet devnet, Network network, ContractFile file, int asked) {
        this.devnet = devnet;
        this.network = network;
        this.file = file;
        this.worker = new PrpcClient(network.workers().get(asked).url());
        this.workerKey = Devnet.queryKey(network.workers().get(asked));
        this.contracts = new ContractClient(worker, workerKey);
    }

    /// The cluster by the devnet's present connection to its node: there is a new one after the node was started again.
    private ClusterClient cluster() {
        return ClusterClient.of(
                devnet.chain(), worker, workerKey, network.clusterId(), network.systemContract(), LIMIT);
    }

    /// A contract that runs: its id and the key its commands are sealed for.
    public record Instance(H256 id, Sr25519.PublicKey key) {}

    /// What a query came to, in the words of the contract's types.
    public record Answer(Optional<JsonNode> value, String text, ExecutionResult result) {}

    /// Uploads the code, and gives the sender's account in the cluster what storing it costs.
    public void upload(Sr25519.Pair sender) throws IOException, StepFailedException {
        Bytes funds = Calls.phatContracts(
                new Calls.PhatContracts.TransferToCluster(DEPOSIT, network.clusterId(), DevAccounts.account(sender)));
        Bytes upload = Calls.phatContracts(
                new Calls.PhatContracts.ClusterUploadResource(network.clusterId(), ResourceType.INK_CODE, file.wasm()));
        devnet.ensureAlive();
        ChainClient chain = devnet.chain();
        chain.submitAndWait(chain.sign(Calls.batchAll(List.of(funds, upload)), sender), LIMIT);
    }

    /// Instantiates with the estimated gas and waits for the contract's key.
    public Instance instantiate(
            ContractFile.Message constructor, List<String> arguments, Bytes salt, Sr25519.Pair sender)
            throws IOException, StepFailedException, ContractFileException {
        Bytes data = file.encodeCall(constructor, arguments);
        long gas = Steps.await("the code's arrival at the worker", LIMIT, () -> estimate(salt, data, sender));
        devnet.ensureAlive();
        cluster()
                .instantiate(
                        new ClusterClient.Instantiation(file.codeHash(), data, salt, U128.ZERO, gas, Optional.empty()),
                        DEPOSIT,
                        sender);
        H256 id = cluster().contractId(file.codeHash(), salt, sender);
        Bytes key = new ClusterSetup(devnet.chain(), devnet).contractKey(id);
        // The key may have come from another worker than the one that is asked.
        awaitExecuted();
        return new Instance(id, ContractClient.key(key));
    }

    private Optional<Long> estimate(Bytes salt, Bytes data, Sr25519.Pair sender)
            throws IOException, StepFailedException {
        devnet.ensureAlive();
        try {
            ExecutionResult result =
                    contracts.estimateInstantiation(network.systemContract(), file.codeHash(), salt, data, sender);
            return switch (result.outcome()) {
                case ExecutionResult.Outcome.Returned returned
                when !returned.reverted() -> Optional.of(result.gasRequired());
                case ExecutionResult.Outcome.Returned returned ->
                    throw new StepFailedException("the constructor reverts with " + returned.data() + debug(result));
                // The upload travels through the chain and the relayer; until it is there the code is unknown.
                case ExecutionResult.Outcome.Failed failed
                when failed.name().equals("CodeNotFound") -> Optional.empty();
                case ExecutionResult.Outcome.Failed failed ->
                    throw new StepFailedException("the constructor fails with " + failed.name() + debug(result));
            };
        } catch (QueryException e) {
            throw new StepFailedException("the worker refuses the estimate: " + e.getMessage(), e);
        }
    }

    private static String debug(ExecutionResult result) {
        return result.debugMessage().isEmpty() ? "" : " (" + result.debugMessage() + ")";
    }

    /// Sends a message as an encrypted command and returns the payload that the chain stores.
    public Bytes command(Instance contract, ContractFile.Message message, List<String> arguments, Sr25519.Pair sender)
            throws IOException, StepFailedException, ContractFileException, CryptoException {
        Bytes payload =
                ContractClient.encryptedCommand(contract.key(), file.encodeCall(message, arguments), COMMAND_GAS);
        devnet.ensureAlive();
        cluster().push(contract.id(), payload, DEPOSIT, sender);
        return payload;
    }

    /// Waits until the worker has executed the block that is best now.
    public void awaitExecuted() throws IOException, StepFailedException {
        ChainClient chain = devnet.chain();
        long best = chain.bestHeader().numberUnsigned();
        Steps.await("execution of block " + best + " by the worker", LIMIT, () -> {
            devnet.ensureAlive();
            return Optional.of(Integer.toUnsignedLong(worker.info().blocknum())).filter(next -> next > best);
        });
    }

    public Answer query(Instance contract, ContractFile.Message message, List<String> arguments, Sr25519.Pair asker)
            throws IOException, StepFailedException, ContractFileException {
        try {
            ExecutionResult result = contracts.query(
                    contract.id(), file.encodeCall(message, arguments), ContractClient.Mode.PLAIN, asker);
            return switch (result.outcome()) {
                case ExecutionResult.Outcome.Returned returned -> {
                    Optional<JsonNode> value = message.returnType().isPresent()
                            ? Optional.of(
                                    file.values().decode(message.returnType().get(), returned.data()))
                            : Optional.empty();
                    yield new Answer(
                            value,
                            value.map(JsonNode::toString).orElse("()") + (returned.reverted() ? " (reverted)" : ""),
                            result);
                }
                case ExecutionResult.Outcome.Failed failed ->
                    new Answer(Optional.empty(), failed.name() + debug(result), result);
            };
        } catch (QueryException e) {
            throw new StepFailedException("the worker refuses the query: " + e.getMessage(), e);
        }
    }

    /// Where `what` begins in `where`, or -1.
    public static int indexOf(Bytes where, Bytes what) {
        for (int i = 0; i + what.size() <= where.size(); i++) {
            if (where.slice(i, i + what.size()).equals(what)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public void close() {
        worker.close();
    }
}
