package network.phala.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.phala.client.chain.Calls;
import network.phala.client.chain.ChainClient;
import network.phala.client.chain.StorageKeys;
import network.phala.client.cluster.ClusterClient;
import network.phala.client.cluster.Patience;
import network.phala.client.contract.ContractFile;
import network.phala.client.worker.ContractClient;
import network.phala.client.worker.ExecutionResult;
import network.phala.client.worker.PrpcClient;
import network.phala.crypto.Sr25519;
import network.phala.devnet.DevAccounts;
import network.phala.devnet.Devnet;
import network.phala.devnet.DevnetConfig;
import network.phala.devnet.Network;
import network.phala.devnet.ProgramProcess;
import network.phala.devnet.Steps;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.Sr25519Public;
import network.phala.primitives.U128;
import network.phala.prpc.PrpcMethod;
import network.phala.prpc.message.Clusters;
import network.phala.prpc.message.Empty;
import network.phala.types.contract.ClusterPermission;
import network.phala.types.contract.CodeIndex;
import network.phala.types.contract.ContractIds;
import network.phala.types.contract.ResourceType;

/// A network of processes, whose first worker makes its first cluster; the others are to spare for more.
/// And what people do in it, whichever cluster they mean.
final class ClusterNetwork implements AutoCloseable {
    static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration POLL = Duration.ofMillis(50);
    static final Path ROOT = ContractShell.ROOT;
    static final long GAS = 1_000_000_000_000L;
    private static final int BLOCK_MILLIS = 250;

    private final Path folder;
    private final Devnet devnet;
    private final Network network;
    private final List<PrpcClient> open = new ArrayList<>();

    private ClusterNetwork(Path folder, Devnet.Started started) {
        this.folder = folder;
        this.devnet = started.devnet();
        this.network = started.network();
    }

    static ClusterNetwork start(Path folder, int workers) throws Exception {
        DevnetConfig config = new DevnetConfig(ROOT, folder, false, workers, BLOCK_MILLIS, 0, 0)
                .withQueryTimeout(Duration.ofMinutes(5))
                .withSpareWorkers(workers - 1);
        return new ClusterNetwork(folder, Devnet.start(config, Steps.silent()));
    }

    Devnet devnet() {
        return devnet;
    }

    Network network() {
        return network;
    }

    ChainClient chain() {
        return devnet.chain();
    }

    Network.Worker worker(int index) {
        return network.workers().get(index);
    }

    Sr25519Public key(int index) {
        return new Sr25519Public(worker(index).publicKey().value());
    }

    Path data(int index) {
        return folder.resolve("worker-" + index).resolve("data");
    }

    ProgramProcess pruntime(int index) {
        return devnet.program("pruntime-" + index);
    }

    ProgramProcess pherry(int index) {
        return devnet.program("pherry-" + index);
    }

    PrpcClient prpc(int index) {
        PrpcClient client = new PrpcClient(worker(index).url());
        open.add(client);
        return client;
    }

    static ContractFile contract(String name) throws Exception {
        return ContractFile.read(Path.of(ContractShell.artifact(name)));
    }

    static Bytes call(ContractFile file, String message, String... arguments) throws Exception {
        return file.encodeCall(file.message(message), List.of(arguments));
    }

    /// A cluster with the worker that questions go to.
    Place place(int worker, H256 cluster, String owner) throws Exception {
        Bytes code = chain().storage(StorageKeys.value("PhalaPhatContracts", "PinkSystemCodeHash"))
                .orElseThrow();
        H256 system = ContractIds.contractId(DevAccounts.account(owner).toBytes(), code, cluster, Bytes.EMPTY);
        Sr25519.PublicKey key = Devnet.queryKey(worker(worker));
        return new Place(ClusterClient.of(chain(), prpc(worker), key, cluster, system, LIMIT));
    }

    /// Asks the chain for a cluster, as governance.
    Bytes addCluster(String owner, ClusterPermission permission, List<Sr25519Public> workers, Prices prices) {
        AccountId account = DevAccounts.account(owner);
        return Calls.sudo(Calls.phatContracts(new Calls.PhatContracts.AddCluster(
                account,
                permission,
                workers,
                U128.of(100_000_000_000_000L),
                U128.of(prices.gas()),
                U128.of(prices.item()),
                U128.of(prices.octet()),
                DevAccounts.account("//Ferdie"))));
    }

    record Prices(long gas, long item, long octet) {}

    /// @return the number of the block that holds it
    int send(Bytes call, String who) throws Exception {
        try (Sr25519.Pair pair = DevAccounts.pair(who)) {
            H256 block = chain().include(chain().sign(call, pair), LIMIT).block();
            return chain().header(block).number();
        }
    }

    /// The chain takes it into a block, where it fails for everyone to see.
    void assertRefused(Bytes call, String who, String reason) {
        assertThat(catchThrowable(() -> send(call, who)))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("failed there with " + reason);
    }

