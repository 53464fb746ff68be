package network.phala.pruntime.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Clients that come in great numbers, say nothing, say it slowly, send too much or take nothing: each is bounded, and
/// honest ones are served meanwhile. Nothing here depends on how long anything takes.
@Timeout(600)
class HttpFloodTest {
    private static final int BODY_MAX = 2 << 20;
    private static final int HUGE_ANSWER = 64 << 20;
    private static final int GREEDY = 3;

    private final BlockingQueue<CompletableFuture<Void>> working = new LinkedBlockingQueue<>();
    private final CountDownLatch askedForMuch = new CountDownLatch(GREEDY);
    private final List<Socket> sockets = new ArrayList<>();
    private final List<HttpServer> servers = new ArrayList<>();

    private void start(HttpLimits limits) throws IOException {
        HttpBodies bodies = new HttpBodies(limits);
        servers.add(HttpServer.start("127.0.0.1", 0, limits, exchange -> {
            switch (exchange.path()) {
                case "/work" -> {
                    CompletableFuture<Void> work = new CompletableFuture<>();
                    working.add(work);
                    work.join();
                    exchange.respond(200, "worked".getBytes(StandardCharsets.UTF_8));
                }
                case "/huge" -> {
                    askedForMuch.countDown();
                    exchange.respond(200, new byte[HUGE_ANSWER]);
                }
                default -> {
                    try (HttpBodies.Body body = bodies.read(exchange, BODY_MAX)) {
                        exchange.respond(200, ("took " + body.take().size()).getBytes(StandardCharsets.UTF_8));
                    } catch (BadRequestException e) {
                        exchange.respond(
                                e.status(), String.valueOf(e.getMessage()).getBytes(StandardCharsets.UTF_8));
                    }
                }
            }
        }));
    }

    @AfterEach
    void stop() throws IOException {
        working.forEach(each -> each.complete(null));
        for (Socket each : sockets) {
            each.close();
        }
        servers.forEach(HttpServer::close);
    }

