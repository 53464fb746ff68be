package network.phala.pruntime.api;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import network.phala.pink.types.HttpRequest;
import network.phala.pink.types.HttpRequestError;
import network.phala.pink.types.HttpResponse;
import network.phala.prpc.PrpcException;
import network.phala.prpc.PrpcMethod;
import network.phala.prpc.message.Empty;
import network.phala.prpc.message.Network;
import network.phala.pruntime.http.PrpcService;
import network.phala.pruntime.outside.ProxySettings;
import network.phala.pruntime.outside.WorkerOutside;
import network.phala.scale.Result;
import network.phala.sidevm.net.Proxies;

/// The worker's own ways to the network: proxies, and requests that its operator has it send. Any thread.
///
/// Follows phala-blockchain crates/phactory/src/prpc_service.rs, config_network and http_fetch; unlike
/// there, a fetch is bounded and keeps to the addresses that contracts keep to.
final class NetworkApi {
    private static final Duration FETCH_LIMIT = Duration.ofSeconds(60);
    private static final int FETCHED_MAX = 16 << 20;

    private final ProxySettings proxies;
    private final WorkerOutside outside;
    private final OptionalInt publicPort;
    private volatile Optional<Network.NetworkConfig> told = Optional.empty();

    NetworkApi(ProxySettings proxies, WorkerOutside outside, OptionalInt publicPort) {
        this.proxies = proxies;
        this.outside = outside;
        this.publicPort = publicPort;
    }

    void bind(PrpcService service) {
        service.bind(PrpcMethod.CONFIG_NETWORK, request -> {
            told = Optional.of(request);
            proxies.set(new Proxies(request.allProxy(), request.i2pProxy()));
            return Empty.INSTANCE;
        });
        service.bind(
                PrpcMethod.GET_NETWORK_CONFIG,
                _ -> new Network.NetworkConfigResponse(
                        publicPort.isPresent() ? Optional.of(publicPort.getAsInt()) : Optional.empty(), told));
        service.bind(PrpcMethod.HTTP_FETCH, this::fetch);
    }

    private Network.HttpResponse fetch(Network.HttpRequest request) throws PrpcException {
        List<HttpRequest.Header> headers = request.headers().stream()
                .map(header -> new HttpRequest.Header(header.name(), header.value()))
                .toList();
        HttpRequest sent = new HttpRequest(request.url(), request.method(), headers, request.body());
        return switch (outside.fetch(sent, FETCH_LIMIT, FETCHED_MAX)) {
            case Result.Err<HttpResponse, HttpRequestError>(HttpRequestError error) ->
                throw PrpcException.application(reason(error, request.url()));
            case Result.Ok<HttpResponse, HttpRequestError>(HttpResponse answer) -> answer(answer);
        };
    }

    private static String reason(HttpRequestError error, String url) {
        return switch (error) {
            case INVALID_METHOD -> "Invalid HTTP method";
            case INVALID_HEADER_NAME -> "Invalid HTTP header key";
            case INVALID_HEADER_VALUE -> "Invalid HTTP header value";
            case NOT_ALLOWED ->
                "Not allowed: " + url
                        + " is in a private network; pruntime reaches those with --allow-private-networks";
            default -> error.display();
        };
    }

    private static Network.HttpResponse answer(HttpResponse answer) throws PrpcException {
        int status = Short.toUnsignedInt(answer.statusCode());
        if (status == 523 && answer.reasonPhrase().equals(WorkerOutside.UNREACHABLE)) {
            throw PrpcException.application("Unreachable: " + answer.body().toUtf8());
        }
        return new Network.HttpResponse(
                status,
                answer.headers().stream()
                        .map(header -> new Network.HttpHeader(header.name(), header.value()))
                        .toList(),
                answer.body());
    }
}
