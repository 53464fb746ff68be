package network.phala.pallet.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.phala.crypto.Blake2b;
import network.phala.crypto.Sr25519;
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
import network.phala.pallet.mq.RetryLaterException;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.Sr25519Public;
import network.phala.scale.Codec;
import network.phala.scale.Codecs;
import network.phala.scale.Scale;
import network.phala.types.VersionedWorkerEndpoints;
import network.phala.types.WorkerEndpointPayload;
import network.phala.types.messaging.SystemEvent;
import network.phala.types.messaging.WorkerEvent;
import network.phala.types.mq.Message;
import network.phala.types.mq.MessageOrigin;
import network.phala.types.mq.SignedContent;
import network.phala.types.mq.SignedMessage;

/// The registry (pallet 41). Follows phala-blockchain pallets/phala/src/registry.rs.
///
/// Registration is in [WorkerRegistration], gatekeepers and their key in [Gatekeepers], benchmark reports in
/// [BenchReports].
public final class PhalaRegistry extends Pallet<PhalaRegistryCall, PhalaRegistryEvent> implements Workers {
    public static final int STORAGE_VERSION = 7;

    private static final long ENDPOINT_LIFE_MS = 4 * 60 * 60 * 1000L;
    private static final DispatchInfo ADMIN_COST = DispatchInfo.normal(Weight.of(100_010_000, 0));
    private static final DispatchInfo NO_COST = DispatchInfo.normal(Weight.ZERO);
    private static final Codec<List<Bytes>> BYTES_LIST = Codecs.vec(Codecs.BYTES);

    final StorageValue<List<Sr25519Public>> gatekeeper =
            value("Gatekeeper", Codecs.vec(Codecs.SR25519_PUBLIC), List.of());
    final StorageValue<Sr25519Public> gatekeeperMasterPubkey = value("GatekeeperMasterPubkey", Codecs.SR25519_PUBLIC);
    final StorageValue<LaunchTime> gatekeeperLaunchedAt = value("GatekeeperLaunchedAt", Scale.of(LaunchTime.class));
    final StorageValue<Long> rotationCounter = value("RotationCounter", Codecs.U64, 0L);
    final StorageValue<Optional<Long>> masterKeyRotationLock =
            value("MasterKeyRotationLock", Codecs.option(Codecs.U64), Optional.empty());
    final StorageMap<Sr25519Public, WorkerInfoV2> workers =
            map("Workers", Hasher.TWOX_64_CONCAT, Codecs.SR25519_PUBLIC, Scale.of(WorkerInfoV2.class));
    final StorageMap<Sr25519Public, Integer> workerAddedAt =
            map("WorkerAddedAt", Hasher.TWOX_64_CONCAT, Codecs.SR25519_PUBLIC, Codecs.U32);
    private final StorageMap<H256, Sr25519Public> contractKeys =
            map("ContractKeys", Hasher.TWOX_64_CONCAT, Codecs.H_256, Codecs.SR25519_PUBLIC);
    private final StorageMap<H256, Sr25519Public> clusterKeys =
            map("ClusterKeys", Hasher.TWOX_64_CONCAT, Codecs.H_256, Codecs.SR25519_PUBLIC);
    private final StorageMap<Bytes, Bytes> topicKey =
            map("TopicKey", Hasher.BLAKE2_128_CONCAT, Codecs.BYTES, Codecs.BYTES);
    final StorageValue<Integer> benchmarkDuration = value("BenchmarkDuration", Codecs.U32);
    final StorageValue<List<Bytes>> pruntimeAllowList = value("PRuntimeAllowList", BYTES_LIST, List.of());
    private final StorageMap<Bytes, Integer> pruntimeAddedAt =
            map("PRuntimeAddedAt", Hasher.TWOX_64_CONCAT, Codecs.BYTES, Codecs.U32);
    final StorageValue<List<H256>> relaychainGenesisBlockHashAllowList =
            value("RelaychainGenesisBlockHashAllowList", Codecs.vec(Codecs.H_256), List.of());
    private final StorageMap<Sr25519Public, VersionedWorkerEndpoints> endpoints =
            map("Endpoints", Hasher.TWOX_64_CONCAT, Codecs.SR25519_PUBLIC, Scale.of(VersionedWorkerEndpoints.class));
    final StorageValue<Optional<Bytes>> tempWorkersIterKey =
            value("TempWorkersIterKey", Codecs.option(Codecs.BYTES), Optional.empty());
    private final StorageValue<PRuntimeVersion> minimumPRuntimeVersion =
            value("MinimumPRuntimeVersion", Scale.of(PRuntimeVersion.class), PRuntimeVersion.NONE);
    private final StorageValue<Integer> pruntimeConsensusVersion = value("PRuntimeConsensusVersion", Codecs.U32, 0);
    final StorageValue<KnownConsensusVersion> maxKnownPRuntimeConsensusVersion = value(
            "MaxKnownPRuntimeConsensusVersion", Scale.of(KnownConsensusVersion.class), KnownConsensusVersion.NONE);
    private final StorageValue<List<String>> trustedNtpServers =
            value("TrustedNtpServers", Codecs.vec(Codecs.STR), List.of());

