package network.phala.pruntime.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import network.phala.crypto.Blake2b;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.pruntime.cluster.LocalCache;
import network.phala.pruntime.cluster.SidevmPorts;
import network.phala.pruntime.outside.ProxySettings;
import network.phala.sidevm.SidevmConfig;
import network.phala.sidevm.Sidevms;
import network.phala.sidevm.net.Dialer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The way in to programs under clients and programs that mean no good.
class SidevmRouteTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final H256 PROGRAM = H256.fromHex("0x" + "0a".repeat(32));
    private static final String BASE = "/sidevm/" + "0a".repeat(32) + "/";

    private final AtomicInteger underWay = new AtomicInteger();
    private Sidevms sidevms;
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        Dialer dialer = Dialer.standard(false, new ProxySettings(Map.of())::current);
        sidevms = new Sidevms(
                SidevmPorts.of(
                        new LocalCache(InstantSource.system(), _ -> 0),
                        dialer,
                        (_, _, _, reply) -> reply.accept(Bytes.EMPTY)),
                2);
        Bytes code = Bytes.wrap(Files.readAllBytes(Path.of("../../examples/sidevm/artifacts/workbench.wasm")));
        sidevms.start(
                PROGRAM, H256.of(Blake2b.digest256(code.unsafeArray())), Optional.of(code), SidevmConfig.DEFAULT, 1);
        server = HttpServer.start("127.0.0.1", 0, HttpLimits.standard(), exchange -> {
            underWay.incrementAndGet();
            try {
                SidevmRoute.serve(exchange, sidevms);
            } finally {
                underWay.decrementAndGet();
            }
        });
        assertThat(ask("echo ready")).isEqualTo("ready");
    }

    @AfterEach
    void stop() {
        server.close();
        sidevms.close();
    }

    private String ask(String question) throws Exception {
        return sidevms.query(PROGRAM, Optional.empty(), Bytes.ofUtf8(question), PATIENCE)
                .toUtf8();
    }

    private static void until(BooleanSupplier condition, String what) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("not in time: %s", what).isLessThan(end);
            LockSupport.parkNanos(2_000_000);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private String exchange(String request) throws IOException {
        try (Socket socket = connect()) {
            send(socket, request);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private String get(String path) throws IOException {
        return exchange("GET " + BASE + path + " HTTP/1.1\r\nHost: w\r\nConnection: close\r\n\r\n");
    }

    /// What a program keeps for a request is free again when its client has left, though it never answers.
    @Test
    void clientsThatLeaveAProgramThatNeverAnswersHoldNothing() throws Exception {
        for (int round = 0; round < 3; round++) {
            // Requests are taken in their order: nothing of the round before waits any more.
            until(() -> isServed("page"), "a place for the next client");
            List<Socket> clients = new ArrayList<>();
            for (int i = 0; i < 120; i++) {
                Socket client = connect();
                send(client, "GET " + BASE + "forever HTTP/1.1\r\nHost: w\r\n\r\n");
                clients.add(client);
            }
            until(() -> underWay.get() > 0, "requests under way");
            for (Socket client : clients) {
                client.close();
            }
            until(() -> underWay.get() == 0, "all clients forgotten");
        }
        until(() -> isServed("page"), "a place for the next client");
    }

    private boolean isServed(String path) {
        try {
            return get(path).startsWith("HTTP/1.1 200 ");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Those who send a byte now and then cost a connection each, and nobody else.
    @Test
    void slowAndSilentClientsDoNotHoldUpOthers() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                Socket client = connect();
                switch (i % 4) {
                    case 0 -> {}
                    case 1 -> send(client, "GET " + BASE + "page HT");
                    case 2 -> send(client, "GET " + BASE + "page HTTP/1.1\r\nHost: w\r\nX");
                    default ->
                        send(client, "POST " + BASE + "echo HTTP/1.1\r\nHost: w\r\nContent-Length: 1000000\r\n\r\nx");
                }
                slow.add(client);
            }
            for (int i = 0; i < 20; i++) {
                assertThat(get("page")).startsWith("HTTP/1.1 200 ");
            }
        } finally {
            for (Socket client : slow) {
                client.close();
            }
        }
        until(() -> underWay.get() == 0, "all clients forgotten");
    }

    @Test
    void anEndlessBodyWaitsForTheProgramAndFillsNoMemory() throws Exception {
        Socket client = connect();
        AtomicInteger sent = new AtomicInteger();
        byte[] chunk = ("10000\r\n" + "z".repeat(65_536) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        // The program never reads the body.
        send(client, "POST " + BASE + "forever HTTP/1.1\r\nHost: w\r\nTransfer-Encoding: chunked\r\n\r\n");
        Thread sender = Thread.ofPlatform().start(() -> {
            try {
                while (true) {
                    client.getOutputStream().write(chunk);
                    sent.incrementAndGet();
                }
            } catch (IOException e) {
                // The end of the test.
            }
        });
        try {
            // Pressed back before a hundred megabytes, where nothing more goes for a while.
            long last = -1;
            for (long since = System.nanoTime(); System.nanoTime() - since < 3_000_000_000L; ) {
                if (sent.get() != last) {
                    last = sent.get();
                    since = System.nanoTime();
                    assertThat(last).as("chunks of 64 KiB taken").isLessThan(1_600);
                }
                LockSupport.parkNanos(10_000_000);
            }
            assertThat(get("page")).startsWith("HTTP/1.1 200 ");
            // What is on its way hides that the client leaves, but not that the program does.
            sidevms.stop(PROGRAM);
            until(() -> underWay.get() == 0, "the request over");
        } finally {
            client.close();
        }
        sender.join();
    }

    @Test
    void anEndlessAnswerEndsWithItsClient() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (Socket client = connect()) {
                send(client, "GET " + BASE + "endless HTTP/1.1\r\nHost: w\r\n\r\n");
                assertThat(client.getInputStream().readNBytes(100_000)).hasSize(100_000);
            }
        }
        until(() -> underWay.get() == 0, "all clients forgotten");
        assertThat(ask("echo alive")).isEqualTo("alive");
    }

    @Test
    void upgradesThatNobodyAgreedToAreOrdinaryRequests() throws Exception {
        String wants = "Connection: Upgrade\r\nUpgrade: websocket\r\n";
        assertThat(exchange("GET " + BASE + "page HTTP/1.1\r\nHost: w\r\n" + wants + "\r\nGET " + BASE
                        + "smuggled HTTP/1.1\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .contains("Connection: close")
                .doesNotContain("smuggled HTTP");
        assertThat(get("upgrade")).startsWith("HTTP/1.1 500 ").endsWith("The program changes the protocol unasked");
        List<Socket> upgraded = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Socket client = connect();
            send(client, "GET " + BASE + "upgrade HTTP/1.1\r\nHost: w\r\n" + wants + "\r\nword");
            upgraded.add(client);
        }
        for (Socket client : upgraded) {
            InputStream in = client.getInputStream();
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.read());
            }
            assertThat(head).startsWith("HTTP/1.1 101 ");
            assertThat(new String(in.readNBytes(4), StandardCharsets.UTF_8)).isEqualTo("WORD");
            client.close();
        }
        until(() -> underWay.get() == 0, "all clients forgotten");
    }

    /// A flood is refused or answered, and is over when it is over.
    @Test
    void thousandsOfRequestsAreAnsweredOrRefused() throws Exception {
        List<Socket> clients = new ArrayList<>();
        int answered = 0;
        try {
            for (int i = 0; i < 1_000; i++) {
                Socket client = connect();
                send(client, "GET " + BASE + "page HTTP/1.1\r\nHost: w\r\nConnection: close\r\n\r\n");
                clients.add(client);
            }
            for (Socket client : clients) {
                String answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
                assertThat(answer).matches("(?s)HTTP/1.1 (200|500) .*");
                answered += answer.startsWith("HTTP/1.1 200 ") ? 1 : 0;
            }
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
        assertThat(answered).isPositive();
        assertThat(get("page")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void oddHeadsOfProgramsDoNotReachClients() throws Exception {
        for (int status : new int[] {0, 100, 103, 199, 600, 65_535}) {
            assertThat(get("status?" + status))
                    .as("status %d", status)
                    .startsWith("HTTP/1.1 500 ")
                    .endsWith("The program answers with status " + status + "; expected 101 or 200 to 599");
        }
        for (int status : new int[] {204, 304}) {
            assertThat(get("status?" + status))
                    .startsWith("HTTP/1.1 " + status + " ")
                    .endsWith("\r\n\r\n")
                    .doesNotContain("chunked");
        }
        assertThat(get("status?299")).startsWith("HTTP/1.1 299 ").contains("body");
        assertThat(get("headers?10"))
                .startsWith("HTTP/1.1 200 ")
                .contains("\r\nX-9: y")
                .contains("\r\nX-Split: a  X-Own: b\r\n")
                .doesNotContain("Bad name");
        assertThat(get("headers?1000")).startsWith("HTTP/1.1 500 ").contains("The program answers with 1003 headers");
    }

    /// Somebody still reads the body then, and would read the next request, too.
    @Test
    void aProgramThatEndsInTheMiddleOfABodyEndsTheConnection() throws Exception {
        try (Socket client = connect()) {
            send(client, "POST " + BASE + "forever HTTP/1.1\r\nHost: w\r\nContent-Length: 10\r\n\r\nabc");
            until(() -> underWay.get() > 0, "the request under way");
            sidevms.stop(PROGRAM);
            String all = new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(all).matches("(?s)HTTP/1.1 (404|500) .*").contains("\r\nConnection: close\r\n");
        }
    }

    /// The connection is whole again for the next request, whatever the program left of the body.
    @Test
    void aBodyThatNobodyReadsDoesNotBecomeTheNextRequest() throws Exception {
        try (Socket client = connect()) {
            OutputStream out = client.getOutputStream();
            send(client, "POST " + BASE + "page HTTP/1.1\r\nHost: w\r\nContent-Length: 200000\r\n\r\n");
            out.write(("GET " + BASE + "hidden HTTP/1.1\r\n\r\n")
                    .repeat(5_000)
                    .substring(0, 200_000)
                    .getBytes(StandardCharsets.ISO_8859_1));
            send(client, "GET " + BASE + "last HTTP/1.1\r\nHost: w\r\nConnection: close\r\n\r\n");
            client.shutdownOutput();
            String all = new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(all)
                    .startsWith("HTTP/1.1 200 ")
                    .contains("POST http://w/page")
                    .doesNotContain("GET http://w/hidden");
        }
        assertThat(get("page")).startsWith("HTTP/1.1 200 ");
    }
}
