package network.phala.pruntime.outside;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import network.phala.pink.types.HttpRequest;
import network.phala.pink.types.HttpRequest.Header;
import network.phala.pink.types.HttpRequestError;
import network.phala.pink.types.HttpResponse;
import network.phala.primitives.Bytes;
import network.phala.scale.Result;
import network.phala.sidevm.net.Dialer;
import network.phala.sidevm.net.ForbiddenAddressException;

/// The web for contracts: bounded in time, size, headers and redirects, and closed towards private networks. Every hop
/// of a redirect is looked at like a first request. Compressed bodies stay compressed. Any thread.
///
/// Follows phala-blockchain crates/pink/chain-extension/src/lib.rs, async_http_request.
final class Web implements AutoCloseable {
    static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    /// What a connection with TLS takes besides what goes over it.
    private static final int CONNECTION_BYTES = 64 << 10;

    private static final int REDIRECTS_MAX = 10;
    private static final long STEP_MILLIS_MAX = 30_000;
    /// Written here, whatever a contract says.
    private static final Set<String> OWN_HEADERS =
            Set.of("connection", "content-length", "expect", "upgrade", "transfer-encoding", "keep-alive", "te");
    /// Not carried to another host.
    private static final Set<String> SECRET_HEADERS =
            Set.of("authorization", "cookie", "cookie2", "proxy-authorization", "www-authenticate");

    private final Dialer dialer;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledThreadPoolExecutor clock;

