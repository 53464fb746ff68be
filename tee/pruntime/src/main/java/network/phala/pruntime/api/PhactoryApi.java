package network.phala.pruntime.api;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import network.phala.lightclient.SyncException;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.primitives.H256;
import network.phala.primitives.Sr25519Public;
import network.phala.prpc.ProtoCodec;
import network.phala.prpc.PrpcException;
import network.phala.prpc.PrpcMethod;
import network.phala.prpc.message.Clusters;
import network.phala.prpc.message.Contracts;
import network.phala.prpc.message.Empty;
import network.phala.prpc.message.Endpoints;
import network.phala.prpc.message.PhactoryInfo;
import network.phala.prpc.message.Sync;
import network.phala.prpc.message.WorkerStates;
import network.phala.pruntime.PruntimeConfig;
import network.phala.pruntime.cluster.QueryService;
import network.phala.pruntime.http.HttpApi;
import network.phala.pruntime.http.PrpcService;
import network.phala.pruntime.outside.WorkerOutside;
import network.phala.pruntime.system.EgressQueue;
import network.phala.pruntime.system.Phactory;
import network.phala.pruntime.system.Snapshot;
import network.phala.pruntime.system.Writer;
import network.phala.scale.DecodeException;
import network.phala.sidevm.SidevmException;
import network.phala.types.contract.ContractIds;
import network.phala.types.contract.PinkVersion;
import network.phala.types.keys.KeyDerivation;
import network.phala.types.mq.SignedContent;
import network.phala.types.sync.BlockHeaderWithChanges;
import network.phala.types.sync.HeaderToSync;
import network.phala.types.sync.KeyValue;

/// Every prpc method and what answers it. What changes the worker runs on the writer thread; the rest reads snapshots.
public final class PhactoryApi implements HttpApi.LegacyApi {
    private final Phactory phactory;
    private final Writer writer;
    private final PruntimeConfig config;
    private final QueryService queries;
    private final InfoApi info;
    private final RegistrationApi registration;
    private final EndpointApi endpoints;
    private final NetworkApi network;

    public PhactoryApi(
            Phactory phactory, Writer writer, PruntimeConfig config, QueryService queries, WorkerOutside outside) {
        this.phactory = phactory;
        this.writer = writer;
        this.config = config;
        this.queries = queries;
        this.info = new InfoApi(phactory, config, queries, outside.egress());
        this.network = new NetworkApi(phactory.proxies(), outside, config.publicPort());
        this.registration = new RegistrationApi(phactory, config.cores());
        this.endpoints = new EndpointApi(phactory);
    }

    /// The text of `/info`.
    public String infoText() {
        return ProtoCodec.of(PhactoryInfo.class).toPrettyJson(info.info());
    }

    /// The identity's signature over an answer, once there is an identity.
    public Optional<Bytes> signAnswer(Bytes body) {
        return phactory.snapshot()
                .map(worker -> Bytes.wrap(worker.identity()
                        .pair()
                        .sign(SignedContent.RPC_RESPONSE.wrap(body).unsafeArray())));
    }

    /// Takes a checkpoint when there is something to keep and checkpoints are wanted.
    public void saveAtEnd() {
        boolean worthIt = phactory.snapshot().map(Snapshot::stateValidated).orElse(false)
                && phactory.stopped().isEmpty()
                && config.checkpoints().enabled();
        if (!worthIt) {
            return;
        }
        try {
            takeCheckpoint();
        } catch (PrpcException | DecodeException e) {
            System.getLogger(PhactoryApi.class.getName())
                    .log(System.Logger.Level.WARNING, "No checkpoint at the end: {0}", e.getMessage());
        }
    }

    /// All methods of the table, each with an answer: where something is missing, an error that says what.
    public PrpcService bind() {
        PrpcService service = new PrpcService();
        bindSync(service);
        bindReading(service);
        bindOperation(service);
        new ClusterStateApi(phactory).bind(service, this::outsideSafeMode);
        bindMissing(service);
        return service;
    }