    final PhalaRegistryConfig config;
    private final WorkerRegistration registration = new WorkerRegistration(this);
    private final Gatekeepers gatekeepers = new Gatekeepers(this);
    private final BenchReports benchReports = new BenchReports(this);

    public PhalaRegistry(PhalaRegistryConfig config) {
        super("PhalaRegistry", PhalaRegistryCall.class, PhalaRegistryEvent.class, PhalaRegistryError.class);
        this.config = config;
        parameter(
                "NoneAttestationEnabled",
                Codecs.BOOL,
                () -> config.policy().noneAttestationEnabled().getAsBoolean());
        parameter(
                "VerifyPRuntime",
                Codecs.BOOL,
                () -> config.policy().verifyPRuntime().getAsBoolean());
        parameter(
                "VerifyRelaychainGenesisBlockHash",
                Codecs.BOOL,
                () -> config.policy().verifyRelaychainGenesisBlockHash().getAsBoolean());
    }

    @Override
    public DispatchInfo dispatchInfo(PhalaRegistryCall call) {
        return switch (call) {
            case PhalaRegistryCall.ForceSetBenchmarkDuration _,
                    PhalaRegistryCall.ForceRegisterWorker _,
                    PhalaRegistryCall.ForceRegisterTopicPubkey _,
                    PhalaRegistryCall.RegisterGatekeeper _,
                    PhalaRegistryCall.UnregisterGatekeeper _,
                    PhalaRegistryCall.RotateMasterKey _ -> ADMIN_COST;
            case PhalaRegistryCall.RegisterWorker _,
                    PhalaRegistryCall.RegisterWorkerV2 _,
                    PhalaRegistryCall.UpdateWorkerEndpoint _,
                    PhalaRegistryCall.AddPruntime _,
                    PhalaRegistryCall.RemovePruntime _,
                    PhalaRegistryCall.AddRelaychainGenesisBlockHash _,
                    PhalaRegistryCall.RemoveRelaychainGenesisBlockHash _,
                    PhalaRegistryCall.SetMinimumPruntimeVersion _,
                    PhalaRegistryCall.SetPruntimeConsensusVersion _,
                    PhalaRegistryCall.SetTrustedNtpServers _ -> NO_COST;
        };
    }

    @Override
    public PostDispatchInfo dispatch(Origin origin, PhalaRegistryCall call) throws DispatchException {
        switch (call) {
            case PhalaRegistryCall.ForceSetBenchmarkDuration(int blocks) -> {
                Governance.ensure(origin);
                benchmarkDuration.put(blocks);
            }
            case PhalaRegistryCall.ForceRegisterWorker force -> {
                origin.root();
                registration.forceRegister(force);
            }
            case PhalaRegistryCall.ForceRegisterTopicPubkey(Bytes topic, Bytes pubkey) -> {
                origin.root();
                topicKey.put(topic, pubkey);
            }
            case PhalaRegistryCall.RegisterGatekeeper(Sr25519Public worker) -> {
                Governance.ensure(origin);
                gatekeepers.register(worker);
            }
            case PhalaRegistryCall.UnregisterGatekeeper(Sr25519Public worker) -> {
                Governance.ensure(origin);
                gatekeepers.unregister(worker);
            }
            case PhalaRegistryCall.RotateMasterKey _ -> {
                Governance.ensure(origin);
                gatekeepers.rotateMasterKey();
            }
            case PhalaRegistryCall.RegisterWorker legacy -> {
                origin.signed();
                registration.registerLegacy(legacy);
            }
            case PhalaRegistryCall.RegisterWorkerV2 current -> {
                origin.signed();
                registration.register(current);
            }
            case PhalaRegistryCall.UpdateWorkerEndpoint(WorkerEndpointPayload payload, Bytes signature) -> {
                origin.signed();
                updateEndpoint(payload, signature);
            }
            case PhalaRegistryCall.AddPruntime _,
                    PhalaRegistryCall.RemovePruntime _,
                    PhalaRegistryCall.AddRelaychainGenesisBlockHash _,
                    PhalaRegistryCall.RemoveRelaychainGenesisBlockHash _,
                    PhalaRegistryCall.SetMinimumPruntimeVersion _,
                    PhalaRegistryCall.SetPruntimeConsensusVersion _,
                    PhalaRegistryCall.SetTrustedNtpServers _ -> {
                Governance.ensure(origin);
                setPolicy(call);
            }
        }
        return PostDispatchInfo.DECLARED;
    }

