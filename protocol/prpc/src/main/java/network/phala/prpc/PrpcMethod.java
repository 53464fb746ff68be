package network.phala.prpc;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import network.phala.prpc.message.Clusters;
import network.phala.prpc.message.Contracts;
import network.phala.prpc.message.Empty;
import network.phala.prpc.message.Endpoints;
import network.phala.prpc.message.Handover;
import network.phala.prpc.message.Network;
import network.phala.prpc.message.PhactoryInfo;
import network.phala.prpc.message.Query;
import network.phala.prpc.message.Registration;
import network.phala.prpc.message.Statistics;
import network.phala.prpc.message.Sync;
import network.phala.prpc.message.WorkerStates;

/// A method of `PhactoryAPI`: its messages, who may call it and when, and how large a request may be.
///
/// @param isPublic callable on the public port
/// @param duringDispatch may run while blocks are being dispatched
/// @param inSafeMode may run when the safe mode level is above 0
/// @param bodyLimit largest request body in bytes
public record PrpcMethod<Q extends Record, A extends Record>(
        String name,
        ProtoCodec<Q> request,
        ProtoCodec<A> response,
        boolean isPublic,
        boolean duringDispatch,
        boolean inSafeMode,
        int bodyLimit) {
    /// What stands before a method's name in the URL path.
    public static final String PATH_PREFIX = "/prpc/PhactoryAPI.";
    /// Body limit of a path that names no method.
    public static final int UNKNOWN_METHOD_BODY_LIMIT = 1 << 20;

    private static final Map<String, PrpcMethod<?, ?>> BY_NAME = new LinkedHashMap<>();

    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;
    /// Phala ships a configuration that raises the larger limits to this.
    private static final int LARGE = 104_857_600;

    public static final PrpcMethod<Empty, PhactoryInfo> GET_INFO =
            method("GetInfo", Empty.class, PhactoryInfo.class, "public rcu safe", KIB);
    public static final PrpcMethod<Sync.HeadersToSync, Sync.SyncedTo> SYNC_HEADER =
            method("SyncHeader", Sync.HeadersToSync.class, Sync.SyncedTo.class, "safe", LARGE);
    public static final PrpcMethod<Sync.ParaHeadersToSync, Sync.SyncedTo> SYNC_PARA_HEADER =
            method("SyncParaHeader", Sync.ParaHeadersToSync.class, Sync.SyncedTo.class, "safe", LARGE);
    public static final PrpcMethod<Sync.CombinedHeadersToSync, Sync.HeadersSyncedTo> SYNC_COMBINED_HEADERS =
            method("SyncCombinedHeaders", Sync.CombinedHeadersToSync.class, Sync.HeadersSyncedTo.class, "safe", LARGE);
    public static final PrpcMethod<Sync.Blocks, Sync.SyncedTo> DISPATCH_BLOCKS =
            method("DispatchBlocks", Sync.Blocks.class, Sync.SyncedTo.class, "safe", LARGE);
    public static final PrpcMethod<Registration.InitRuntimeRequest, Registration.InitRuntimeResponse> INIT_RUNTIME =
            method(
                    "InitRuntime",
                    Registration.InitRuntimeRequest.class,
                    Registration.InitRuntimeResponse.class,
                    "",
                    LARGE);
    public static final PrpcMethod<Registration.GetRuntimeInfoRequest, Registration.InitRuntimeResponse>
            GET_RUNTIME_INFO = method(
                    "GetRuntimeInfo",
                    Registration.GetRuntimeInfoRequest.class,
                    Registration.InitRuntimeResponse.class,
                    "rcu",
                    KIB);
    public static final PrpcMethod<Empty, Sync.GetEgressMessagesResponse> GET_EGRESS_MESSAGES =
            method("GetEgressMessages", Empty.class, Sync.GetEgressMessagesResponse.class, "rcu", KIB);
    public static final PrpcMethod<Query.ContractQueryRequest, Query.ContractQueryResponse> CONTRACT_QUERY = method(
            "ContractQuery",
            Query.ContractQueryRequest.class,
            Query.ContractQueryResponse.class,
            "public rcu",
            500 * KIB);
    public static final PrpcMethod<WorkerStates.GetWorkerStateRequest, WorkerStates.WorkerState> GET_WORKER_STATE =
            method(
                    "GetWorkerState",
                    WorkerStates.GetWorkerStateRequest.class,
                    WorkerStates.WorkerState.class,
                    "rcu",
                    KIB);
    public static final PrpcMethod<Endpoints.AddEndpointRequest, Endpoints.GetEndpointResponse> ADD_ENDPOINT = method(
            "AddEndpoint", Endpoints.AddEndpointRequest.class, Endpoints.GetEndpointResponse.class, "", 10 * KIB);
    public static final PrpcMethod<Empty, Endpoints.GetEndpointResponse> REFRESH_ENDPOINT_SIGNING_TIME =
            method("RefreshEndpointSigningTime", Empty.class, Endpoints.GetEndpointResponse.class, "", 10 * KIB);
    public static final PrpcMethod<Empty, Endpoints.GetEndpointResponse> GET_ENDPOINT_INFO =
            method("GetEndpointInfo", Empty.class, Endpoints.GetEndpointResponse.class, "rcu", KIB);
    public static final PrpcMethod<Endpoints.SignEndpointsRequest, Endpoints.GetEndpointResponse> SIGN_ENDPOINT_INFO =
            method(
                    "SignEndpointInfo",
                    Endpoints.SignEndpointsRequest.class,
                    Endpoints.GetEndpointResponse.class,
                    "rcu",
                    32 * KIB);
    public static final PrpcMethod<Empty, Endpoints.DerivePhalaI2pKeyResponse> DERIVE_PHALA_I2P_KEY =
            method("DerivePhalaI2pKey", Empty.class, Endpoints.DerivePhalaI2pKeyResponse.class, "rcu", 10 * KIB);
    public static final PrpcMethod<Network.EchoMessage, Network.EchoMessage> ECHO =
            method("Echo", Network.EchoMessage.class, Network.EchoMessage.class, "rcu safe", MIB);
    public static final PrpcMethod<Empty, Handover.HandoverChallenge> HANDOVER_CREATE_CHALLENGE =
            method("HandoverCreateChallenge", Empty.class, Handover.HandoverChallenge.class, "safe", 10 * KIB);
    public static final PrpcMethod<Handover.HandoverChallengeResponse, Handover.HandoverWorkerKey> HANDOVER_START =
            method(
                    "HandoverStart",
                    Handover.HandoverChallengeResponse.class,
                    Handover.HandoverWorkerKey.class,
                    "safe",
                    10 * KIB);
    public static final PrpcMethod<Handover.HandoverChallenge, Handover.HandoverChallengeResponse>
            HANDOVER_ACCEPT_CHALLENGE = method(
                    "HandoverAcceptChallenge",
                    Handover.HandoverChallenge.class,
                    Handover.HandoverChallengeResponse.class,
                    "safe",
                    10 * KIB);
    public static final PrpcMethod<Handover.HandoverWorkerKey, Empty> HANDOVER_RECEIVE =
            method("HandoverReceive", Handover.HandoverWorkerKey.class, Empty.class, "safe", 10 * KIB);
    public static final PrpcMethod<Empty, Handover.DcapHandoverChallenge> DCAP_HANDOVER_CREATE_CHALLENGE =
            method("DcapHandoverCreateChallenge", Empty.class, Handover.DcapHandoverChallenge.class, "safe", 10 * KIB);
    public static final PrpcMethod<Handover.DcapHandoverChallengeResponse, Handover.DcapHandoverWorkerKey>
            DCAP_HANDOVER_START = method(
                    "DcapHandoverStart",
                    Handover.DcapHandoverChallengeResponse.class,
                    Handover.DcapHandoverWorkerKey.class,
                    "safe",
                    10 * KIB);
    public static final PrpcMethod<Handover.DcapHandoverChallenge, Handover.DcapHandoverChallengeResponse>
            DCAP_HANDOVER_ACCEPT_CHALLENGE = method(
                    "DcapHandoverAcceptChallenge",
                    Handover.DcapHandoverChallenge.class,
                    Handover.DcapHandoverChallengeResponse.class,
                    "safe",
                    10 * KIB);
    public static final PrpcMethod<Handover.DcapHandoverWorkerKey, Empty> DCAP_HANDOVER_RECEIVE =
            method("DcapHandoverReceive", Handover.DcapHandoverWorkerKey.class, Empty.class, "safe", 10 * KIB);
    public static final PrpcMethod<Network.NetworkConfig, Empty> CONFIG_NETWORK =
            method("ConfigNetwork", Network.NetworkConfig.class, Empty.class, "", 10 * KIB);
    public static final PrpcMethod<Network.HttpRequest, Network.HttpResponse> HTTP_FETCH =
            method("HttpFetch", Network.HttpRequest.class, Network.HttpResponse.class, "rcu safe", LARGE);
    public static final PrpcMethod<Contracts.GetContractInfoRequest, Contracts.GetContractInfoResponse>
            GET_CONTRACT_INFO = method(
                    "GetContractInfo",
                    Contracts.GetContractInfoRequest.class,
                    Contracts.GetContractInfoResponse.class,
                    "public rcu",
                    100 * KIB);
    public static final PrpcMethod<Empty, Clusters.GetClusterInfoResponse> GET_CLUSTER_INFO =
            method("GetClusterInfo", Empty.class, Clusters.GetClusterInfoResponse.class, "public rcu", KIB);
    public static final PrpcMethod<Contracts.SidevmCode, Empty> UPLOAD_SIDEVM_CODE =
            method("UploadSidevmCode", Contracts.SidevmCode.class, Empty.class, "public rcu", 32 * MIB);
    public static final PrpcMethod<Contracts.ContractParameters, Contracts.ContractId> CALCULATE_CONTRACT_ID = method(
            "CalculateContractId",
            Contracts.ContractParameters.class,
            Contracts.ContractId.class,
            "public rcu safe",
            KIB);
    public static final PrpcMethod<Empty, Network.NetworkConfigResponse> GET_NETWORK_CONFIG =
            method("GetNetworkConfig", Empty.class, Network.NetworkConfigResponse.class, "rcu", KIB);
    public static final PrpcMethod<Sync.ChainState, Empty> LOAD_CHAIN_STATE =
            method("LoadChainState", Sync.ChainState.class, Empty.class, "", 500 * MIB);
    public static final PrpcMethod<Network.StopOptions, Empty> STOP =
            method("Stop", Network.StopOptions.class, Empty.class, "rcu safe", KIB);
    public static final PrpcMethod<Sync.StorageProof, Empty> LOAD_STORAGE_PROOF =
            method("LoadStorageProof", Sync.StorageProof.class, Empty.class, "safe", 10 * MIB);
    public static final PrpcMethod<Empty, Sync.SyncedTo> TAKE_CHECKPOINT =
            method("TakeCheckpoint", Empty.class, Sync.SyncedTo.class, "", KIB);
    public static final PrpcMethod<Statistics.StatisticsReqeust, Statistics.StatisticsResponse> STATISTICS = method(
            "Statistics",
            Statistics.StatisticsReqeust.class,
            Statistics.StatisticsResponse.class,
            "public rcu",
            100 * KIB);
    public static final PrpcMethod<Empty, Clusters.SaveClusterStateArguments> GENERATE_CLUSTER_STATE_REQUEST =
            method("GenerateClusterStateRequest", Empty.class, Clusters.SaveClusterStateArguments.class, "rcu", KIB);
    public static final PrpcMethod<Clusters.SaveClusterStateArguments, Clusters.SaveClusterStateResponse>
            SAVE_CLUSTER_STATE = method(
                    "SaveClusterState",
                    Clusters.SaveClusterStateArguments.class,
                    Clusters.SaveClusterStateResponse.class,
                    "public",
                    KIB);
    public static final PrpcMethod<Clusters.SaveClusterStateResponse, Empty> LOAD_CLUSTER_STATE =
            method("LoadClusterState", Clusters.SaveClusterStateResponse.class, Empty.class, "", KIB);
    public static final PrpcMethod<Clusters.PinkRuntimeVersion, Empty> TRY_UPGRADE_PINK_RUNTIME =
            method("TryUpgradePinkRuntime", Clusters.PinkRuntimeVersion.class, Empty.class, "rcu", KIB);

    /// The method of this name, which is case-sensitive.
    public static Optional<PrpcMethod<?, ?>> byName(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /// All methods in the order of Phala's proto file.
    public static Iterable<PrpcMethod<?, ?>> all() {
        return BY_NAME.values();
    }

    public String path() {
        return PATH_PREFIX + name;
    }

    private static <Q extends Record, A extends Record> PrpcMethod<Q, A> method(
            String name, Class<Q> request, Class<A> response, String allowed, int bodyLimit) {
        PrpcMethod<Q, A> method = new PrpcMethod<>(
                name,
                ProtoCodec.of(request),
                ProtoCodec.of(response),
                allowed.contains("public"),
                allowed.contains("rcu"),
                allowed.contains("safe"),
                bodyLimit);
        BY_NAME.put(name, method);
        return method;
    }
}
