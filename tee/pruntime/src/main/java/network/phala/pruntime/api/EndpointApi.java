package network.phala.pruntime.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import network.phala.primitives.Bytes;
import network.phala.prpc.PrpcException;
import network.phala.prpc.message.Endpoints;
import network.phala.pruntime.system.Phactory;
import network.phala.pruntime.system.Snapshot;
import network.phala.scale.Codec;
import network.phala.scale.Codecs;
import network.phala.scale.DecodeException;
import network.phala.scale.Scale;
import network.phala.types.VersionedWorkerEndpoints;
import network.phala.types.WorkerEndpointPayload;
import network.phala.types.mq.SignedContent;

/// The worker's addresses, signed with its identity key and the time of the last block.
///
/// Follows phala-blockchain crates/phactory/src/prpc_service.rs, endpoint functions.
final class EndpointApi {
    private static final Codec<WorkerEndpointPayload> PAYLOAD = Scale.of(WorkerEndpointPayload.class);
    private static final Codec<EndpointType> TYPE = Scale.of(EndpointType.class);
    private static final Codec<List<String>> URLS = Codecs.vec(Codecs.STR);
    private static final int PAYLOAD_MAX = 2048;

    /// In wire order.
    enum EndpointType {
        I2P,
        HTTP
    }

    private final Phactory phactory;
    private final Map<EndpointType, String> endpoints = new TreeMap<>();
    private Endpoints.GetEndpointResponse signed =
            new Endpoints.GetEndpointResponse(Optional.empty(), Optional.empty());

    EndpointApi(Phactory phactory) {
        this.phactory = phactory;
    }

    synchronized Endpoints.GetEndpointResponse add(Endpoints.AddEndpointRequest request)
            throws PrpcException, DecodeException {
        EndpointType type = TYPE.decodeAll(request.encodedEndpointType());
        Endpoints.GetEndpointResponse next = sign(withEndpoint(type, request.endpoint()));
        endpoints.put(type, request.endpoint());
        signed = next;
        return next;
    }

    private List<String> withEndpoint(EndpointType type, String endpoint) {
        Map<EndpointType, String> next = new TreeMap<>(endpoints);
        next.put(type, endpoint);
        return List.copyOf(next.values());
    }

    synchronized Endpoints.GetEndpointResponse refresh() throws PrpcException {
        if (!endpoints.isEmpty()) {
            signed = sign(List.copyOf(endpoints.values()));
        }
        return signed;
    }

    synchronized Endpoints.GetEndpointResponse get() {
        return signed;
    }

    Endpoints.GetEndpointResponse signAny(Endpoints.SignEndpointsRequest request)
            throws PrpcException, DecodeException {
        return sign(URLS.decodeAll(request.encodedEndpoints()));
    }

    private Endpoints.GetEndpointResponse sign(List<String> urls) throws PrpcException {
        Snapshot worker = phactory.snapshot().orElseThrow(() -> PrpcException.application("Runtime not initialized"));
        Bytes payload = PAYLOAD.encode(new WorkerEndpointPayload(
                worker.identity().publicKey(), new VersionedWorkerEndpoints.V1(urls), worker.blockMillis()));
        if (payload.size() > PAYLOAD_MAX) {
            throw PrpcException.application("Endpoint too large: " + payload.size() + " bytes; at most " + PAYLOAD_MAX);
        }
        byte[] toSign = SignedContent.ENDPOINT_INFO.wrap(payload).unsafeArray();
        Bytes signature = Bytes.wrap(worker.identity().pair().sign(toSign));
        return new Endpoints.GetEndpointResponse(Optional.of(payload), Optional.of(signature));
    }
}
