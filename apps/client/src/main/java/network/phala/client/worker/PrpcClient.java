package network.phala.client.worker;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import network.phala.primitives.Bytes;
import network.phala.prpc.PrpcMethod;
import network.phala.prpc.message.Empty;
import network.phala.prpc.message.PhactoryInfo;
import network.phala.scale.DecodeException;

/// Calls a pRuntime over HTTP, in the binary form. Any thread may call.
public final class PrpcClient implements AutoCloseable {
    static final Duration TIMEOUT = Duration.ofSeconds(120);
    private static final long ANSWER_BYTES_MAX = 64 << 20;

    private final String url;
    private final HttpClient http;

    /// @param url `http://host:port`, with or without a slash at the end
    public PrpcClient(String url) {
        this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(30))
                .build();
    }

    public String url() {
        return url;
    }

    /// @throws PrpcRefusal when the worker answers with an error
    /// @throws NoAnswerException when it does not in time
    /// @throws IOException when it cannot be reached or does not speak prpc
    public <Q extends Record, A extends Record> A call(PrpcMethod<Q, A> method, Q request) throws IOException {
        return call(method, request, TIMEOUT);
    }

    /// The same with another limit of the wait for the answer's beginning.
    <Q extends Record, A extends Record> A call(PrpcMethod<Q, A> method, Q request, Duration limit) throws IOException {
        HttpRequest post = HttpRequest.newBuilder(address(method.name()))
                .timeout(limit)
                .header("Content-Type", "application/octet-stream")
                .POST(HttpRequest.BodyPublishers.ofByteArray(
                        method.request().encode(request).unsafeArray()))
                .build();
        HttpResponse<byte[]> answer = send(method.name(), post, limit);
        Bytes body = Bytes.wrap(answer.body());
        try {
            return switch (answer.statusCode()) {
                case 200 -> method.response().decode(body);
                case 400, 404, 500 ->
                    throw new PrpcRefusal(method.name(), answer.statusCode(), PrpcRefusal.message(body));
                default ->
                    throw new PrpcRefusal(method.name(), answer.statusCode(), "HTTP status " + answer.statusCode());
            };
        } catch (DecodeException e) {
            throw new IOException(
                    method.name() + " at " + url + " answered bytes that do not decode: " + e.getMessage(), e);
        }
    }

    private URI address(String method) throws IOException {
        try {
            URI address = new URI(url + PrpcMethod.PATH_PREFIX + method);
            if (address.getHost() != null
                    && ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))) {
                return address;
            }
        } catch (URISyntaxException e) {
            // Said below.
        }
        throw new IOException("\"" + url + "\" is no address of a pruntime; expected http://HOST:PORT");
    }

    private HttpResponse<byte[]> send(String method, HttpRequest post, Duration limit) throws IOException {
        // The request's own time ends with the answer's head; a body may trickle.
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(
                post, HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), ANSWER_BYTES_MAX));
        try {
            return answer.get(limit.plus(TIMEOUT).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ConnectException) {
                throw new IOException("No pruntime answers at " + url + "; is it running there?", e);
            }
            if (e.getCause() instanceof HttpTimeoutException) {
                throw new NoAnswerException(
                        method + " at " + url + " got no answer within " + limit.toSeconds() + " s", e);
            }
            throw new IOException(method + " at " + url + " got no answer: " + e.getCause(), e);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException(
                    method + " at " + url + " was not answered whole within "
                            + limit.plus(TIMEOUT).toSeconds() + " s",
                    e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted during " + method, e);
        }
    }

    public PhactoryInfo info() throws IOException {
        return call(PrpcMethod.GET_INFO, new Empty());
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
