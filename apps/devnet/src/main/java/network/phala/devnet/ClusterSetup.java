package network.phala.devnet;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import network.phala.client.chain.Calls;
import network.phala.client.chain.ChainClient;
import network.phala.client.chain.StorageKeys;
import network.phala.client.contract.ContractFile;
import network.phala.crypto.Sr25519;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.Sr25519Public;
import network.phala.primitives.U128;
import network.phala.types.contract.ClusterPermission;
import network.phala.types.contract.ContractIds;
import network.phala.types.contract.PinkVersion;

/// Turns a chain with running workers into a network with a cluster: gatekeeper, master key, cluster, system contract.
///
/// //Alice is root, owner of the cluster and its treasury. Each step asks first whether the chain has it already, so a
/// network started again on its data goes on.
public final class ClusterSetup {
    public static final U128 ONE_PHA = U128.of(1_000_000_000_000L);
    private static final PinkVersion RUNTIME = new PinkVersion(1, 2);
    private static final Duration LIMIT = Devnet.LIMIT;
    private static final String REGISTRY = "PhalaRegistry";
    private static final String CONTRACTS = "PhalaPhatContracts";

    private final ChainClient chain;
    private final Devnet devnet;

    public ClusterSetup(ChainClient chain, Devnet devnet) {
        this.chain = chain;
        this.devnet = devnet;
    }

    /// Gives the relayers' accounts what their fees need.
    public void fundRelayers(List<AccountId> relayers) throws IOException, StepFailedException {
        List<Bytes> transfers = new ArrayList<>();
        for (AccountId relayer : relayers) {
            if (chain.storage(StorageKeys.blake2Map("System", "Account", relayer.toBytes()))
                    .isEmpty()) {
                transfers.add(Calls.transfer(relayer, ONE_PHA.multiply(U128.of(1000))));
            }
        }
        if (!transfers.isEmpty()) {
            submitAsAlice(Calls.batchAll(transfers));
        }
    }

    /// Waits until the chain has the registration that a relayer brought.
    public void awaitRegistered(H256 worker) throws IOException, StepFailedException {
        Bytes key = StorageKeys.twox64Map(REGISTRY, "Workers", worker.toBytes());
        // Behind two keys of 32 bytes stands the runtime version, which the dev genesis leaves at zero.
        await(
                "the registration of worker " + worker,
                () -> chain.storage(key)
                        .filter(info -> info.size() >= 68 && !info.slice(64, 68).equals(Bytes.wrap(new byte[4]))));
    }

    public void registerGatekeeper(H256 worker) throws IOException, StepFailedException {
        Bytes master = StorageKeys.value(REGISTRY, "GatekeeperMasterPubkey");
        if (chain.storage(master).isEmpty()) {
            submitAsAlice(Calls.sudo(
                    Calls.registry(new Calls.Registry.RegisterGatekeeper(new Sr25519Public(worker.value())))));
            await("the master key on the chain", () -> chain.storage(master));
            await(
                    "the launch of the gatekeeper",
                    () -> chain.storage(StorageKeys.value(REGISTRY, "GatekeeperLaunchedAt")));
        }
    }

    /// Tells the chain what clusters are made of: the system contract's code, and the newest contract runtime
    /// (a chain that was not told makes clusters of runtime 1.0).
    public void setSystemCode(ContractFile system) throws IOException, StepFailedException {
        Bytes hash = StorageKeys.value(CONTRACTS, "PinkSystemCodeHash");
        if (chain.storage(hash).isEmpty()) {
            submitAsAlice(Calls.batchAll(List.of(
                    Calls.sudo(Calls.phatContracts(new Calls.PhatContracts.SetPinkRuntimeVersion(RUNTIME))),
                    Calls.sudo(Calls.phatContracts(new Calls.PhatContracts.SetPinkSystemCode(system.wasm()))))));
            await("the system code on the chain", () -> chain.storage(hash));
        }
    }

    /// Makes the first cluster on the given workers, and waits for its key and its system contract's.
    ///
    /// @return the cluster's id
    public H256 addCluster(List<H256> workers) throws IOException, StepFailedException {
        H256 cluster = ContractIds.clusterId(1);
        if (chain.storage(StorageKeys.twox64Map(CONTRACTS, "Clusters", cluster.toBytes()))
                .isEmpty()) {
            AccountId alice = DevAccounts.account("//Alice");
            submitAsAlice(Calls.sudo(Calls.phatContracts(new Calls.PhatContracts.AddCluster(
                    alice,
                    new ClusterPermission.Public(),
                    workers.stream()
                            .map(worker -> new Sr25519Public(worker.value()))
                            .toList(),
                    ONE_PHA.multiply(U128.of(100)),
                    U128.ONE,
                    U128.ONE,
                    U128.ONE,
                    alice))));
        }
        await(
                "the cluster key on the chain",
                () -> chain.storage(StorageKeys.twox64Map(REGISTRY, "ClusterKeys", cluster.toBytes())));
        return cluster;
    }

    /// Waits for the key of the cluster's system contract: from then on the cluster works.
    public H256 awaitSystemContract(H256 cluster) throws IOException, StepFailedException {
        Bytes codeHash = chain.storage(StorageKeys.value(CONTRACTS, "PinkSystemCodeHash"))
                .orElseThrow(() -> new StepFailedException("the chain has no system code"));
        H256 system = ContractIds.contractId(DevAccounts.account("//Alice").toBytes(), codeHash, cluster, Bytes.EMPTY);
        contractKey(system);
        return system;
    }

    /// Waits until a contract has its key, which is when its worker has instantiated it.
    public Bytes contractKey(H256 contract) throws IOException, StepFailedException {
        return await(
                "the key of contract " + contract,
                () -> chain.storage(StorageKeys.twox64Map(REGISTRY, "ContractKeys", contract.toBytes())));
    }

    public void awaitEndpoint(H256 worker) throws IOException, StepFailedException {
        await(
                "the endpoint of worker " + worker + " on the chain",
                () -> chain.storage(StorageKeys.twox64Map(REGISTRY, "Endpoints", worker.toBytes())));
    }

    private void submitAsAlice(Bytes call) throws IOException, StepFailedException {
        devnet.ensureAlive();
        try (Sr25519.Pair alice = DevAccounts.pair("//Alice")) {
            chain.submitAndWait(chain.sign(call, alice), LIMIT);
        }
    }

    private <T> T await(String what, Steps.Condition<T> condition) throws IOException, StepFailedException {
        return Steps.await(what, LIMIT, () -> {
            devnet.ensureAlive();
            return condition.check();
        });
    }
}
