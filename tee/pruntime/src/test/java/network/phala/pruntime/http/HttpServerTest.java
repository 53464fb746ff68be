package network.phala.pruntime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The server on the level of bytes: what is a request and what is not, where one ends, what is kept open.
class HttpServerTest {
    /// A request in the hands of its handler, which waits to be told the answer.
    private record Asked(BooleanSupplier hasLeft, CompletableFuture<String> answer) {}

    private static final BlockingQueue<Asked> WAITING = new LinkedBlockingQueue<>();

    private static final int LIMIT = 40_000;

    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.start("127.0.0.1", 0, HttpLimits.standard(), HttpServerTest::answer);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /// `/pieces` in pieces, `/upgrade` in capitals, `/break` breaks, `/ignore` does not read, `/early` reads too late;
    /// others say what came.
    private static void answer(HttpExchange exchange) throws IOException {
        switch (exchange.path()) {
            case "/pieces" -> {
                try (OutputStream out = exchange.respondInPieces(200)) {
                    out.write("one ".getBytes(StandardCharsets.UTF_8));
                    out.write("two".getBytes(StandardCharsets.UTF_8));
                }
            }
            case "/upgrade" -> {
                exchange.responseHeaders().set("Upgrade", "shout");
                exchange.upgrade();
                for (int next = exchange.in().read();
                        next >= 0;
                        next = exchange.in().read()) {
                    exchange.out().write(Character.toUpperCase(next));
                }
            }
            case "/break" -> throw new IllegalStateException("on purpose");
            case "/ignore" -> exchange.respond(200, new byte[0]);
            case "/early" -> {
                exchange.respond(200, new byte[0]);
                assertThatThrownBy(() -> exchange.body().read()).isInstanceOf(IOException.class);
            }
            case "/limit" -> exchange.respond(200, exchange.requestBody().readAll(LIMIT));
            case "/wait" -> {
                Asked asked = new Asked(exchange::hasCallerLeft, new CompletableFuture<>());
                WAITING.add(asked);
                exchange.respond(200, asked.answer().join().getBytes(StandardCharsets.ISO_8859_1));
            }
            default -> {
                byte[] body = exchange.body().readAllBytes();
                String text = exchange.method() + " " + exchange.path() + " " + exchange.query() + " "
                        + new String(body, StandardCharsets.ISO_8859_1);
                exchange.respond(200, text.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(120_000);
        return socket;
    }

    /// Sends bytes, ends the client's side, and gives all that comes back.
    private String exchange(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static String bodyOf(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    @Test
    void keepsTheProcessAlive() {
        assertThat(Thread.getAllStackTraces().keySet())
                .anyMatch(thread -> thread.getName().equals("http-accept") && !thread.isDaemon());
    }

    @Test
    void answersARequest() throws IOException {
        String answer = exchange("GET /a%20b?x=1&y HTTP/1.1\r\nHost: me\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").contains("\r\nContent-Length: 15\r\n", "\r\nDate: ");
        assertThat(bodyOf(answer)).isEqualTo("GET /a b x=1&y ");
    }

    @Test
    void keepsTheConnectionForFurtherRequests() throws IOException {
        String answer = exchange("POST /1 HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc"
                + "POST /2 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nde\r\n1;x=y\r\nf\r\n0\r\nTrailer: x\r\n\r\n"
                + "\r\nGET /3 HTTP/1.1\r\n\r\nPOST /ignore HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello"
                + "GET /4 HTTP/1.1\r\nConnection: close\r\n\r\nGET /5 HTTP/1.1\r\n\r\n");
        assertThat(answer)
                .contains("POST /1  abc", "POST /2  def", "GET /3  ", "GET /4  ")
                .doesNotContain("/5");
    }

    @Test
    void saysSoWhenItWillEndTheConnection() throws IOException {
        String head = "POST /ignore HTTP/1.1\r\n";
        for (String request : new String[] {
            head + "Content-Length: 65537\r\n\r\n" + "x".repeat(65_537),
            head + "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n",
            head + "Expect: 100-continue\r\nContent-Length: 1\r\n\r\n",
            "GET /break HTTP/1.1\r\n\r\n",
        }) {
            assertThat(exchange(request + "GET /next HTTP/1.1\r\n\r\n"))
                    .as(request.lines().limit(3).toList().toString())
                    .contains("\r\nConnection: close\r\n")
                    .doesNotContain("/next");
        }
        assertThat(exchange(head + "Content-Length: 65536\r\n\r\n" + "x".repeat(65_536) + "GET /next HTTP/1.1\r\n\r\n"))
                .doesNotContain("Connection: close")
                .endsWith("GET /next  ");
    }

    @Test
    void readsABodyWholeUpToALimit() throws IOException {
        Random random = new Random(7);
        for (int size : new int[] {0, 1, 16_383, 16_384, 16_385, 32_768, 39_999, 40_000, 40_001, 70_000}) {
            StringBuilder body = new StringBuilder();
            StringBuilder chunks = new StringBuilder();
            while (body.length() < size) {
                String part = Integer.toString(random.nextInt()).repeat(1 + random.nextInt(2000));
                part = part.substring(0, Math.min(part.length(), size - body.length()));
                body.append(part);
                chunks.append(Integer.toHexString(part.length()) + "\r\n" + part + "\r\n");
            }
            String read = body.substring(0, Math.min(size, LIMIT + 1));
            String head = "POST /limit HTTP/1.1\r\nConnection: close\r\n";
            assertThat(bodyOf(exchange(head + "Content-Length: " + size + "\r\n\r\n" + body)))
                    .as("%d bytes", size)
                    .isEqualTo(read);
            assertThat(bodyOf(exchange(head + "Transfer-Encoding: chunked\r\n\r\n" + chunks + "0\r\n\r\n")))
                    .as("%d bytes in chunks", size)
                    .isEqualTo(read);
        }
    }

    /// Says that everybody was silent for too long until the connection ends.
    private void endSilence(Socket socket) throws IOException, InterruptedException {
        AtomicBoolean ended = new AtomicBoolean();
        Thread watch = Thread.ofVirtual().start(() -> {
            while (!ended.get()) {
                server.endSilence(System.nanoTime());
                Thread.yield();
            }
        });
        assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        ended.set(true);
        watch.join();
    }

    @Test
    void endsSilentConnectionsButNotThoseThatAreNoHttpAnyMore() throws Exception {
        try (Socket upgraded = connect();
                Socket idle = connect();
                Socket halfway = connect();
                Socket inBody = connect()) {
            upgraded.getOutputStream().write("GET /upgrade HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            StringBuilder head = new StringBuilder();
            while (!head.toString().endsWith("\r\n\r\n")) {
                head.append((char) upgraded.getInputStream().read());
            }
            halfway.getOutputStream().write("GET / HTTP/1.1\r\nHo".getBytes(StandardCharsets.US_ASCII));
            inBody.getOutputStream()
                    .write("POST /x HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc".getBytes(StandardCharsets.US_ASCII));
            endSilence(idle);
            endSilence(halfway);
            endSilence(inBody);
            upgraded.getOutputStream().write("still here".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(upgraded.getInputStream().readNBytes(10), StandardCharsets.US_ASCII))
                    .isEqualTo("STILL HERE");
        }
    }

    @Test
    void silenceIsNotEndedBeforeItsTime() throws Exception {
        long before = System.nanoTime();
        try (Socket idle = connect()) {
            for (int i = 0; i < 100; i++) {
                server.endSilence(before);
            }
            idle.getOutputStream()
                    .write("GET /late HTTP/1.1\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(idle.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(bodyOf(answer)).isEqualTo("GET /late  ");
        }
    }

    @Test
    void anOldClientGetsItsAnswerAndTheEnd() throws IOException {
        assertThat(bodyOf(exchange("GET /pieces HTTP/1.0\r\n\r\nGET /x HTTP/1.0\r\n\r\n")))
                .isEqualTo("one two");
    }

    @Test
    void sendsPieces() throws IOException {
        assertThat(bodyOf(exchange("GET /pieces HTTP/1.1\r\nConnection: close\r\n\r\n")))
                .isEqualTo("4\r\none \r\n3\r\ntwo\r\n0\r\n\r\n");
    }

    @Test
    void asksForABodyThatWaits() throws IOException {
        String answer = exchange(
                "POST /w HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi");
        assertThat(answer)
                .startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n")
                .endsWith("POST /w  hi");
        assertThat(exchange("POST /ignore HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n"))
                .startsWith("HTTP/1.1 200 OK\r\n");
    }

    /// The reader may be another thread, which comes to it late.
    @Test
    void asksForNoBodyAfterTheAnswer() throws IOException {
        assertThat(exchange("POST /early HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nhi"))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("\r\nConnection: close\r\n")
                .endsWith("\r\n\r\n")
                .doesNotContain("100 Continue");
    }

    @Test
    void changesTheProtocol() throws IOException {
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            out.write("GET /upgrade HTTP/1.1\r\nUpgrade: shout\r\nConnection: Upgrade\r\n\r\nhel"
                    .getBytes(StandardCharsets.UTF_8));
            InputStream in = socket.getInputStream();
            String head = "";
            while (!head.endsWith("\r\n\r\n")) {
                head += (char) in.read();
            }
            assertThat(head).startsWith("HTTP/1.1 101 Switching Protocols\r\n").contains("Upgrade: shout");
            out.write("lo".getBytes(StandardCharsets.UTF_8));
            assertThat(new String(in.readNBytes(5), StandardCharsets.UTF_8)).isEqualTo("HELLO");
            socket.shutdownOutput();
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void refusesWhatIsNoRequest() throws IOException {
        for (String bad : new String[] {
            "nonsense\r\n\r\n",
            "GET / HTTP/2\r\n\r\n",
            "GET  / HTTP/1.1\r\n\r\n",
            "GE(T / HTTP/1.1\r\n\r\n",
            "GET % HTTP/1.1\r\n\r\n",
            "GET x HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\nno colon\r\n\r\n",
            "GET / HTTP/1.1\r\nName : value\r\n\r\n",
            "GET / HTTP/1.1\r\n folded\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
            "POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        }) {
            assertThat(exchange(bad)).as(bad).startsWith("HTTP/1.1 400 ").contains("Connection: close");
        }
        assertThat(exchange("POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"))
                .startsWith("HTTP/1.1 501 ");
        assertThat(exchange("GET / HTTP/1.1\r\n" + "a: b\r\n".repeat(101) + "\r\n"))
                .startsWith("HTTP/1.1 431 ");
        assertThat(exchange("GET /" + "x".repeat(20_000) + " HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 431 ");
    }

    @Test
    void aBrokenBodyOrHandlerEndsTheConnectionOnly() throws IOException {
        assertThat(exchange("POST /x HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc"))
                .isEmpty();
        assertThat(exchange("POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"))
                .isEmpty();
        assertThat(exchange("GET /break HTTP/1.1\r\n\r\nGET /a HTTP/1.1\r\n\r\n"))
                .startsWith("HTTP/1.1 500 ")
                .doesNotContain("GET /a");
        assertThat(exchange("GET /a HTTP/1.1\r\n\r\n")).endsWith("GET /a  ");
    }

    @Test
    void aHeaderCannotHideLines() throws IOException {
        HttpHeaders headers = new HttpHeaders();
        headers.add("X-A", "b\r\nX-C: d");
        assertThat(headers.lines()).containsExactly(new HttpHeaders.Line("X-A", "b  X-C: d"));
    }

    @Test
    void staysUpUnderRandomBytes() throws IOException {
        long seed = 8;
        Random random = new Random(seed);
        byte[] good = "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 300; i++) {
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            byte[] mutated = good.clone();
            for (int flips = 0; flips < 1 + random.nextInt(4); flips++) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
            }
            request.writeBytes(mutated);
            try {
                exchange(request.toString(StandardCharsets.ISO_8859_1));
            } catch (IOException e) {
                assertThat(e).as("seed %d, request %d", seed, i).hasMessageMatching(".*(reset|Broken pipe).*");
            }
        }
        assertThat(exchange("GET /alive HTTP/1.1\r\n\r\n")).endsWith("GET /alive  ");
    }

    @Test
    @Timeout(120)
    void seesThatTheCallerHasLeft() throws Exception {
        Asked asked;
        try (Socket socket = connect()) {
            socket.getOutputStream().write("GET /wait HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            asked = WAITING.take();
            for (int i = 0; i < 10; i++) {
                assertThat(asked.hasLeft().getAsBoolean()).isFalse();
            }
        }
        while (!asked.hasLeft().getAsBoolean()) {
            Thread.onSpinWait();
        }
        asked.answer().complete("to nobody");
    }

    @Test
    @Timeout(120)
    void whoeverSendsAheadHasNotLeftAndIsAnsweredInOrder() throws Exception {
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            out.write("GET /wait HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            Asked asked = WAITING.take();
            out.write("GET /2 HTTP/1.1\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 1000; i++) {
                assertThat(asked.hasLeft().getAsBoolean()).isFalse();
            }
            asked.answer().complete("one");
            socket.shutdownOutput();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .contains("\r\n\r\none", "GET /2");
        }
    }
}