    private HttpServer server() {
        return servers.getLast();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server().port());
        socket.setSoTimeout(300_000);
        sockets.add(socket);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String readAll(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /// An honest client's request.
    private String ask() throws IOException {
        try (Socket socket = connect()) {
            send(socket, "POST /x HTTP/1.1\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello");
            return readAll(socket);
        }
    }

    private void honestClientsAreServed() throws IOException {
        assertThat(ask()).startsWith("HTTP/1.1 200 OK\r\n").endsWith("took 5");
    }

    /// True when the other side has ended the connection, by an end or a reset.
    private static boolean hasEnded(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void idleConnectionsMakeRoomForNewOnesAndBusyOnesStay() throws Exception {
        start(HttpLimits.standard().withConnections(50));
        Socket busy = connect();
        send(busy, "GET /work HTTP/1.1\r\nConnection: close\r\n\r\n");
        CompletableFuture<Void> work = working.take();
        List<Socket> idle = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            Socket socket = connect();
            switch (i % 4) {
                case 1 -> send(socket, "GET / HTTP/1.1\r\nHo");
                case 2 -> send(socket, "\r\n\r\n");
                case 3 -> send(socket, "POST /x HTTP/1.1\r\nContent-Length: 100\r\n\r\nab");
                default -> {}
            }
            idle.add(socket);
            if (i % 50 == 49) {
                honestClientsAreServed();
            }
            assertThat(server().connectionCount()).isLessThanOrEqualTo(50);
        }
        // The most that can be left are the newest 49.
        for (Socket each : idle.subList(0, 400)) {
            assertThat(hasEnded(each)).isTrue();
        }
        work.complete(null);
        assertThat(readAll(busy)).startsWith("HTTP/1.1 200 OK\r\n").endsWith("worked");
    }

    @Test
    void whenAllAreBusyANewOneIsTurnedAwayAndLaterServed() throws Exception {
        start(HttpLimits.standard().withConnections(4));
        List<Socket> busy = new ArrayList<>();
        List<CompletableFuture<Void>> works = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Socket socket = connect();
            send(socket, "GET /work HTTP/1.1\r\n\r\n");
            busy.add(socket);
            works.add(working.take());
        }
        assertThat(hasEnded(connect())).isTrue();
        works.getFirst().complete(null);
        assertThat(new String(busy.getFirst().getInputStream().readNBytes(15), StandardCharsets.US_ASCII))
                .isEqualTo("HTTP/1.1 200 OK");
        while (true) {
            try {
                honestClientsAreServed();
                break;
            } catch (IOException | AssertionError e) {
                // The first one was not seen to be idle yet.
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void aHeadThatTricklesIsToldOff() throws Exception {
        start(HttpLimits.standard().withHead(Duration.ofMillis(200)));
        Socket slow = connect();
        send(slow, "GET / HTTP/1.1\r\nX: ");
        Thread trickle = Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    send(slow, "x");
                    LockSupport.parkNanos(20_000_000);
                }
            } catch (IOException e) {
                // The server has enough.
            }
        });
        StringBuilder answer = new StringBuilder();
        InputStream in = slow.getInputStream();
        while (!answer.toString().contains("too slowly")) {
            int next = in.read();
            assertThat(next).as("%s", answer).isNotNegative();
            answer.append((char) next);
        }
        assertThat(answer.toString()).startsWith("HTTP/1.1 408 Request Timeout\r\n");
        slow.close();
        trickle.join();
    }

    @Test
    void whoTakesNothingOfItsAnswerIsCutOff() throws Exception {
        start(HttpLimits.standard().withStall(Duration.ofMillis(300)));
        List<Socket> greedy = new ArrayList<>();
        for (int i = 0; i < GREEDY; i++) {
            Socket socket = connect();
            send(socket, "GET /huge HTTP/1.1\r\n\r\n");
            greedy.add(socket);
        }
        // Some may have been cut off before the last one asks.
        askedForMuch.await();
        while (server().connectionCount() > 0) {
            Thread.onSpinWait();
        }
        for (Socket each : greedy) {
            long taken = 0;
            try {
                taken = each.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // Reset: what was on its way is lost.
            }
            assertThat(taken).isLessThan(HUGE_ANSWER);
        }
    }

    /// Whoever asks for much and takes nothing occupies memory: all of them together so much of it and no more.
    @Test
    void largeAnswersTogetherAreBoundedAndSmallOnesAlwaysGiven() throws Exception {
        start(HttpLimits.standard().withLargeAnswerBytes(2L * HUGE_ANSWER));
        List<Socket> slow = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Socket socket = connect();
            send(socket, "GET /huge HTTP/1.1\r\n\r\n");
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.UTF_8))
                    .isEqualTo("HTTP/1.1 200");
            slow.add(socket);
        }
        Socket third = connect();
        send(third, "GET /huge HTTP/1.1\r\nConnection: close\r\n\r\n");
        assertThat(readAll(third)).startsWith("HTTP/1.1 503 ").endsWith("Too many large answers at once");
        honestClientsAreServed();
        slow.getFirst().close();
        String answer = "";
        while (!answer.equals("HTTP/1.1 200")) {
            Socket again = connect();
            send(again, "GET /huge HTTP/1.1\r\nConnection: close\r\n\r\n");
            answer = new String(again.getInputStream().readNBytes(12), StandardCharsets.UTF_8);
            again.close();
        }
    }

    /// A hundred lines of sixteen kilobytes from each of thousands of clients would be more than any heap.
    @Test
    void aHeadIsBoundedAsAWhole() throws Exception {
        start(HttpLimits.standard());
        String line = "X-Long: " + "v".repeat(9_000) + "\r\n";
        Socket fits = connect();
        send(fits, "POST /x HTTP/1.1\r\nConnection: close\r\nContent-Length: 2\r\n" + line.repeat(3) + "\r\nhi");
        assertThat(readAll(fits)).endsWith("took 2");
        Socket long1 = connect();
        send(long1, "GET /x HTTP/1.1\r\n" + line.repeat(4));
        assertThat(new String(long1.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                .isEqualTo("HTTP/1.1 431");
        honestClientsAreServed();
    }

    /// Large heads that wait to be ended share a room; small ones need none.
    @Test
    void largeHeadsTogetherAreBounded() throws Exception {
        start(HttpLimits.standard().withHeadBytes(64 << 10));
        String line = "X-Long: " + "v".repeat(9_000) + "\r\n";
        List<Socket> waiting = new ArrayList<>();
        BlockingQueue<String> answers = new LinkedBlockingQueue<>();
        for (int i = 0; i < 6; i++) {
            Socket socket = connect();
            send(socket, "GET /x HTTP/1.1\r\n" + line.repeat(3));
            waiting.add(socket);
            Thread.ofVirtual().start(() -> {
                try {
                    answers.add(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    answers.add("ended");
                }
            });
        }
        // Each takes six steps of sixteen: two fit, or fewer where several got half of theirs.
        for (int i = 0; i < 4; i++) {
            assertThat(answers.take()).isIn("HTTP/1.1 503", "ended");
        }
        honestClientsAreServed();
        for (Socket each : waiting) {
            each.close();
        }
        String answer = "";
        while (!answer.endsWith("took 2")) {
            Socket again = connect();
            send(again, "POST /x HTTP/1.1\r\nConnection: close\r\nContent-Length: 2\r\n" + line.repeat(3) + "\r\nhi");
            answer = readAll(again);
        }
    }

    /// What each may send without asking for room is bounded by how many they are.
    @Test
    void aSmallHeapHasFewerConnections() {
        for (long bytes = 1 << 20; bytes < 1L << 40; bytes *= 2) {
            int connections = HttpLimits.connections(bytes);
            assertThat(connections).isBetween(512, 8192);
            assertThat((long) connections * HttpServer.CONNECTION_BYTES)
                    .isLessThanOrEqualTo(Math.max(bytes, 512L * HttpServer.CONNECTION_BYTES));
        }
    }

    @Test
    void tooLargeABodyIsRefusedBeforeItIsSent() throws Exception {
        start(HttpLimits.standard());
        Socket socket = connect();
        send(socket, "POST /x HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 999999999999\r\n\r\n");
        socket.shutdownOutput();
        assertThat(readAll(socket)).startsWith("HTTP/1.1 413 ").endsWith("Entity too large");
        honestClientsAreServed();
    }

    @Test
    void chunksWithoutEndEnd() throws Exception {
        start(HttpLimits.standard());
        Socket socket = connect();
        send(socket, "POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n");
        AtomicLong sent = new AtomicLong();
        long far = 256L << 20;
        Thread bomb = Thread.ofVirtual().start(() -> {
            String chunk = "10000\r\n" + "b".repeat(0x10000) + "\r\n";
            try {
                while (sent.get() < far) {
                    send(socket, chunk);
                    sent.addAndGet(chunk.length());
                }
            } catch (IOException e) {
                // The server has enough.
            }
        });
        assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                .isEqualTo("HTTP/1.1 413");
        bomb.join();
        assertThat(sent.get()).isLessThan(far);
        honestClientsAreServed();
    }

    @Test
    void chunksOfOneByteAndEndlessTrailersAreBounded() throws Exception {
        start(HttpLimits.standard());
        Socket small = connect();
        send(
                small,
                "POST /x HTTP/1.1\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + ("1;" + "e".repeat(200) + "\r\nx\r\n").repeat(1000) + "0\r\n\r\n");
        assertThat(readAll(small)).endsWith("took 1000");
        for (String bad : List.of(
                "1;" + "e".repeat(300) + "\r\nx\r\n",
                "fffffffffffffff1\r\n",
                "-1\r\n",
                "2\r\nxyz\r\n",
                "0\r\n" + "T: x\r\n".repeat(200))) {
            Socket socket = connect();
            send(socket, "POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + bad);
            assertThat(hasEnded(socket)).as(bad).isTrue();
        }
        honestClientsAreServed();
    }

    @Test
    void largeBodiesTogetherAreBoundedAndSmallOnesAlwaysTaken() throws Exception {
        start(HttpLimits.standard().withLargeBodyBytes(1 << 20));
        List<Socket> large = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Socket socket = connect();
            send(socket, "POST /x HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n" + "b".repeat(320 << 10));
            large.add(socket);
        }
        // Each takes four or five steps of 64 KiB beyond the first; there are sixteen.
        BlockingQueue<String> answers = new LinkedBlockingQueue<>();
        for (Socket each : large) {
            Thread.ofVirtual().start(() -> {
                try {
                    answers.add(new String(each.getInputStream().readNBytes(12), StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    answers.add("ended");
                }
            });
        }
        // Three could be taken together, perhaps fewer get that far.
        for (int i = 0; i < 16; i++) {
            assertThat(answers.take()).isEqualTo("HTTP/1.1 503");
        }
        honestClientsAreServed();
        for (Socket each : large) {
            each.close();
        }
        String answer = "";
        while (!answer.endsWith("took 1000000")) {
            Socket socket = connect();
            send(socket, "POST /x HTTP/1.1\r\nConnection: close\r\nContent-Length: 1000000\r\n\r\n");
            send(socket, "b".repeat(1_000_000));
            answer = readAll(socket);
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredUpToTheGarbage() throws Exception {
        start(HttpLimits.standard());
        Socket socket = connect();
        Thread sender = Thread.ofVirtual().start(() -> {
            try {
                send(socket, "POST /x HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc".repeat(1000));
                send(socket, "\0\1\2garbage\r\n\r\nPOST /x HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc");
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        String answer = readAll(socket);
        sender.join();
        assertThat(answer.split("took 3", -1)).hasSize(1001);
        assertThat(answer.substring(answer.lastIndexOf("HTTP/1.1 4"))).startsWith("HTTP/1.1 400 Bad Request\r\n");
        honestClientsAreServed();
    }

    /// A body shorter than it says never comes to its end; a longer one is no request.
    @Test
    void wrongLengthsHurtNobodyElse() throws Exception {
        start(HttpLimits.standard());
        Socket shorter = connect();
        send(shorter, "POST /x HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc");
        Socket longer = connect();
        send(longer, "POST /x HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcdef\r\n\r\n");
        assertThat(readAll(longer)).contains("took 3").contains("HTTP/1.1 400 ");
        honestClientsAreServed();
        shorter.shutdownOutput();
        assertThat(hasEnded(shorter)).isTrue();
    }
}
