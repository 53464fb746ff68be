package network.phala.pruntime.outside;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import network.phala.pink.types.HttpRequest;
import network.phala.pink.types.HttpRequestError;
import network.phala.pink.types.HttpResponse;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.scale.Result;
import network.phala.sidevm.net.Dialer;
import network.phala.sidevm.net.Proxies;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Servers and proxies that speak byte by byte what the test tells them: odd, broken and hostile answers to contracts.
class RawServersTest {
    private static final AccountId CONTRACT = AccountId.of(new byte[32]);
    private static final Duration TIME = Duration.ofMinutes(2);

    private final AtomicReference<Proxies> proxies = new AtomicReference<>(Proxies.NONE);
    private final WorkerOutside outside = new WorkerOutside(Dialer.standard(true, proxies::get), 3);
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final List<Socket> open = Collections.synchronizedList(new ArrayList<>());
    private ServerSocket server;
    private volatile Talk talk = (socket, in) -> {};

    /// One connection's server side.
    private interface Talk {
        void with(Socket socket, InputStream in) throws IOException;
    }

    @BeforeEach
    void serve() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    open.add(socket);
                    Thread.ofVirtual().start(() -> talk(socket));
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    private void talk(Socket socket) {
        try (socket) {
            talk.with(socket, socket.getInputStream());
        } catch (IOException e) {
            // The client has had enough.
        }
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        for (Socket each : open) {
            each.close();
        }
        outside.close();
    }