    private void setPolicy(PhalaRegistryCall call) throws DispatchException {
        switch (call) {
            case PhalaRegistryCall.AddPruntime(Bytes hash) -> addPruntime(hash);
            case PhalaRegistryCall.RemovePruntime(Bytes hash) -> removePruntime(hash);
            case PhalaRegistryCall.AddRelaychainGenesisBlockHash(H256 hash) ->
                addTo(relaychainGenesisBlockHashAllowList, hash, PhalaRegistryError.GENESIS_BLOCK_HASH_ALREADY_EXISTS);
            case PhalaRegistryCall.RemoveRelaychainGenesisBlockHash(H256 hash) ->
                removeFrom(relaychainGenesisBlockHashAllowList, hash, PhalaRegistryError.GENESIS_BLOCK_HASH_NOT_FOUND);
            case PhalaRegistryCall.SetMinimumPruntimeVersion(int major, int minor, int patch) -> {
                minimumPRuntimeVersion.put(new PRuntimeVersion(major, minor, patch));
                deposit(new PhalaRegistryEvent.MinimumPRuntimeVersionChangedTo(major, minor, patch));
            }
            case PhalaRegistryCall.SetPruntimeConsensusVersion(int version) -> {
                pruntimeConsensusVersion.put(version);
                deposit(new PhalaRegistryEvent.PRuntimeConsensusVersionChangedTo(version));
            }
            case PhalaRegistryCall.SetTrustedNtpServers(List<String> servers) -> trustedNtpServers.put(servers);
            default -> throw new IllegalArgumentException(call + " sets no policy");
        }
    }

    private void addPruntime(Bytes hash) throws DispatchException {
        addTo(pruntimeAllowList, hash, PhalaRegistryError.P_RUNTIME_ALREADY_EXISTS);
        pruntimeAddedAt.put(hash, config.time().blockNumber());
    }

    private void removePruntime(Bytes hash) throws DispatchException {
        removeFrom(pruntimeAllowList, hash, PhalaRegistryError.P_RUNTIME_NOT_FOUND);
        pruntimeAddedAt.remove(hash);
    }

    private <T> void addTo(StorageValue<List<T>> list, T element, PhalaRegistryError whenThere)
            throws DispatchException {
        List<T> elements = new ArrayList<>(list.get());
        ensure(!elements.contains(element), whenThere);
        elements.add(element);
        list.put(elements);
    }

    private <T> void removeFrom(StorageValue<List<T>> list, T element, PhalaRegistryError whenAbsent)
            throws DispatchException {
        List<T> elements = new ArrayList<>(list.get());
        ensure(elements.removeIf(element::equals), whenAbsent);
        list.put(elements);
    }

    private void updateEndpoint(WorkerEndpointPayload payload, Bytes signature) throws DispatchException {
        Bytes signed = SignedContent.ENDPOINT_INFO.wrap(
                Scale.of(WorkerEndpointPayload.class).encode(payload));
        ensureSigned(payload.pubkey(), signed, signature);
        long now = config.time().nowMs();
        long signedAt = payload.signingTime();
        long end = signedAt + ENDPOINT_LIFE_MS;
        boolean inTime = Long.compareUnsigned(signedAt, now) < 0
                && (Long.compareUnsigned(end, signedAt) < 0 || Long.compareUnsigned(now, end) <= 0);
        ensure(inTime, PhalaRegistryError.INVALID_ENDPOINT_SIGNING_TIME);
        ensure(workers.contains(payload.pubkey()), PhalaRegistryError.INVALID_PUB_KEY);
        endpoints.put(payload.pubkey(), payload.versionedEndpoints());
    }

