package network.phala.client.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import network.phala.client.chain.Calls;
import network.phala.client.chain.ChainClient;
import network.phala.client.chain.StorageKeys;
import network.phala.client.worker.ContractClient;
import network.phala.client.worker.PrpcClient;
import network.phala.client.worker.PrpcRefusal;
import network.phala.client.worker.QueryException;
import network.phala.crypto.Sr25519;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.prpc.PrpcMethod;
import network.phala.prpc.message.Clusters;
import network.phala.prpc.message.Contracts;
import network.phala.prpc.message.Empty;
import network.phala.prpc.message.PhactoryInfo;
import network.phala.scale.DecodeException;
import network.phala.scale.Scale;
import network.phala.types.contract.ClusterInfo;
import network.phala.types.contract.CodeIndex;
import network.phala.types.contract.ContractIds;
import network.phala.types.contract.ResourceType;
import network.phala.types.query.OwnOutcome;

/// One cluster, reached through a node and one of its workers. One thread.
public final class ClusterClient implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final ChainClient chain;
    private final PrpcClient worker;
    private final Sr25519.PublicKey workerKey;
    private final H256 cluster;
    private final H256 systemContract;
    private final Patience patience;

    private ClusterClient(
            ChainClient chain,
            PrpcClient worker,
            Sr25519.PublicKey workerKey,
            H256 cluster,
            H256 systemContract,
            Duration patience) {
        this.chain = chain;
        this.worker = worker;
        this.workerKey = workerKey;
        this.cluster = cluster;
        this.systemContract = systemContract;
        this.patience = new Patience(patience, POLL);
    }

    /// Connects to both and makes sure that they belong together: the worker follows this chain, is
    /// registered there, and hosts the cluster.
    ///
    /// @param wanted the cluster; absent takes the worker's
    /// @param patience the longest wait for a block or for the worker
    /// @throws IOException saying which of the two does not answer or what does not fit
    public static ClusterClient connect(String nodeUrl, String workerUrl, Optional<H256> wanted, Duration patience)
            throws IOException {
        if (!workerUrl.matches("https?://[^/\\s]+\\S*")) {
            throw new IOException("\"" + workerUrl + "\" is no address of a worker; expected http://HOST:PORT");
        }
        ChainClient chain = ChainClient.connect(nodeUrl);
        PrpcClient worker = new PrpcClient(workerUrl);
        try {
            PhactoryInfo info = worker.info();
            String key = info.publicKey()
                    .orElseThrow(() -> new IOException(
                            "The worker at " + workerUrl + " has no identity yet; start its relayer (pherry) first"));
            Clusters.ClusterInfo hosted = worker.call(PrpcMethod.GET_CLUSTER_INFO, new Empty())
                    .info()
                    .orElseThrow(() -> new IOException("The worker at " + workerUrl + " hosts no cluster"));
            H256 cluster = H256.fromHex(hosted.id());
            if (wanted.isPresent() && !wanted.get().equals(cluster)) {
                throw new IOException(
                        "The worker at " + workerUrl + " hosts cluster " + cluster + "; wanted was " + wanted.get());
            }
            String genesis = info.genesisBlockHash().orElse("");
            if (!H256.fromHex(prefixed(genesis)).equals(chain.genesisHash())) {
                throw new IOException("The worker at " + workerUrl + " follows the chain with genesis " + genesis
                        + ", the node at " + nodeUrl + " is of " + chain.genesisHash());
            }
            Sr25519.PublicKey workerKey = ContractClient.key(Bytes.fromHex(prefixed(key)));
            requireRegistered(chain, workerKey, workerUrl);
            H256 system = H256.fromHex(hosted.systemContract()
                    .orElseThrow(() -> new IOException("Cluster " + cluster + " has no system contract")));
            return new ClusterClient(chain, worker, workerKey, cluster, system, patience);
        } catch (IllegalArgumentException e) {
            chain.close();
            worker.close();
            throw new IOException("The worker at " + workerUrl + " answers nonsense: " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            chain.close();
            worker.close();
            throw e;
        }
    }

    /// Of parts that are known to belong together.
    public static ClusterClient of(
            ChainClient chain,
            PrpcClient worker,
            Sr25519.PublicKey workerKey,
            H256 cluster,
            H256 systemContract,
            Duration patience) {
        return new ClusterClient(chain, worker, workerKey, cluster, systemContract, patience);
    }

    /// Queries are encrypted to this key: it must be the chain's word, not only the worker's.
    private static void requireRegistered(ChainClient chain, Sr25519.PublicKey key, String url) throws IOException {
        Bytes at = StorageKeys.twox64Map("PhalaRegistry", "Workers", key.value().toBytes());
        if (chain.storage(at).isEmpty()) {
            throw new IOException("The worker at " + url + " says its key is " + key.toHex()
                    + ", which the chain has not registered; nothing is sent to it");
        }
    }

    private static String prefixed(String hex) {
        return hex.startsWith("0x") ? hex : "0x" + hex;
    }

    public ChainClient chain() {
        return chain;
    }

    public PrpcClient worker() {
        return worker;
    }

    /// For queries to the worker.
    public ContractClient queries() {
        return new ContractClient(worker, workerKey);
    }

    public H256 cluster() {
        return cluster;
    }

    public H256 systemContract() {
        return systemContract;
    }

    /// The longest wait for a block or for the worker.
    public Duration patience() {
        return patience.limit();
    }

    /// Sends code to the cluster. Whether the cluster took it shows [#codeKnown] once a worker has run that block.
    public ChainClient.Inclusion upload(Bytes code, ResourceType type, Sr25519.Pair sender) throws IOException {
        return submit(Calls.phatContracts(new Calls.PhatContracts.ClusterUploadResource(cluster, type, code)), sender);
    }

    /// The same after `deposit` was moved from the sender's account on the chain into the cluster, for what the upload
    /// costs there: both, or neither.
    public ChainClient.Inclusion upload(Bytes code, ResourceType type, U128 deposit, Sr25519.Pair sender)
            throws IOException {
        return submit(
                Calls.batchAll(List.of(
                        Calls.phatContracts(
                                new Calls.PhatContracts.TransferToCluster(deposit, cluster, account(sender))),
                        Calls.phatContracts(new Calls.PhatContracts.ClusterUploadResource(cluster, type, code)))),
                sender);
    }

    /// What an instantiation is asked with.
    public record Instantiation(
            H256 code, Bytes data, Bytes salt, U128 transfer, long gasLimit, Optional<U128> storageDepositLimit) {}

    /// Moves `deposit` from the sender's account on the chain into the cluster, and has the contract made there.
    public ChainClient.Inclusion instantiate(Instantiation wanted, U128 deposit, Sr25519.Pair sender)
            throws IOException {
        return submit(
                Calls.phatContracts(new Calls.PhatContracts.InstantiateContract(
                        new CodeIndex.WasmCode(wanted.code()),
                        wanted.data(),
                        wanted.salt(),
                        cluster,
                        wanted.transfer(),
                        wanted.gasLimit(),
                        wanted.storageDepositLimit(),
                        deposit)),
                sender);
    }

    /// The id that the contract has or will have.
    public H256 contractId(H256 code, Bytes salt, Sr25519.Pair deployer) {
        return ContractIds.contractId(account(deployer).toBytes(), code.toBytes(), cluster, salt);
    }

    /// Sends a command's payload through the chain.
    public ChainClient.Inclusion push(H256 contract, Bytes payload, U128 deposit, Sr25519.Pair sender)
            throws IOException {
        return submit(
                Calls.phatContracts(new Calls.PhatContracts.PushContractMessage(contract, payload, deposit)), sender);
    }

    /// The key that commands to a contract are sealed for; the chain has it once a worker made the contract.
    public Optional<Sr25519.PublicKey> contractKey(H256 contract) throws IOException {
        return chain.storage(StorageKeys.twox64Map("PhalaRegistry", "ContractKeys", contract.toBytes()))
                .map(ContractClient::key);
    }

    /// Waits for the key; absent when it did not come in time.
    public Optional<Sr25519.PublicKey> awaitContractKey(H256 contract) throws IOException {
        return patience.await(() -> contractKey(contract));
    }

    /// The code hash of a contract that the worker hosts.
    public Optional<H256> codeHash(H256 contract) throws IOException {
        return contractInfo(contract).map(info -> H256.fromHex(info.codeHash()));
    }

    /// What the worker tells everybody of a contract that it hosts, and of the program beside it.
    public Optional<Contracts.ContractInfo> contractInfo(H256 contract) throws IOException {
        return contractInfos(List.of(contract.toHex())).stream().findFirst();
    }

    /// The same of all contracts.
    public List<Contracts.ContractInfo> contractInfos() throws IOException {
        return contractInfos(List.of());
    }

    private List<Contracts.ContractInfo> contractInfos(List<String> ids) throws IOException {
        return worker.call(PrpcMethod.GET_CONTRACT_INFO, new Contracts.GetContractInfoRequest(ids))
                .contracts();
    }

    /// The cluster as the chain knows it: its owner and prices.
    public ClusterInfo info() throws IOException {
        Bytes value = chain.storage(StorageKeys.twox64Map("PhalaPhatContracts", "Clusters", cluster.toBytes()))
                .orElseThrow(() -> new IOException("The chain has no cluster " + cluster));
        try {
            return Scale.of(ClusterInfo.class).decodeAll(value);
        } catch (DecodeException e) {
            throw new IOException("The chain's cluster entry does not decode: " + e.getMessage(), e);
        }
    }

    /// Waits until the worker has executed `block` and everything before it.
    ///
    /// @return false when it did not in time
    public boolean awaitExecuted(H256 block) throws IOException {
        long number = chain.header(block).numberUnsigned();
        return patience.await(
                        () -> Optional.of(Integer.toUnsignedLong(worker.info().blocknum()))
                                .filter(next -> next > number))
                .isPresent();
    }

    /// What became of something that `sender` sent, once the worker has executed its block; absent when the worker does
    /// not know, or is one of Phala's.
    ///
    /// @param subject the contract, or the hash of uploaded code
    /// @param nonce the command's or the instantiation's salt; absent takes the newest of the subject
    public Optional<OwnOutcome> outcome(OwnOutcome.Kind kind, H256 subject, Optional<Bytes> nonce, Sr25519.Pair sender)
            throws IOException {
        try {
            return queries().ownOutcomes(systemContract, 0, sender).reversed().stream()
                    .filter(each -> each.kind() == kind && each.subject().equals(subject))
                    .filter(each -> nonce.isEmpty() || nonce.get().equals(each.nonce()))
                    .findFirst();
        } catch (PrpcRefusal | QueryException e) {
            return Optional.empty();
        }
    }

    private ChainClient.Inclusion submit(Bytes call, Sr25519.Pair sender) throws IOException {
        return chain.include(chain.sign(call, sender), patience.limit());
    }

    /// The account of a key.
    public static AccountId account(Sr25519.Pair pair) {
        return new AccountId(pair.publicKey().value());
    }

    @Override
    public void close() {
        chain.close();
        worker.close();
    }
}
