package network.phala.pallet.phat;

import java.util.List;
import java.util.Optional;
import network.phala.crypto.Blake2b;
import network.phala.frame.Pallet;
import network.phala.frame.dispatch.DispatchException;
import network.phala.frame.dispatch.DispatchInfo;
import network.phala.frame.dispatch.Origin;
import network.phala.frame.dispatch.PostDispatchInfo;
import network.phala.frame.dispatch.Weight;
import network.phala.frame.storage.Hasher;
import network.phala.frame.storage.StorageMap;
import network.phala.frame.storage.StorageValue;
import network.phala.pallet.environment.Governance;
import network.phala.pallet.mq.PhalaMq;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.Sr25519Public;
import network.phala.primitives.U128;
import network.phala.scale.Codecs;
import network.phala.scale.Scale;
import network.phala.types.contract.ClusterInfo;
import network.phala.types.contract.ClusterOperation;
import network.phala.types.contract.ContractIds;
import network.phala.types.contract.ContractInfo;
import network.phala.types.contract.ContractOperation;
import network.phala.types.contract.PinkVersion;
import network.phala.types.contract.ResourceType;
import network.phala.types.mq.Message;

/// Clusters and contracts (pallet 48). Follows phala-blockchain pallets/phala/src/phat.rs.
///
/// How clusters come, change and go is in [Clusters]; what workers and gatekeepers report in [ContractReports].
public final class PhalaPhatContracts extends Pallet<PhalaPhatContractsCall, PhalaPhatContractsEvent> {
    public static final int STORAGE_VERSION = 8;

    /// Largest ink! code in bytes, system code included.
    public static final int INK_CODE_SIZE_MAX = 2 * 1024 * 1024;

    /// Largest SideVM code in bytes.
    public static final int SIDEVM_CODE_SIZE_MAX = 8 * 1024 * 1024;

    private static final DispatchInfo COMMAND_COST = DispatchInfo.normal(Weight.of(10_000, 0));
    private static final DispatchInfo NO_COST = DispatchInfo.normal(Weight.ZERO);

    final StorageMap<H256, BasicContractInfo> contracts =
            map("Contracts", Hasher.TWOX_64_CONCAT, Codecs.H_256, Scale.of(BasicContractInfo.class));
    final StorageValue<Long> clusterCounter = value("ClusterCounter", Codecs.U64, 0L);
    final StorageMap<H256, ClusterInfo> clusters =
            map("Clusters", Hasher.TWOX_64_CONCAT, Codecs.H_256, Scale.of(ClusterInfo.class));
    final StorageMap<H256, List<H256>> clusterContracts =
            map("ClusterContracts", Hasher.TWOX_64_CONCAT, Codecs.H_256, Codecs.vec(Codecs.H_256), List.of());
    final StorageMap<H256, List<Sr25519Public>> clusterWorkers =
            map("ClusterWorkers", Hasher.TWOX_64_CONCAT, Codecs.H_256, Codecs.vec(Codecs.SR25519_PUBLIC), List.of());
    final StorageMap<Sr25519Public, H256> clusterByWorkers =
            map("ClusterByWorkers", Hasher.TWOX_64_CONCAT, Codecs.SR25519_PUBLIC, Codecs.H_256);
    private final StorageValue<SystemCode> pinkSystemCode =
            value("PinkSystemCode", Scale.of(SystemCode.class), SystemCode.NONE);
    final StorageValue<H256> pinkSystemCodeHash = value("PinkSystemCodeHash", Codecs.H_256);
    private final StorageValue<PinkVersion> pinkRuntimeVersion =
            value("PinkRuntimeVersion", Scale.of(PinkVersion.class));
    private final StorageValue<Bytes> nextPinkSystemCode = value("NextPinkSystemCode", Codecs.BYTES);

    final PhalaPhatContractsConfig config;
    private final Clusters clusterLife = new Clusters(this);
    private final ContractReports reports = new ContractReports(this);

    public PhalaPhatContracts(PhalaPhatContractsConfig config) {
        super(
                "PhalaPhatContracts",
                PhalaPhatContractsCall.class,
                PhalaPhatContractsEvent.class,
                PhalaPhatContractsError.class);
        this.config = config;
    }

    @Override
    public DispatchInfo dispatchInfo(PhalaPhatContractsCall call) {
        return call instanceof PhalaPhatContractsCall.PushContractMessage ? COMMAND_COST : NO_COST;
    }

    @Override
    public PostDispatchInfo dispatch(Origin origin, PhalaPhatContractsCall call) throws DispatchException {
        switch (call) {
            case PhalaPhatContractsCall.AddCluster add -> {
                Governance.ensure(origin);
                clusterLife.add(add);
            }
            case PhalaPhatContractsCall.ClusterUploadResource upload -> uploadResource(origin.signed(), upload);
            case PhalaPhatContractsCall.TransferToCluster(U128 amount, H256 cluster, AccountId dest) ->
                transferToCluster(origin.signed(), amount, cluster, dest);
            case PhalaPhatContractsCall.PushContractMessage(H256 contract, Bytes payload, U128 deposit) ->
                pushContractMessage(origin.signed(), contract, payload, deposit);
            case PhalaPhatContractsCall.InstantiateContract instantiate ->
                instantiateContract(origin.signed(), instantiate);
            case PhalaPhatContractsCall.ClusterDestroy(H256 cluster) -> {
                origin.root();
                clusterLife.destroy(cluster);
            }
            case PhalaPhatContractsCall.SetPinkSystemCode(Bytes code) -> {
                Governance.ensure(origin);
                nextPinkSystemCode.put(code);
            }
            case PhalaPhatContractsCall.SetPinkRuntimeVersion(PinkVersion version) -> {
                Governance.ensure(origin);
                pinkRuntimeVersion.put(version);
            }
            case PhalaPhatContractsCall.AddWorkerToCluster(Sr25519Public worker, H256 cluster) ->
                clusterLife.addWorker(origin.signed(), worker, cluster);
            case PhalaPhatContractsCall.RemoveWorkerFromCluster(Sr25519Public worker, H256 cluster) ->
                clusterLife.removeWorker(origin.signed(), worker, cluster);
            case PhalaPhatContractsCall.CleanupRemovedWorkers(H256 cluster) -> {
                origin.root();
                clusterLife.cleanupRemovedWorkers(cluster);
            }
        }
        return PostDispatchInfo.DECLARED;
    }