    private void bindSync(PrpcService service) {
        service.bind(PrpcMethod.SYNC_HEADER, request -> syncHeaders(request.encodedHeaders()));
        service.bind(PrpcMethod.DISPATCH_BLOCKS, request -> dispatchBlocks(request.encodedBlocks()));
        service.bind(PrpcMethod.INIT_RUNTIME, request -> outsideSafeMode(() -> registration.init(request)));
        service.bind(PrpcMethod.GET_RUNTIME_INFO, request -> outsideSafeMode(() -> registration.info(request)));
        service.bind(
                PrpcMethod.LOAD_CHAIN_STATE,
                request -> outsideSafeMode(() -> {
                    List<KeyValue> entries = KeyValue.listCodec().decodeAll(request.encodedState());
                    refusable(() -> {
                        phactory.loadChainState(request.blockNumber(), entries);
                        return 0;
                    });
                    return Empty.INSTANCE;
                }));
        service.bind(PrpcMethod.TAKE_CHECKPOINT, _ -> {
            requireNoSafeMode();
            return takeCheckpoint();
        });
    }

    private Sync.SyncedTo syncHeaders(Bytes encoded) throws PrpcException, DecodeException {
        List<HeaderToSync> headers = HeaderToSync.listCodec().decodeAll(encoded);
        return writer.run(() -> new Sync.SyncedTo(refusable(() -> phactory.syncHeaders(headers))));
    }

    private Sync.SyncedTo dispatchBlocks(Bytes encoded) throws PrpcException, DecodeException {
        List<BlockHeaderWithChanges> blocks = BlockHeaderWithChanges.listCodec().decodeAll(encoded);
        return writer.run(() -> new Sync.SyncedTo(refusable(() -> phactory.dispatchBlocks(blocks))));
    }

    /// Runs work on the writer thread, unless the worker is in safe mode.
    interface WriterWork {
        <T> T run(Callable<T> work) throws PrpcException, DecodeException;
    }