    /// Asks again until the answer is there.
    static <T> T await(String what, Patience.Question<T, Exception> question) throws Exception {
        return new Patience(LIMIT, POLL)
                .await(question)
                .orElseThrow(() -> new AssertionError(what + " did not happen within " + LIMIT));
    }

    /// Waits until a worker has executed the block.
    void awaitBlock(PrpcClient worker, int block) throws Exception {
        await("block " + block + " at " + worker.url(), () -> {
            try {
                return Optional.of(worker.info().blocknum()).filter(next -> next > block);
            } catch (IOException e) {
                // It may be starting.
                return Optional.empty();
            }
        });
    }

    /// Waits until the chain has made so many blocks more.
    int awaitBlocks(int count) throws Exception {
        int target = chain().bestHeader().number() + count;
        return await(
                "block " + target,
                () -> Optional.of(chain().bestHeader().number()).filter(n -> n >= target));
    }

    /// Waits until a process has ended by itself.
    int awaitEnd(ProgramProcess process) throws Exception {
        return await("the end of " + process.name(), () -> {
            var code = process.exitCode();
            return code.isPresent() ? Optional.of(code.getAsInt()) : Optional.empty();
        });
    }

    void stop(ProgramProcess process) throws Exception {
        process.terminate();
        awaitEnd(process);
    }

    /// A worker of a cluster, and what people do there. Commands and queries are of the cluster's own people.
    final class Place {
        private final ClusterClient client;

        Place(ClusterClient client) {
            this.client = client;
        }

        ClusterClient client() {
            return client;
        }

        H256 cluster() {
            return client.cluster();
        }

        H256 system() {
            return client.systemContract();
        }

        Clusters.ClusterInfo info() throws IOException {
            return client.worker()
                    .call(PrpcMethod.GET_CLUSTER_INFO, Empty.INSTANCE)
                    .info()
                    .orElseThrow();
        }

        /// Sends a call and waits until this worker has executed its block.
        int run(Bytes call, String who) throws Exception {
            int block = send(call, who);
            awaitBlock(client.worker(), block);
            return block;
        }

        Bytes deposit(AccountId account, long amount) {
            return Calls.phatContracts(new Calls.PhatContracts.TransferToCluster(U128.of(amount), cluster(), account));
        }

        Bytes deposit(String who, long amount) {
            return deposit(DevAccounts.account(who), amount);
        }

        Bytes upload(ContractFile file) {
            return Calls.phatContracts(
                    new Calls.PhatContracts.ClusterUploadResource(cluster(), ResourceType.INK_CODE, file.wasm()));
        }

        Bytes instantiation(ContractFile file, Bytes salt) throws Exception {
            return Calls.phatContracts(new Calls.PhatContracts.InstantiateContract(
                    new CodeIndex.WasmCode(file.codeHash()),
                    file.encodeCall(
                            file.constructor(file.constructors().getFirst().label()), List.of()),
                    salt,
                    cluster(),
                    U128.ZERO,
                    GAS,
                    Optional.empty(),
                    U128.ZERO));
        }

        H256 contractId(ContractFile file, Bytes salt, String who) {
            return ContractIds.contractId(
                    DevAccounts.account(who).toBytes(), file.codeHash().toBytes(), cluster(), salt);
        }

        H256 make(ContractFile file, Bytes salt, String who) throws Exception {
            run(instantiation(file, salt), who);
            H256 id = contractId(file, salt, who);
            assertThat(client.awaitContractKey(id)).isPresent();
            assertThat(client.codeHash(id)).contains(file.codeHash());
            return id;
        }

        /// A sealed command.
        Bytes command(H256 contract, Bytes message) throws Exception {
            Sr25519.PublicKey key = client.awaitContractKey(contract).orElseThrow();
            return push(contract, ContractClient.encryptedCommand(key, message, GAS));
        }

        Bytes push(H256 contract, Bytes payload) {
            return Calls.phatContracts(new Calls.PhatContracts.PushContractMessage(contract, payload, U128.ZERO));
        }

        ExecutionResult ask(H256 contract, Bytes message, String who) throws Exception {
            try (Sr25519.Pair pair = DevAccounts.pair(who)) {
                return client.queries().query(contract, message, ContractClient.Mode.PLAIN, pair);
            }
        }

        /// What a message of a contract returns, as JSON.
        String value(H256 contract, ContractFile file, String message, String... arguments) throws Exception {
            ExecutionResult result = ask(contract, call(file, message, arguments), "//Alice");
            assertThat(result.outcome()).isInstanceOf(ExecutionResult.Outcome.Returned.class);
            Bytes data = ((ExecutionResult.Outcome.Returned) result.outcome()).data();
            int type = file.message(message).returnType().orElseThrow();
            return file.values().decode(type, data).path("Ok").toString().replace("\"", "");
        }

        /// What an account has in this cluster.
        U128 free(AccountId account) throws Exception {
            return U128.parse(value(
                    system(),
                    contract("system"),
                    "System::free_balance_of",
                    account.toBytes().toHex()));
        }
    }

    @Override
    public void close() {
        open.forEach(PrpcClient::close);
        devnet.close();
    }
}