    Web(Dialer dialer) {
        this.dialer = dialer;
        this.clock = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "web-clock");
            thread.setDaemon(true);
            return thread;
        });
        clock.setRemoveOnCancelPolicy(true);
    }

    /// One request with all its redirects, under way. It ends by itself when its time is over, look-ups of names aside,
    /// which nothing can interrupt: whoever waits for it waits with a limit.
    Future<Result<HttpResponse, HttpRequestError>> start(
            Asker asker, HttpRequest request, Duration remaining, int bodyMax) {
        long deadline = System.nanoTime() + remaining.toNanos();
        return threads.submit(() -> {
            if (!remaining.isPositive()) {
                return new Result.Err<>(HttpRequestError.TIMEOUT);
            }
            if (!asker.takes(CONNECTION_BYTES + 2L * request.body().size())) {
                return new Result.Err<>(HttpRequestError.NETWORK_ERROR);
            }
            try (Work work = asker.beginWork()) {
                return new Result.Ok<>(followed(asker, work, prepared(request), deadline, bodyMax));
            } catch (InterruptedException e) {
                // Nobody waits for it any more.
                return new Result.Err<>(HttpRequestError.TIMEOUT);
            } catch (RefusedException e) {
                return new Result.Err<>(e.error());
            } catch (ForbiddenAddressException e) {
                return new Result.Err<>(HttpRequestError.NOT_ALLOWED);
            } catch (IOException e) {
                return new Result.Ok<>(unreachable(
                        System.nanoTime() - deadline >= 0 ? "operation timed out" : String.valueOf(e.getMessage())));
            }
        });
    }

    private static HttpResponse unreachable(String reason) {
        return new HttpResponse((short) 523, WorkerOutside.UNREACHABLE, List.of(), Bytes.ofUtf8(reason));
    }

    /// A request that was found well formed.
    private record Prepared(WebAddress address, String method, List<Header> headers, Bytes body) {
        Prepared {
            headers = List.copyOf(headers);
        }
    }

    private static Prepared prepared(HttpRequest request) throws RefusedException, IOException {
        WebAddress address =
                WebAddress.parse(request.url()).orElseThrow(() -> new RefusedException(HttpRequestError.INVALID_URL));
        if (!request.method().matches(TOKEN)) {
            throw new RefusedException(HttpRequestError.INVALID_METHOD);
        }
        if (request.headers().size() > WebExchange.HEADERS_MAX) {
            throw new RefusedException(HttpRequestError.TOO_MANY_HEADERS);
        }
        for (Header header : request.headers()) {
            if (!header.name().matches(TOKEN)) {
                throw new RefusedException(HttpRequestError.INVALID_HEADER_NAME);
            }
            if (header.value().chars().anyMatch(c -> c < 0x20 && c != '\t' || c == 0x7f || c > 0xff)) {
                throw new RefusedException(HttpRequestError.INVALID_HEADER_VALUE);
            }
        }
        if (request.method().equals("CONNECT")) {
            throw new IOException("CONNECT is for proxies");
        }
        List<Header> headers = new ArrayList<>();
        address.user()
                .ifPresent(user -> headers.add(new Header(
                        "authorization",
                        "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)))));
        headers.addAll(request.headers());
        return new Prepared(address, request.method(), WebExchange.lastOfEach(headers), request.body());
    }

    private HttpResponse followed(Asker asker, Work work, Prepared first, long deadline, int bodyMax)
            throws IOException, RefusedException {
        Prepared current = first;
        for (int hop = 0; hop <= REDIRECTS_MAX; hop++) {
            WebExchange.Answer answer = exchanged(asker, work, current, deadline, bodyMax);
            var location = answer.first("location");
            if (!isRedirect(answer.status()) || location.isEmpty()) {
                return new HttpResponse(
                        (short) answer.status(), ReasonPhrases.of(answer.status()), answer.headers(), answer.body());
            }
            current = redirected(current, answer.status(), location.get());
        }
        throw new IOException("Too many redirects: more than " + REDIRECTS_MAX);
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    private static Prepared redirected(Prepared from, int status, String location) throws IOException {
        WebAddress next = from.address()
                .resolved(location)
                .orElseThrow(() -> new IOException("Redirected to \"" + location + "\", which is no address"));
        boolean get =
                status < 307 && !from.method().equals("HEAD") && !from.method().equals("GET");
        boolean sameHost = next.sameHost(from.address());
        List<Header> headers = new ArrayList<>();
        for (Header header : from.headers()) {
            String name = header.name().toLowerCase(Locale.ROOT);
            boolean dropped = !sameHost && (SECRET_HEADERS.contains(name) || name.equals("host"))
                    || get && name.startsWith("content-");
            if (!dropped) {
                headers.add(header);
            }
        }
        return new Prepared(next, get ? "GET" : from.method(), headers, get ? Bytes.EMPTY : from.body());
    }

    private WebExchange.Answer exchanged(Asker asker, Work work, Prepared request, long deadline, int bodyMax)
            throws IOException, RefusedException {
        WebAddress address = request.address();
        long millis = (deadline - System.nanoTime()) / 1_000_000 + 1;
        if (millis <= 0) {
            throw new IOException("operation timed out");
        }
        int step = (int) Math.min(millis, STEP_MILLIS_MAX);
        Dialer.Connection connection =
                dialer.dial(asker.payer().value(), address.bareHost(), address.port(), address.secure(), step, work);
        ScheduledFuture<?> end = endAt(deadline, connection);
        try {
            return new WebExchange(connection.socket(), bodyMax, asker)
                    .run(request.method(), address.target(), complete(request), request.body());
        } catch (RefusedException e) {
            // Cut off in the middle of the body by our own clock.
            if (e.error() == HttpRequestError.NETWORK_ERROR && System.nanoTime() - deadline >= 0) {
                throw new IOException("operation timed out", e);
            }
            throw e;
        } finally {
            end.cancel(false);
            closed(connection);
        }
    }

    /// A worker that ends takes no more appointments: nobody would close the connection.
    private ScheduledFuture<?> endAt(long deadline, Dialer.Connection connection) {
        try {
            return clock.schedule(
                    () -> closed(connection), Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (RuntimeException | Error e) {
            closed(connection);
            throw e;
        }
    }

    private static void closed(Dialer.Connection connection) {
        try {
            connection.close();
        } catch (IOException e) {
            // It is of no more use in any case.
        }
    }

    /// With what every request has.
    private static List<Header> complete(Prepared request) {
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("host", request.address().authority()));
        headers.add(new Header("accept", "*/*"));
        request.headers().stream()
                .filter(header -> !OWN_HEADERS.contains(header.name().toLowerCase(Locale.ROOT)))
                .forEach(headers::add);
        return WebExchange.lastOfEach(headers);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        clock.shutdownNow();
    }
}
