package network.phala.prpc.message;

import java.util.List;
import java.util.Optional;
import network.phala.primitives.Bytes;
import network.phala.prpc.Field;

/// The program and its connections.
public interface Network {
    /// Proxies for outgoing requests.
    public record NetworkConfig(
            @Field(2) String allProxy, @Field(3) String i2pProxy) {}

    /// The public port, when there is one.
    public record NetworkConfigResponse(
            @Field(1) Optional<Integer> publicRpcPort,
            @Field(2) Optional<NetworkConfig> config) {}

    /// One header line.
    public record HttpHeader(
            @Field(1) String name, @Field(2) String value) {}

    /// A request that the worker sends out.
    public record HttpRequest(
            @Field(1) String url,
            @Field(2) String method,
            @Field(3) List<HttpHeader> headers,
            @Field(4) Bytes body) {}

    /// What came back.
    public record HttpResponse(
            @Field(1) int statusCode,
            @Field(2) List<HttpHeader> headers,
            @Field(3) Bytes body) {}

    /// Comes back as it went.
    public record EchoMessage(@Field(1) Bytes echoMsg) {}

    /// Whether the checkpoints go too.
    public record StopOptions(@Field(1) boolean removeCheckpoints) {}

    /// The body of an error answer.
    public record PrpcError(@Field(1) String message) {}
}