    /// The head of a request, and its body as far as it says its length.
    private static String request(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new SocketException("closed");
            }
            head.append((char) next);
        }
        int length = head.toString()
                .lines()
                .filter(line -> line.startsWith("content-length: "))
                .mapToInt(line -> Integer.parseInt(line.substring(16)))
                .findFirst()
                .orElse(0);
        return head + new String(in.readNBytes(length), UTF_8);
    }

    private void answer(String text) {
        talk = (socket, in) -> {
            requests.add(request(in));
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        };
    }

    private Result<HttpResponse, HttpRequestError> send(String method, String url, String body) {
        return outside.http(Asker.of(CONTRACT), new HttpRequest(url, method, List.of(), Bytes.ofUtf8(body)), TIME);
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getLocalPort() + path;
    }

    private String shown(Result<HttpResponse, HttpRequestError> result) {
        return switch (result) {
            case Result.Ok<HttpResponse, HttpRequestError>(HttpResponse response) ->
                Short.toUnsignedInt(response.statusCode()) + " "
                        + response.body().toUtf8();
            case Result.Err<HttpResponse, HttpRequestError>(HttpRequestError error) -> error.name();
        };
    }

    private String get() {
        return shown(send("GET", url("/"), ""));
    }

    @Test
    void bodiesEndAsTheirHeadsSay() {
        answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello, and more");
        assertThat(get()).isEqualTo("200 hello");
        answer("HTTP/1.0 200\r\n\r\nto the end");
        assertThat(get()).isEqualTo("200 to the end");
        answer(
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n2\r\n, \r\n0\r\nTrailer: x\r\n\r\n");
        assertThat(get()).isEqualTo("200 hello, ");
        answer(
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\nLink: x\n\nHTTP/1.1 201 Created\nContent-Length: 1\n\n!");
        assertThat(get()).isEqualTo("201 !");
        answer("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello");
        assertThat(get()).isEqualTo("204 ");
        answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
        assertThat(shown(send("HEAD", url("/"), ""))).isEqualTo("200 ");
    }

    @Test
    void requestsSayWhatTheyMust() {
        answer("HTTP/1.1 200 OK\r\nX-B: 1\r\nx-a: 2\r\nX-B: 3\r\nX-Odd: \u00e4\r\n\r\n");
        HttpResponse response = ((Result.Ok<HttpResponse, HttpRequestError>)
                        send("POST", "http://us%20er:pass@127.0.0.1:" + server.getLocalPort() + "/a?b#c", ""))
                .value();
        assertThat(requests.getLast())
                .isEqualTo("POST /a?b HTTP/1.1\r\nhost: 127.0.0.1:" + server.getLocalPort()
                        + "\r\naccept: */*\r\nauthorization: Basic dXMgZXI6cGFzcw==\r\ncontent-length: 0\r\n"
                        + "connection: close\r\n\r\n");
        assertThat(response.headers())
                .containsExactly(
                        new HttpRequest.Header("x-b", "1"),
                        new HttpRequest.Header("x-b", "3"),
                        new HttpRequest.Header("x-a", "2"),
                        new HttpRequest.Header("x-odd", ""));
        send("GET", "HTTP:\\\\127.0.0.1:" + server.getLocalPort(), "");
        assertThat(requests.getLast()).startsWith("GET / HTTP/1.1\r\nhost: 127.0.0.1:");
        List<HttpRequest.Header> twice =
                List.of(new HttpRequest.Header("X-One", "1"), new HttpRequest.Header("x-one", "2"));
        outside.http(Asker.of(CONTRACT), new HttpRequest(url("/"), "PATCH", twice, Bytes.ofUtf8("body")), TIME);
        assertThat(requests.getLast())
                .contains("x-one: 2\r\n")
                .doesNotContain("X-One")
                .endsWith("\r\n\r\nbody");
    }

    @Test
    void brokenAnswersAreFailures() {
        for (String broken : List.of(
                "",
                "SSH-2.0-OpenSSH\r\n",
                "HTTP/2 200\r\n\r\n",
                "HTTP/1.1 99\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno header\r\n\r\n",
                "HTTP/1.1 200 OK\r\n: nameless\r\n\r\n",
                "HTTP/1.1 200 OK\r\na b: c\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: 1",
                "HTTP/1.1 100 Continue\r\n\r\n".repeat(12))) {
            answer(broken);
            assertThat(get()).as(broken).startsWith("523 ");
        }
        for (String broken : List.of(
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell",
                "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhello\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffff\r\nhello\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhello\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")) {
            answer(broken);
            assertThat(get()).as(broken).isEqualTo("524 NetworkError");
        }
    }

    @Test
    void floodsEndAtTheirLimits() {
        answer("HTTP/1.1 200 OK\r\n" + "A: b\r\n".repeat(257) + "\r\n");
        assertThat(get()).isEqualTo("524 TooManyHeaders");
        answer("HTTP/1.1 200 OK\r\nA: " + "b".repeat(300_000) + "\r\n\r\n");
        assertThat(get()).isEqualTo("524 TooManyHeaders");
        answer("HTTP/1.1 200 OK" + " x".repeat(200_000));
        assertThat(get()).isEqualTo("524 TooManyHeaders");
        answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;" + "x".repeat(5_000));
        assertThat(get()).isEqualTo("524 TooManyHeaders");
        answer("HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n" + "x".repeat(3 << 20));
        assertThat(get()).isEqualTo("524 ResponseTooLarge");
        answer("HTTP/1.1 200 OK\r\nContent-Length: " + (2 << 20) + "\r\n\r\n" + "x".repeat(2 << 20));
        assertThat(get()).hasSize(4 + (2 << 20));
    }

    /// A server that reads nothing may not hold a contract beyond its time, nor one that answers before it has read
    /// everything lose its answer.
    @Test
    void largeRequestsToServersThatDoNotReadAreBounded() {
        talk = (socket, in) -> {
            socket.setReceiveBufferSize(4096);
            while (!socket.isClosed() && !server.isClosed()) {
                java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
            }
        };
        String large = "x".repeat(30 << 20);
        Result<HttpResponse, HttpRequestError> stuck = outside.http(
                Asker.of(CONTRACT),
                new HttpRequest(url("/"), "POST", List.of(), Bytes.ofUtf8(large)),
                Duration.ofMillis(500));
        assertThat(shown(stuck)).matches("523 .*timed out.*|TIMEOUT");
        talk = (socket, in) -> {
            socket.getOutputStream().write("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno".getBytes(UTF_8));
            socket.shutdownOutput();
            while (in.read(new byte[1 << 16]) >= 0) {
                // Politely, so that no reset takes the answer away.
            }
        };
        assertThat(shown(send("POST", url("/"), large))).isEqualTo("413 no");
    }

    @Test
    void randomAnswersNeverBreakTheWorker() {
        long seed = Long.getLong("seed", 5);
        Random random = new Random(seed);
        String good = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nA: b\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
        for (int i = 0; i < 300; i++) {
            byte[] mutated = good.getBytes(ISO_8859_1);
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
            }
            answer(new String(mutated, 0, random.nextInt(mutated.length + 1), ISO_8859_1));
            assertThat(get()).as("round %d of seed %d", i, seed).matches("(?s)(\\d{3} .*)|[A-Z_]+");
        }
    }

    /// SOCKS 5 with a login: takes the name as it is and speaks for it.
    private void socks(int reply) {
        talk = (socket, in) -> {
            assertThat(in.readNBytes(4)).containsExactly(5, 2, 0, 2);
            socket.getOutputStream().write(new byte[] {5, 2});
            assertThat(new String(in.readNBytes(9), UTF_8)).isEqualTo("\u0001\u0002me\u0004pass");
            socket.getOutputStream().write(new byte[] {1, 0});
            byte[] head = in.readNBytes(5);
            assertThat(head).startsWith(5, 1, 0, 3);
            requests.add("to " + new String(in.readNBytes(head[4]), UTF_8) + " " + (in.read() << 8 | in.read()));
            socket.getOutputStream().write(new byte[] {5, (byte) reply, 0, 1, 0, 0, 0, 0, 0, 0});
            requests.add(request(in));
            socket.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\nproxied".getBytes(UTF_8));
        };
    }

    @Test
    void proxiesAreGoneThrough() {
        int port = server.getLocalPort();
        proxies.set(new Proxies("", "socks5h://me:pass@127.0.0.1:" + port));
        socks(0);
        assertThat(shown(send("GET", "http://hidden.i2p/x", ""))).isEqualTo("200 proxied");
        assertThat(requests.getFirst()).isEqualTo("to hidden.i2p 80");
        assertThat(requests.getLast()).startsWith("GET /x HTTP/1.1\r\nhost: hidden.i2p\r\n");
        socks(5);
        assertThat(shown(send("GET", "http://hidden.i2p/x", "")))
                .isEqualTo("523 The proxy refuses: answer 5; expected 0");
        proxies.set(new Proxies("http://me:pass@127.0.0.1:" + port, ""));
        talk = (socket, in) -> {
            requests.add(request(in));
            socket.getOutputStream().write("HTTP/1.1 200 Tunnel\r\nX: y\r\n\r\n".getBytes(UTF_8));
            requests.add(request(in));
            socket.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\ntunnelled".getBytes(UTF_8));
        };
        requests.clear();
        assertThat(shown(send("GET", "http://some.where:81/y", ""))).isEqualTo("200 tunnelled");
        assertThat(requests.getFirst())
                .isEqualTo("CONNECT some.where:81 HTTP/1.1\r\nHost: some.where:81\r\n"
                        + "Proxy-Authorization: Basic bWU6cGFzcw==\r\n\r\n");
        answer("HTTP/1.1 403 No\r\n\r\n");
        assertThat(shown(send("GET", "http://some.where/", ""))).isEqualTo("523 The proxy refuses: HTTP/1.1 403 No");
        answer("garbage");
        assertThat(shown(send("GET", "http://some.where/", ""))).isEqualTo("523 The proxy gives no answer");
    }

    @Test
    void proxiesThatCannotBeUsedAreNotGoneAround() {
        answer("HTTP/1.1 200 OK\r\n\r\nreached");
        for (String wrong : List.of("socks4://127.0.0.1:1", "nonsense", "socks5://", "http:// /")) {
            proxies.set(new Proxies(wrong, ""));
            assertThat(get()).as(wrong).startsWith("523 The proxy that is set cannot be used");
        }
        assertThat(requests).isEmpty();
        proxies.set(Proxies.NONE);
        assertThat(get()).isEqualTo("200 reached");
        assertThat(new Proxies("socks5://me:secret@h:1", "").toString()).doesNotContain("secret");
    }

    @Test
    void aProxyIsNoWayIntoThePrivateNetwork() {
        proxies.set(new Proxies("http://127.0.0.1:" + server.getLocalPort(), ""));
        answer("HTTP/1.1 200 OK\r\n\r\n");
        try (WorkerOutside closed = new WorkerOutside(Dialer.standard(false, proxies::get), 3)) {
            for (String host : List.of(
                    "127.0.0.1",
                    "localhost",
                    "localhost.",
                    "127.0.0.1.",
                    "a.localhost",
                    "[::1]",
                    "10.0.0.1",
                    "127.1",
                    "0x7f000001")) {
                assertThat(shown(closed.http(
                                Asker.of(CONTRACT),
                                new HttpRequest("http://" + host + "/", "GET", List.of(), Bytes.EMPTY),
                                TIME)))
                        .as(host)
                        .isEqualTo("524 NotAllowed");
            }
        }
        assertThat(requests).isEmpty();
    }
}
