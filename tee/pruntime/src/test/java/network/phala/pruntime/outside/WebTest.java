package network.phala.pruntime.outside;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;
import network.phala.pink.types.HttpRequest;
import network.phala.pink.types.HttpRequestError;
import network.phala.pink.types.HttpResponse;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.scale.Result;
import network.phala.sidevm.net.Dialer;
import network.phala.sidevm.net.Proxies;
import network.phala.sidevm.net.PublicAddresses;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Requests of contracts to servers that behave, and to servers that do not.
class WebTest {
    private static final AccountId CONTRACT = AccountId.of(new byte[32]);
    private static final Duration TIME = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(700);

    private final WorkerOutside outside = new WorkerOutside(Dialer.standard(true, () -> Proxies.NONE), 3);
    private final CountDownLatch over = new CountDownLatch(1);
    private final CountDownLatch together = new CountDownLatch(3);
    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        outside.close();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                + exchange.getRequestHeaders().getFirst("X-Mine") + " "
                + exchange.getRequestHeaders().getFirst("Authorization") + " " + new String(body, UTF_8));
        String path = exchange.getRequestURI().getPath();
        if (path.startsWith("/status/")) {
            reply(exchange, Integer.parseInt(path.substring(8)), "said");
        } else if (path.startsWith("/to/")) {
            exchange.getResponseHeaders()
                    .add("Location", exchange.getRequestURI().getRawQuery());
            reply(exchange, Integer.parseInt(path.substring(4)), "");
        } else if (path.equals("/loop")) {
            exchange.getResponseHeaders().add("Location", "/loop");
            reply(exchange, 302, "");
        } else if (path.equals("/endless")) {
            endless(exchange, 0);
        } else if (path.equals("/drip")) {
            endless(exchange, 100);
        } else if (path.equals("/silent")) {
            await(over, TIME.toMillis());
        } else if (path.equals("/together")) {
            together.countDown();
            await(together, TIME.toMillis());
            reply(exchange, 200, "together");
        } else if (path.equals("/headers")) {
            for (int i = 0; i < 300; i++) {
                exchange.getResponseHeaders().add("X-Many-" + i, "1");
            }
            reply(exchange, 200, "");
        } else if (path.equals("/bomb")) {
            exchange.getResponseHeaders().add("Content-Encoding", "gzip");
            byte[] bomb = bomb();
            exchange.sendResponseHeaders(200, bomb.length);
            exchange.getResponseBody().write(bomb);
            exchange.close();
        } else {
            reply(exchange, 200, "hello " + new String(body, UTF_8));
        }
    }

    private static void reply(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private void endless(HttpExchange exchange, long pauseMillis) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        byte[] part = new byte[pauseMillis == 0 ? 8192 : 1];
        while (over.getCount() > 0) {
            exchange.getResponseBody().write(part);
            exchange.getResponseBody().flush();
            await(over, pauseMillis);
        }
    }

    private static void await(CountDownLatch latch, long millis) {
        try {
            boolean ended = latch.await(millis, java.util.concurrent.TimeUnit.MILLISECONDS);
            assertThat(ended || latch.getCount() > 0).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// 100 MB of zeros, compressed.
    private static byte[] bomb() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 100; i++) {
                zip.write(zeros);
            }
        }
        return out.toByteArray();
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private static HttpRequest get(String url, HttpRequest.Header... headers) {
        return new HttpRequest(url, "GET", List.of(headers), Bytes.EMPTY);
    }

    private HttpResponse ask(HttpRequest request, Duration time) {
        Result<HttpResponse, HttpRequestError> result = outside.http(Asker.of(CONTRACT), request, time);
        assertThat(result).as(request.url()).isInstanceOf(Result.Ok.class);
        return ((Result.Ok<HttpResponse, HttpRequestError>) result).value();
    }

    private HttpResponse ask(String path) {
        return ask(get(url(path)), TIME);
    }

    private HttpRequestError refused(HttpRequest request) {
        Result<HttpResponse, HttpRequestError> result = outside.http(Asker.of(CONTRACT), request, TIME);
        assertThat(result).as(request.url()).isInstanceOf(Result.Err.class);
        return ((Result.Err<HttpResponse, HttpRequestError>) result).error();
    }

    private static String text(HttpResponse response) {
        return response.body().toUtf8();
    }

    @Test
    void carriesMethodHeadersAndBodyBothWays() {
        HttpResponse answer = ask(
                new HttpRequest(
                        url("/some where?x=ä"),
                        "POST",
                        List.of(new HttpRequest.Header("X-Mine", "yes"), new HttpRequest.Header("Content-Length", "3")),
                        Bytes.ofUtf8("body")),
                TIME);
        assertThat(Short.toUnsignedInt(answer.statusCode())).isEqualTo(200);
        assertThat(answer.reasonPhrase()).isEqualTo("OK");
        assertThat(text(answer)).isEqualTo("hello body");
        assertThat(answer.headers())
                .anySatisfy(header -> assertThat(header.name()).isEqualTo("content-length"));
        assertThat(seen).containsExactly("POST /some%20where?x=%C3%A4 yes null body");
        assertThat(ask("/status/404").reasonPhrase()).isEqualTo("Not Found");
        assertThat(outside.egress().global().requests()).isEqualTo(2);
        assertThat(outside.egress().of(CONTRACT).orElseThrow().byStatusCode()).containsEntry(404, 1L);
    }

    @Test
    void refusesWhatIsNoRequest() {
        for (String url : List.of(
                "",
                "no address",
                "http://",
                "http://host:99999/",
                "http://host:port/",
                "http://a b/",
                "http://:80/",
                "http://@/",
                "//host/x",
                "http://[::1")) {
            assertThat(refused(get(url))).as(url).isEqualTo(HttpRequestError.INVALID_URL);
        }
        assertThat(refused(new HttpRequest(url("/"), "GE T", List.of(), Bytes.EMPTY)))
                .isEqualTo(HttpRequestError.INVALID_METHOD);
        assertThat(refused(new HttpRequest(url("/"), "", List.of(), Bytes.EMPTY)))
                .isEqualTo(HttpRequestError.INVALID_METHOD);
        assertThat(refused(get(url("/"), new HttpRequest.Header("a b", "1"))))
                .isEqualTo(HttpRequestError.INVALID_HEADER_NAME);
        assertThat(refused(get(url("/"), new HttpRequest.Header("a", "1\r\nEvil: 2"))))
                .isEqualTo(HttpRequestError.INVALID_HEADER_VALUE);
        assertThat(outside.http(Asker.of(CONTRACT), get(url("/")), Duration.ZERO))
                .isEqualTo(new Result.Err<>(HttpRequestError.TIMEOUT));
        assertThat(seen).isEmpty();
    }

    /// Each of these once took the square of its length to be read, on a thread that nothing can interrupt.
    @Test
    void longAddressesAreRefusedAtOnce() {
        int much = 1_000_000;
        for (String url : List.of(
                "http://" + "@".repeat(much) + "[",
                "http://" + ":@".repeat(32_000) + "[",
                "http://" + "\u0301\u0327".repeat(much / 2) + "/",
                "http://" + "\u0301\u0327".repeat(30_000) + "/",
                "http://" + "%CC%81%CC%A7".repeat(5_000) + "/",
                "http://h/" + "\u00ff".repeat(much),
                "http://" + "a.".repeat(much) + "/")) {
            assertThat(refused(get(url))).as(url.substring(0, 20)).isEqualTo(HttpRequestError.INVALID_URL);
        }
        assertThat(seen).isEmpty();
        assertThat(text(ask("/status/200?" + "x".repeat(10_000)))).isEqualTo("said");
    }

    @Test
    void failuresOfTheNetworkAreAnswers() throws IOException {
        try (Socket silent = new Socket()) {
            // Bound and not listening: nobody else can come to listen there.
            silent.bind(new InetSocketAddress("127.0.0.1", 0));
            HttpResponse nobody = ask(get("http://127.0.0.1:" + silent.getLocalPort() + "/"), TIME);
            assertThat(Short.toUnsignedInt(nobody.statusCode())).isEqualTo(523);
            assertThat(nobody.reasonPhrase()).isEqualTo("Unreachable");
        }
        HttpResponse unknown = ask(get("http://does-not-exist.invalid/"), TIME);
        assertThat(Short.toUnsignedInt(unknown.statusCode())).isEqualTo(523);
        assertThat(unknown.body().isEmpty()).isFalse();
        for (String elsewhere : List.of("ftp://host/x", "file:///etc/passwd", "mailto:a@b")) {
            HttpResponse noWeb = ask(get(elsewhere), TIME);
            assertThat(Short.toUnsignedInt(noWeb.statusCode())).as(elsewhere).isEqualTo(523);
            assertThat(text(noWeb)).as(elsewhere).contains("no web address");
        }
    }

    @Test
    void endlessSlowSilentAndSwollenAnswersAreBounded() {
        HttpResponse endless = ask("/endless");
        assertThat(Short.toUnsignedInt(endless.statusCode())).isEqualTo(524);
        assertThat(text(endless)).isEqualTo("ResponseTooLarge");
        HttpResponse many = ask("/headers");
        assertThat(Short.toUnsignedInt(many.statusCode())).isEqualTo(524);
        assertThat(text(many)).isEqualTo("TooManyHeaders");
        for (String path : List.of("/drip", "/silent")) {
            assertTimedOut(outside.http(Asker.of(CONTRACT), get(url(path)), SHORT));
        }
        HttpResponse bomb = ask("/bomb");
        assertThat(Short.toUnsignedInt(bomb.statusCode())).isEqualTo(200);
        assertThat(bomb.body().size()).as("as it came, not unpacked").isLessThan(1 << 20);
    }

    /// By the request itself, or by who waits for it when the request's thread was held up.
    private static void assertTimedOut(Result<HttpResponse, HttpRequestError> result) {
        switch (result) {
            case Result.Ok<HttpResponse, HttpRequestError>(HttpResponse slow) -> {
                assertThat(Short.toUnsignedInt(slow.statusCode())).isEqualTo(523);
                assertThat(text(slow)).contains("timed out");
            }
            case Result.Err<HttpResponse, HttpRequestError>(HttpRequestError error) ->
                assertThat(error).isEqualTo(HttpRequestError.TIMEOUT);
        }
    }

    @Test
    void redirectsAreFollowedAFewTimes() {
        assertThat(text(ask("/to/302?/status/200"))).isEqualTo("said");
        HttpRequest post = new HttpRequest(url("/to/302?/x"), "POST", List.of(), Bytes.ofUtf8("b"));
        ask(post, TIME);
        assertThat(seen.getLast()).startsWith("GET /x").endsWith(" ");
        ask(new HttpRequest(url("/to/307?/x"), "POST", List.of(), Bytes.ofUtf8("b")), TIME);
        assertThat(seen.getLast()).startsWith("POST /x").endsWith(" b");
        assertThat(text(ask("/loop"))).contains("Too many redirects");
        assertThat(seen.stream().filter(line -> line.startsWith("GET /loop"))).hasSize(11);
        assertThat(text(ask("/to/302?file:///etc/passwd"))).contains("no web address but one of file");
        ask(
                get(
                        url("/to/302?http://localhost:" + server.getAddress().getPort() + "/x"),
                        new HttpRequest.Header("Authorization", "secret"),
                        new HttpRequest.Header("X-Mine", "kept")),
                TIME);
        assertThat(seen.getLast()).isEqualTo("GET /x kept null ");
    }

    @Test
    void privateNetworksAreOutOfReach() {
        int port = server.getAddress().getPort();
        try (WorkerOutside closed = new WorkerOutside(Dialer.standard(false, () -> Proxies.NONE), 3)) {
            for (String host : List.of(
                    "127.0.0.1",
                    "localhost",
                    "127.1",
                    "2130706433",
                    "0x7f000001",
                    "0177.0.0.1",
                    "[::1]",
                    "0.0.0.0",
                    "[::ffff:127.0.0.1]",
                    "[64:ff9b::7f00:1]",
                    "10.0.0.1",
                    "192.168.1.1",
                    "172.16.0.1",
                    "169.254.169.254",
                    "100.64.0.1",
                    "[fe80::1]",
                    "[fd00::1]",
                    "[2002:7f00:1::]",
                    "[::]")) {
                Result<HttpResponse, HttpRequestError> result =
                        closed.http(Asker.of(CONTRACT), get("http://" + host + ":" + port + "/"), TIME);
                switch (result) {
                    case Result.Ok<HttpResponse, HttpRequestError>(HttpResponse response) ->
                        assertThat(text(response)).as(host).isEqualTo("NotAllowed");
                    case Result.Err<HttpResponse, HttpRequestError>(HttpRequestError error) ->
                        assertThat(error).as(host).isNull();
                }
            }
            assertThat(seen).isEmpty();
        }
    }

    /// A public server may not send a contract into the private network.
    @Test
    void aRedirectIntoThePrivateNetworkIsNotFollowed() throws Exception {
        try (WorkerOutside half =
                new WorkerOutside(dialer(address -> address.getHostAddress().equals("127.0.0.1"), Proxies.NONE), 3)) {
            int port = server.getAddress().getPort();
            Result<HttpResponse, HttpRequestError> result =
                    half.http(Asker.of(CONTRACT), get(url("/to/302?http://127.0.0.2:" + port + "/x")), TIME);
            HttpResponse response = ((Result.Ok<HttpResponse, HttpRequestError>) result).value();
            assertThat(Short.toUnsignedInt(response.statusCode())).isEqualTo(524);
            assertThat(text(response)).isEqualTo("NotAllowed");
            assertThat(seen).hasSize(1);
        }
    }

    private static Dialer dialer(Predicate<InetAddress> reachable, Proxies proxies, InetAddress... answers)
            throws Exception {
        AtomicInteger asked = new AtomicInteger();
        return new Dialer(
                reachable,
                () -> proxies,
                SSLContext.getDefault(),
                host -> answers.length == 0
                        ? List.of(InetAddress.getAllByName(host))
                        : List.of(answers[Math.min(asked.getAndIncrement(), answers.length - 1)]));
    }

    /// A name server that first gives a good address and then one inside (DNS rebinding) is asked once for each
    /// connection, and the address it gave is the one that was checked.
    @Test
    void aNameThatChangesItsMindLeadsNowhere() throws Exception {
        InetAddress open = InetAddress.getByName("127.0.0.1");
        InetAddress inside = InetAddress.getByName("127.0.0.2");
        int port = server.getAddress().getPort();
        try (WorkerOutside rebound = new WorkerOutside(dialer(open::equals, Proxies.NONE, open, inside), 3)) {
            HttpRequest request = get("http://rebound.example:" + port + "/status/200");
            assertThat(text(((Result.Ok<HttpResponse, HttpRequestError>)
                                    rebound.http(Asker.of(CONTRACT), request, TIME))
                            .value()))
                    .isEqualTo("said");
            assertThat(text(((Result.Ok<HttpResponse, HttpRequestError>)
                                    rebound.http(Asker.of(CONTRACT), request, TIME))
                            .value()))
                    .isEqualTo("NotAllowed");
        }
        assertThat(seen).hasSize(1);
    }

    @Test
    void aBatchRunsAtOnce() {
        // Three that are answered only when all three are there.
        HttpRequest meeting = get(url("/together"));
        List<Result<HttpResponse, HttpRequestError>> results =
                batch(List.of(meeting, get("nonsense"), meeting, get(url("/endless")), meeting), TIME);
        assertThat(results).hasSize(5);
        for (int i = 0; i < 5; i += 2) {
            assertThat(text(((Result.Ok<HttpResponse, HttpRequestError>) results.get(i)).value()))
                    .isEqualTo("together");
        }
        assertThat(results.get(1)).isEqualTo(new Result.Err<>(HttpRequestError.INVALID_URL));
        assertThat(results.get(3)).isEqualTo(new Result.Err<>(HttpRequestError.RESPONSE_TOO_LARGE));
    }

    private List<Result<HttpResponse, HttpRequestError>> batch(List<HttpRequest> requests, Duration time) {
        var answer = outside.batch(Asker.of(CONTRACT), requests, time);
        return ((Result.Ok<List<Result<HttpResponse, HttpRequestError>>, HttpRequestError>) answer).value();
    }

    @Test
    void aBatchEndsWithItsTimeAndIsNotTooLarge() {
        List<Result<HttpResponse, HttpRequestError>> results =
                batch(List.of(get(url("/silent")), get("nonsense"), get(url("/drip"))), SHORT);
        assertTimedOut(results.get(0));
        assertThat(results.get(1)).isEqualTo(new Result.Err<>(HttpRequestError.INVALID_URL));
        assertTimedOut(results.get(2));
        List<HttpRequest> six = java.util.Collections.nCopies(6, get(url("/a")));
        assertThat(outside.batch(Asker.of(CONTRACT), six, TIME))
                .isEqualTo(new Result.Err<>(HttpRequestError.TOO_MANY_REQUESTS));
    }

    @Test
    void addressesOfSpecialUseAreNotPublic() throws UnknownHostException {
        for (String address : List.of(
                "1.1.1.1",
                "8.8.8.8",
                "172.32.0.1",
                "100.128.0.1",
                "2606:4700::1111",
                "2a00:1450:4001::1",
                "64:ff9b::808:808")) {
            assertThat(PublicAddresses.contains(InetAddress.getByName(address)))
                    .as(address)
                    .isTrue();
        }
        for (String address : List.of(
                "0.1.2.3",
                "10.1.1.1",
                "127.8.8.8",
                "169.254.0.1",
                "172.31.255.255",
                "192.0.2.7",
                "198.18.0.1",
                "203.0.113.9",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "2001:db8::1",
                "2001::1",
                "fc00::1",
                "fe80::2",
                "ff02::1",
                "::",
                "4000::1",
                "64:ff9b:1:808:8:800::",
                "64:ff9b:1::808:808",
                "64:ff9b:0:1::808:808",
                "::8.8.8.8",
                "::ffff:10.0.0.1",
                "2002:a00:1::8.8.8.8",
                "fec0::1")) {
            assertThat(PublicAddresses.contains(InetAddress.getByName(address)))
                    .as(address)
                    .isFalse();
        }
    }
}