    private void uploadResource(AccountId who, PhalaPhatContractsCall.ClusterUploadResource upload)
            throws DispatchException {
        ClusterInfo cluster = require(clusters.tryGet(upload.clusterId()), PhalaPhatContractsError.CLUSTER_NOT_FOUND);
        ensure(cluster.permission().allows(who), PhalaPhatContractsError.CLUSTER_PERMISSION_DENIED);
        ensure(
                upload.resourceData().size() <= sizeMax(upload.resourceType()),
                PhalaPhatContractsError.PAYLOAD_TOO_LARGE);
        push(new ClusterOperation.UploadResource(
                who, upload.clusterId(), upload.resourceType(), upload.resourceData()));
    }

    private static int sizeMax(ResourceType type) {
        return switch (type) {
            case INK_CODE, INDETERMINISTIC_INK_CODE -> INK_CODE_SIZE_MAX;
            case SIDEVM_CODE -> SIDEVM_CODE_SIZE_MAX;
        };
    }

    private void transferToCluster(AccountId who, U128 amount, H256 cluster, AccountId dest) throws DispatchException {
        config.currency().transfer(who, ContractIds.clusterAccount(cluster), amount, true);
        push(new ClusterOperation.Deposit(cluster, dest, amount));
        deposit(new PhalaPhatContractsEvent.Transfered(cluster, new H256(dest.value()), amount));
    }

    private void pushContractMessage(AccountId who, H256 contract, Bytes payload, U128 deposit)
            throws DispatchException {
        if (!deposit.isZero()) {
            BasicContractInfo info = require(contracts.tryGet(contract), PhalaPhatContractsError.CONTRACT_NOT_FOUND);
            transferToCluster(who, deposit, info.cluster(), who);
        }
        config.mq().push(new Message(PhalaMq.account(who), ContractIds.commandTopic(contract), payload));
    }

    private void instantiateContract(AccountId deployer, PhalaPhatContractsCall.InstantiateContract call)
            throws DispatchException {
        ClusterInfo cluster = require(clusters.tryGet(call.clusterId()), PhalaPhatContractsError.CLUSTER_NOT_FOUND);
        ensure(cluster.permission().allows(deployer), PhalaPhatContractsError.CLUSTER_PERMISSION_DENIED);
        if (!call.deposit().isZero()) {
            transferToCluster(deployer, call.deposit(), call.clusterId(), deployer);
        }
        ContractInfo info = new ContractInfo(deployer, call.codeIndex(), call.salt(), call.clusterId(), call.data());
        H256 contract = info.contractId();
        ensure(!contracts.contains(contract), PhalaPhatContractsError.DUPLICATED_CONTRACT);
        contracts.put(contract, new BasicContractInfo(deployer, call.clusterId()));
        config.mq()
                .push(
                        this,
                        ContractOperation.TOPIC,
                        ContractOperation.codec(),
                        new ContractOperation.InstantiateCode(
                                info, call.transfer(), call.gasLimit(), call.storageDepositLimit()));
        deposit(new PhalaPhatContractsEvent.Instantiating(contract, call.clusterId(), deployer));
    }

    /// A new system code takes effect: in the block after the one that set it.
    @Override
    public Weight onInitialize(int blockNumber) {
        nextPinkSystemCode.take().ifPresent(code -> {
            pinkSystemCodeHash.put(new H256(Blake2b.hash256(code.unsafeArray())));
            pinkSystemCode.update(old -> new SystemCode((short) (old.version() + 1), code));
        });
        return Weight.ZERO;
    }

    /// Handles reports of workers and gatekeepers about clusters and contracts.
    public void onMessage(Message message) throws DispatchException {
        reports.onMessage(message);
    }

    public Optional<BasicContractInfo> contract(H256 contract) {
        return contracts.tryGet(contract);
    }

    /// The system contract of the cluster that a contract is in, if both are known.
    public Optional<H256> systemContractOf(H256 contract) {
        return contracts
                .tryGet(contract)
                .flatMap(info -> clusters.tryGet(info.cluster()))
                .map(ClusterInfo::systemContract);
    }

    void push(ClusterOperation operation) throws DispatchException {
        config.mq().push(this, ClusterOperation.TOPIC, ClusterOperation.codec(), operation);
    }

    void emit(PhalaPhatContractsEvent event) {
        deposit(event);
    }

    @Override
    public void tryState() {
        for (var entry : clusterByWorkers.entries()) {
            H256 cluster = entry.getValue();
            if (!cluster.equals(H256.ZERO) && !clusterWorkers.get(cluster).contains(entry.getKey())) {
                throw new IllegalStateException(
                        "Worker " + entry.getKey() + " points to cluster " + cluster + ", which does not list it");
            }
        }
    }

    @Override
    public String rustModule() {
        return "pallet_phat";
    }

    @Override
    public int storageVersion() {
        return STORAGE_VERSION;
    }
}
