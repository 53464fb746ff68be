package network.phala.pruntime.outside;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import network.phala.pink.types.HttpRequest;
import network.phala.pink.types.HttpRequestError;
import network.phala.pink.types.HttpResponse;
import network.phala.primitives.Bytes;
import network.phala.scale.Result;
import org.jspecify.annotations.Nullable;

/// The web by the JDK's HTTP client: bounded in time, size, headers and redirects, and closed towards private networks.
///
/// Every hop of a redirect is looked at like a first request. Compressed bodies stay compressed: only their own size
/// counts. Follows phala-blockchain crates/pink-extension-runtime/src/lib.rs, async_http_request.
final class JdkWeb implements AutoCloseable {
    static final int BODY_MAX = 2 << 20;
    static final int HEADERS_MAX = 256;
    private static final int REDIRECTS_MAX = 10;
    private static final Duration CONNECT_MAX = Duration.ofSeconds(10);
    /// The client writes these itself.
    private static final Set<String> OWN_HEADERS =
            Set.of("connection", "content-length", "expect", "upgrade", "transfer-encoding", "keep-alive", "te");
    /// Not carried to another host.
    private static final Set<String> SECRET_HEADERS =
            Set.of("authorization", "cookie", "cookie2", "proxy-authorization", "www-authenticate");
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

    static {
        // The client reads this once, when it is first used; contracts may name the host they speak to.
        if (System.getProperty("jdk.httpclient.allowRestrictedHeaders") == null) {
            System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
        }
    }

    private final Predicate<InetAddress> reachable;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client;

    /// @param reachable which addresses contracts may reach
    JdkWeb(Predicate<InetAddress> reachable) {
        this.reachable = reachable;
        this.client = HttpClient.newBuilder()
                .connectTimeout(CONNECT_MAX)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .executor(threads)
                .build();
    }

    /// A host limit was met; the error says which.
    private static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;
        private final HttpRequestError error;