    /// Checks that a message is signed by the key of its origin; the port that the message queue needs. A
    /// worker's key is in its origin, so nothing says that the worker is registered.
    public void verify(SignedMessage signed) throws DispatchException {
        Sr25519Public key = switch (signed.message().sender()) {
            case MessageOrigin.Worker(Sr25519Public pubkey) -> pubkey;
            case MessageOrigin.Cluster(H256 id) -> require(clusterKeys.tryGet(id), PhalaRegistryError.UNKNOWN_CLUSTER);
            case MessageOrigin.Contract(H256 id) ->
                require(contractKeys.tryGet(id), PhalaRegistryError.UNKNOWN_CONTRACT);
            case MessageOrigin.Gatekeeper _ ->
                require(gatekeeperMasterPubkey.tryGet(), PhalaRegistryError.MASTER_KEY_UNINITIALIZED);
            case MessageOrigin.Pallet _,
                    MessageOrigin.Account _,
                    MessageOrigin.MultiLocation _,
                    MessageOrigin.Reserved _ -> throw error(PhalaRegistryError.CANNOT_HANDLE_UNKNOWN_MESSAGE);
        };
        ensureSigned(key, SignedContent.MQ_MESSAGE.wrap(signed.dataToSign()), signed.signature());
    }

    private void ensureSigned(Sr25519Public key, Bytes content, Bytes signature) throws DispatchException {
        ensure(signature.size() == Sr25519.SIGNATURE_SIZE, PhalaRegistryError.INVALID_SIGNATURE_LENGTH);
        boolean valid = new Sr25519.PublicKey(key.value()).verify(content.unsafeArray(), signature.unsafeArray());
        ensure(valid, PhalaRegistryError.INVALID_SIGNATURE);
    }

    /// Handles messages of workers and gatekeepers to the registry.
    public void onMessage(Message message) throws DispatchException, RetryLaterException {
        benchReports.onMessage(message, gatekeepers);
        gatekeepers.onMessage(message);
    }

    /// Writes the beginning of the chain.
    public void genesis(PhalaRegistryGenesis genesis) {
        for (PhalaRegistryGenesis.GenesisWorker worker : genesis.workers()) {
            registration.genesisWorker(worker, genesis.benchmarkDuration());
        }
        gatekeepers.genesis(genesis.gatekeepers());
    }

    @Override
    public Optional<WorkerInfoV2> worker(Sr25519Public pubkey) {
        return workers.tryGet(pubkey);
    }

    @Override
    public boolean isRegisteredAfterGatekeeperLaunch(Sr25519Public pubkey) {
        Optional<Integer> added = workerAddedAt.tryGet(pubkey);
        Optional<LaunchTime> launched = gatekeeperLaunchedAt.tryGet();
        return added.isPresent()
                && launched.isPresent()
                && Integer.compareUnsigned(added.get(), launched.get().blockNumber()) > 0;
    }

    /// The gatekeepers' key for a cluster arrived; a later one replaces it.
    public void setClusterKey(H256 cluster, Sr25519Public key) {
        clusterKeys.put(cluster, key);
    }

    public void setContractKey(H256 contract, Sr25519Public key) {
        contractKeys.put(contract, key);
    }

    void tell(Sr25519Public worker, WorkerEvent event) throws DispatchException {
        config.mq().push(this, SystemEvent.TOPIC, SystemEvent.codec(), new SystemEvent.OfWorker(worker, event));
    }

    void emit(PhalaRegistryEvent event) {
        deposit(event);
    }

    static H256 hash(Bytes bytes) {
        return new H256(Blake2b.hash256(bytes.unsafeArray()));
    }

    @Override
    public void tryState() {
        for (Sr25519Public each : gatekeeper.get()) {
            if (!workers.contains(each)) {
                throw new IllegalStateException("Gatekeeper " + each + " is not a registered worker");
            }
        }
    }

    @Override
    public String rustModule() {
        return "pallet_registry";
    }

    @Override
    public int storageVersion() {
        return STORAGE_VERSION;
    }
}