    /// Answers when the checkpoint is written; the writer thread is free by then.
    private Sync.SyncedTo takeCheckpoint() throws PrpcException, DecodeException {
        CompletableFuture<Integer> written = writer.run(() -> {
            try {
                return phactory.takeCheckpoint();
            } catch (Phactory.RefusedException e) {
                throw PrpcException.application(String.valueOf(e.getMessage()));
            }
        });
        try {
            return new Sync.SyncedTo(written.get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw PrpcException.application("Interrupted");
        } catch (ExecutionException e) {
            throw PrpcException.application("Checkpoint failed: " + e.getCause());
        }
    }

    private <T> T outsideSafeMode(Callable<T> work) throws PrpcException, DecodeException {
        requireNoSafeMode();
        return writer.run(work);
    }

    private void requireNoSafeMode() throws PrpcException {
        if (config.safeModeLevel() > 0) {
            throw PrpcException.application("This RPC is disabled in safe mode");
        }
    }

    private interface Refusable {
        int run() throws Phactory.RefusedException, SyncException, IOException;
    }

    private static int refusable(Refusable work) throws PrpcException {
        try {
            return work.run();
        } catch (Phactory.RefusedException | SyncException | IOException e) {
            throw PrpcException.application(String.valueOf(e.getMessage()));
        }
    }

    private void bindReading(PrpcService service) {
        service.bind(PrpcMethod.GET_INFO, _ -> info.info());
        service.bind(
                PrpcMethod.GET_EGRESS_MESSAGES,
                _ -> new Sync.GetEgressMessagesResponse(EgressQueue.encode(worker().egress())));
        service.bindPatient(
                PrpcMethod.CONTRACT_QUERY, (request, hasLeft) -> queries.answer(worker(), request, hasLeft));
        service.bind(PrpcMethod.GET_CONTRACT_INFO, info::contracts);
        service.bind(PrpcMethod.GET_CLUSTER_INFO, _ -> info.cluster());
        service.bind(PrpcMethod.GET_WORKER_STATE, request -> outsideSafeMode(() -> workerState(request)));
        service.bind(PrpcMethod.STATISTICS, info::statistics);
        service.bind(PrpcMethod.ECHO, request -> request);
        service.bind(PrpcMethod.CALCULATE_CONTRACT_ID, PhactoryApi::contractId);
        service.bind(PrpcMethod.GET_ENDPOINT_INFO, _ -> {
            worker();
            return endpoints.get();
        });
        service.bind(PrpcMethod.SIGN_ENDPOINT_INFO, endpoints::signAny);
        service.bind(
                PrpcMethod.DERIVE_PHALA_I2P_KEY,
                _ -> new Endpoints.DerivePhalaI2pKeyResponse(
                        Bytes.wrap(KeyDerivation.derive(worker().identity().pair(), KeyDerivation.I2P_KEY)
                                .exposeSecret())));
        network.bind(service);
    }

    private Empty uploadSidevmCode(Contracts.SidevmCode request) throws PrpcException {
        if (request.contract().size() != 32) {
            throw PrpcException.application("Invalid contract id");
        }
        try {
            phactory.sidevms()
                    .uploadCode(new H256(Bytes32.of(request.contract())), request.code(), worker().lastBlock());
            return Empty.INSTANCE;
        } catch (SidevmException e) {
            throw PrpcException.application(String.valueOf(e.getMessage()));
        }
    }

    private WorkerStates.WorkerState workerState(WorkerStates.GetWorkerStateRequest request) throws PrpcException {
        if (request.publicKey().size() != 32) {
            throw PrpcException.application("Bad public key");
        }
        try {
            return LedgerAnswers.of(
                    phactory.ledgerEntry(Sr25519Public.of(request.publicKey().toArray())));
        } catch (Phactory.RefusedException e) {
            throw PrpcException.application(String.valueOf(e.getMessage()));
        }
    }

    private Snapshot worker() throws PrpcException {
        if (config.safeModeLevel() > 0) {
            throw PrpcException.application("This RPC is disabled in safe mode");
        }
        return phactory.snapshot().orElseThrow(() -> PrpcException.application("Runtime not initialized"));
    }

    private static Contracts.ContractId contractId(Contracts.ContractParameters request) throws PrpcException {
        H256 id = ContractIds.contractId(
                hash("deployer", request.deployer()),
                hash("code_hash", request.codeHash()),
                new H256(Bytes32.of(hash("cluster_id", request.clusterId()))),
                hex("salt", request.salt()));
        return new Contracts.ContractId(id.toHex());
    }

    private static Bytes hash(String field, String text) throws PrpcException {
        return InfoApi.accountOf(text)
                .map(AccountId::toBytes)
                .orElseThrow(() -> PrpcException.application("Invalid " + field + ": expected 32 bytes in hex"));
    }

    private static Bytes hex(String field, String text) throws PrpcException {
        String digits = text.startsWith("0x") ? text.substring(2) : text;
        if (!digits.matches("([0-9a-fA-F]{2})*")) {
            throw PrpcException.application("Invalid " + field + ": expected hex");
        }
        return Bytes.fromHex("0x" + digits);
    }

    private void bindOperation(PrpcService service) {
        service.bind(PrpcMethod.ADD_ENDPOINT, request -> outsideSafeMode(() -> endpoints.add(request)));
        service.bind(PrpcMethod.REFRESH_ENDPOINT_SIGNING_TIME, _ -> outsideSafeMode(endpoints::refresh));
        service.bind(PrpcMethod.UPLOAD_SIDEVM_CODE, request -> outsideSafeMode(() -> uploadSidevmCode(request)));
        service.bind(PrpcMethod.TRY_UPGRADE_PINK_RUNTIME, request -> outsideSafeMode(() -> tryUpgrade(request)));
        service.bind(
                PrpcMethod.STOP,
                request -> writer.run(() -> {
                    phactory.stopNow(request.removeCheckpoints());
                    return Empty.INSTANCE;
                }));
    }

    private Empty tryUpgrade(Clusters.PinkRuntimeVersion wanted) throws PrpcException {
        refusable(() -> {
            phactory.tryUpgradePinkRuntime(new PinkVersion(wanted.major(), wanted.minor()));
            return 0;
        });
        return Empty.INSTANCE;
    }

    private static void bindMissing(PrpcService service) {
        missing(service, PrpcMethod.SYNC_PARA_HEADER, "following a parachain");
        missing(service, PrpcMethod.SYNC_COMBINED_HEADERS, "following a parachain");
        missing(service, PrpcMethod.HANDOVER_CREATE_CHALLENGE, "worker key handover");
        missing(service, PrpcMethod.HANDOVER_START, "worker key handover");
        missing(service, PrpcMethod.HANDOVER_ACCEPT_CHALLENGE, "worker key handover");
        missing(service, PrpcMethod.HANDOVER_RECEIVE, "worker key handover");
        missing(service, PrpcMethod.DCAP_HANDOVER_CREATE_CHALLENGE, "worker key handover");
        missing(service, PrpcMethod.DCAP_HANDOVER_START, "worker key handover");
        missing(service, PrpcMethod.DCAP_HANDOVER_ACCEPT_CHALLENGE, "worker key handover");
        missing(service, PrpcMethod.DCAP_HANDOVER_RECEIVE, "worker key handover");
        missing(service, PrpcMethod.LOAD_STORAGE_PROOF, "worker key handover");
    }

    private static <Q extends Record, A extends Record> void missing(
            PrpcService service, PrpcMethod<Q, A> method, String what) {
        service.bind(method, _ -> {
            throw PrpcException.application(method.name() + " needs " + what + ", which this version does not have");
        });
    }

    @Override
    public Optional<String> call(String action, Bytes body) throws PrpcException {
        try {
            return switch (action) {
                case "get_info" ->
                    Optional.of(legacy(ProtoCodec.of(PhactoryInfo.class).toJson(info.info())));
                case "bin_api/sync_header" ->
                    Optional.of(legacy("{\"synced_to\":" + synced(syncHeadersPrefix(body)) + "}"));
                case "bin_api/dispatch_block" ->
                    Optional.of(legacy("{\"dispatched_to\":" + synced(dispatchBlocks(body)) + "}"));
                case "bin_api/sync_para_header", "bin_api/sync_combined_headers" ->
                    throw PrpcException.application(
                            action + " needs following a parachain, which this version does not have");
                default -> Optional.empty();
            };
        } catch (DecodeException e) {
            throw PrpcException.decode(String.valueOf(e.getMessage()));
        }
    }

    private static String synced(Sync.SyncedTo reached) {
        return Integer.toUnsignedString(reached.syncedTo());
    }

    /// The request also names an authority set change, which is not used.
    private Sync.SyncedTo syncHeadersPrefix(Bytes body) throws PrpcException, DecodeException {
        List<HeaderToSync> headers = HeaderToSync.listCodec().decodePrefix(body);
        return syncHeaders(HeaderToSync.listCodec().encode(headers));
    }

    /// The older envelope: the payload as text inside JSON, signed once there is an identity.
    record LegacyAnswer(
            @network.phala.prpc.Field(1) String status,
            @network.phala.prpc.Field(2) String payload,
            @network.phala.prpc.Field(3) Optional<String> signature) {}

    private String legacy(String payload) {
        Optional<String> signature = phactory.snapshot()
                .map(worker -> Bytes.wrap(worker.identity()
                                .pair()
                                .sign(Bytes.ofUtf8(payload).unsafeArray()))
                        .toHex()
                        .substring(2));
        return ProtoCodec.of(LegacyAnswer.class).toJson(new LegacyAnswer("ok", payload, signature));
    }
}