        RefusedException(HttpRequestError error) {
            super(error.display(), null, false, false);
            this.error = error;
        }
    }

    /// One request with all its redirects, under way. It ends by itself when its time is over, look-ups of names aside,
    /// which nothing can interrupt: whoever waits for it waits with a limit.
    Future<Result<HttpResponse, HttpRequestError>> start(HttpRequest request, Duration remaining) {
        long deadline = System.nanoTime() + remaining.toNanos();
        return threads.submit(() -> {
            if (!remaining.isPositive()) {
                return new Result.Err<>(HttpRequestError.TIMEOUT);
            }
            try {
                return new Result.Ok<>(followed(prepared(request), deadline));
            } catch (RefusedException e) {
                return new Result.Err<>(e.error);
            } catch (IOException e) {
                return new Result.Ok<>(unreachable(e));
            }
        });
    }

    private static HttpResponse unreachable(IOException e) {
        String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new HttpResponse((short) 523, "Unreachable", List.of(), Bytes.ofUtf8(reason));
    }

    /// A request that was found well formed.
    private record Prepared(URI address, String method, List<HttpRequest.Header> headers, Bytes body) {}

    private static Prepared prepared(HttpRequest request) throws RefusedException {
        URI address =
                WebAddress.parse(request.url()).orElseThrow(() -> new RefusedException(HttpRequestError.INVALID_URL));
        if (!request.method().matches(TOKEN) || request.method().equals("CONNECT")) {
            throw new RefusedException(HttpRequestError.INVALID_METHOD);
        }
        if (request.headers().size() > HEADERS_MAX) {
            throw new RefusedException(HttpRequestError.TOO_MANY_HEADERS);
        }
        for (HttpRequest.Header header : request.headers()) {
            if (!header.name().matches(TOKEN)) {
                throw new RefusedException(HttpRequestError.INVALID_HEADER_NAME);
            }
            if (header.value().chars().anyMatch(c -> c < 0x20 && c != '\t' || c == 0x7f || c > 0xff)) {
                throw new RefusedException(HttpRequestError.INVALID_HEADER_VALUE);
            }
        }
        return new Prepared(address, request.method(), request.headers(), request.body());
    }

    private HttpResponse followed(Prepared first, long deadline)
            throws IOException, InterruptedException, RefusedException {
        Prepared current = first;
        for (int hop = 0; hop <= REDIRECTS_MAX; hop++) {
            java.net.http.HttpResponse<byte[]> answer = once(current, deadline);
            var location = answer.headers().firstValue("location");
            if (!isRedirect(answer.statusCode()) || location.isEmpty()) {
                return converted(answer);
            }
            current = redirected(current, answer.statusCode(), location.get());
        }
        throw new IOException("Too many redirects: more than " + REDIRECTS_MAX);
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    private static Prepared redirected(Prepared from, int status, String location) throws IOException {
        URI next;
        try {
            next = WebAddress.parse(from.address().resolve(location).toString())
                    .orElseThrow(() -> new IOException("Redirected to \"" + location + "\", which is no web address"));
        } catch (IllegalArgumentException e) {
            throw new IOException("Redirected to \"" + location + "\", which is no web address", e);
        }
        boolean get =
                status < 307 && !from.method().equals("HEAD") && !from.method().equals("GET");
        boolean sameHost =
                next.getHost().equalsIgnoreCase(from.address().getHost()) && port(next) == port(from.address());
        List<HttpRequest.Header> headers = new ArrayList<>();
        for (HttpRequest.Header header : from.headers()) {
            String name = header.name().toLowerCase(Locale.ROOT);
            boolean dropped = !sameHost && (SECRET_HEADERS.contains(name) || name.equals("host"))
                    || get && name.startsWith("content-");
            if (!dropped) {
                headers.add(header);
            }
        }
        return new Prepared(next, get ? "GET" : from.method(), headers, get ? Bytes.EMPTY : from.body());
    }

    private static int port(URI address) {
        return address.getPort() > 0 ? address.getPort() : address.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    }

    private java.net.http.HttpResponse<byte[]> once(Prepared request, long deadline)
            throws IOException, InterruptedException, RefusedException {
        String host = request.address().getHost();
        try (GuardedNames.Guard _ = GuardedNames.guard(host, reachable)) {
            requireReachable(host);
            return exchanged(request, deadline);
        }
    }

    private void requireReachable(String host) throws UnknownHostException, RefusedException {
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        for (InetAddress address : InetAddress.getAllByName(bare)) {
            if (!reachable.test(address)) {
                throw new RefusedException(HttpRequestError.NOT_ALLOWED);
            }
        }
    }

    private java.net.http.HttpResponse<byte[]> exchanged(Prepared request, long deadline)
            throws IOException, InterruptedException, RefusedException {
        var builder = java.net.http.HttpRequest.newBuilder(request.address())
                .version(
                        request.address().getScheme().equalsIgnoreCase("https")
                                ? HttpClient.Version.HTTP_2
                                : HttpClient.Version.HTTP_1_1)
                .method(
                        request.method(),
                        request.body().isEmpty()
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofByteArray(request.body().toArray()));
        for (HttpRequest.Header header : request.headers()) {
            if (!OWN_HEADERS.contains(header.name().toLowerCase(Locale.ROOT))) {
                builder.header(header.name(), header.value());
            }
        }
        CompletableFuture<java.net.http.HttpResponse<byte[]>> exchange =
                client.sendAsync(builder.build(), _ -> new LimitedBody(BODY_MAX));
        try {
            return exchange.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new IOException("operation timed out", e);
        } catch (ExecutionException e) {
            throw failure(e);
        } finally {
            exchange.cancel(true);
        }
    }

    private static IOException failure(ExecutionException failed) throws RefusedException {
        for (@Nullable Throwable each = failed.getCause(); each != null; each = each.getCause()) {
            if (each instanceof LimitedBody.TooLargeException) {
                throw new RefusedException(HttpRequestError.RESPONSE_TOO_LARGE);
            }
        }
        return failed.getCause() instanceof IOException io ? io : new IOException(failed);
    }

    private static HttpResponse converted(java.net.http.HttpResponse<byte[]> answer) throws RefusedException {
        List<HttpRequest.Header> headers = new ArrayList<>();
        answer.headers().map().forEach((name, values) -> {
            if (!name.startsWith(":")) {
                values.forEach(value -> headers.add(new HttpRequest.Header(name.toLowerCase(Locale.ROOT), value)));
            }
        });
        if (headers.size() > HEADERS_MAX) {
            throw new RefusedException(HttpRequestError.TOO_MANY_HEADERS);
        }
        int status = answer.statusCode();
        return new HttpResponse((short) status, ReasonPhrases.of(status), headers, Bytes.wrap(answer.body()));
    }

    @Override
    public void close() {
        client.shutdownNow();
        threads.shutdownNow();
    }
}
