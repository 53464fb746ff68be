package network.phala.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import network.phala.primitives.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// The server over real sockets, with a small table of methods.
class RpcServerTest {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final AtomicInteger cancelled = new AtomicInteger();
    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch ending = new CountDownLatch(1);
    private RpcServer server;
    private RpcClient client;

    @BeforeEach
    void start() throws IOException {
        server = RpcServer.start(RpcConfig.local(0), table());
        client = new RpcClient(server.port());
    }

    @AfterEach
    void stop() {
        release.countDown();
        client.close();
        server.close();
    }

    private RpcMethods table() {
        return new RpcMethods()
                .call(
                        "echo_bytes",
                        params -> NODES.stringNode(params.bytes(0, "bytes").toHex()))
                .call(
                        "echo_hash",
                        params -> NODES.stringNode(params.hash(0, "hash").toHex()))
                .call("echo_number", params -> NODES.numberNode(params.u32(0, "number")))
                .call("large", params -> NODES.stringNode("x".repeat((int) params.u32(0, "size"))))
                .call("slow", _ -> {
                    try {
                        return NODES.booleanNode(release.await(5, TimeUnit.MINUTES));
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .call("broken", _ -> {
                    throw new IllegalStateException("a bug");
                })
                .unsafeCall("operator_only", _ -> NODES.booleanNode(true))
                .alias("echoBytes", "echo_bytes")
                .subscription("once_subscribe", "once_unsubscribe", "once_value", (_, sink) -> {
                    sink.push(NODES.numberNode(1));
                    sink.end();
                    return cancelled::incrementAndGet;
                })
                .subscription("slow_subscribe", "slow_unsubscribe", "slow_value", (_, _) -> () -> {
                    try {
                        ending.countDown();
                        release.await(5, TimeUnit.MINUTES);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .subscription("count_subscribe", "count_unsubscribe", "count_value", (params, sink) -> {
                    long to = params.u32(0, "to");
                    for (int i = 1; i <= to; i++) {
                        sink.push(NODES.numberNode(i));
                    }
                    return cancelled::incrementAndGet;
                });
    }

    @Test
    void answersACallOverHttp() throws Exception {
        assertThat(client.result("echo_bytes", "[\"0x0102\"]").stringValue()).isEqualTo("0x0102");
        assertThat(client.result("echoBytes", "{\"bytes\":\"0x0102\"}").stringValue())
                .isEqualTo("0x0102");
        assertThat(client.result("echo_bytes", "[\"\"]").stringValue()).isEqualTo("0x");
        JsonNode answer = client.post(RpcClient.request(42, "echo_number", "[\"0xff\"]"));
        assertThat(answer.get("jsonrpc").stringValue()).isEqualTo("2.0");
        assertThat(answer.get("id").intValue()).isEqualTo(42);
        assertThat(answer.get("result").intValue()).isEqualTo(255);
    }

    @Test
    void keepsTheIdAsItCame() throws Exception {
        String text = "{\"jsonrpc\":\"2.0\",\"id\":\"a-b\",\"method\":\"echo_number\",\"params\":[1]}";
        assertThat(client.post(text).get("id").stringValue()).isEqualTo("a-b");
        String none = "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"echo_number\",\"params\":[1]}";
        assertThat(client.post(none).get("id").isNull()).isTrue();
    }

    @Test
    void answersABatchInOrderWithoutItsNotifications() throws Exception {
        JsonNode answers = client.post("[" + RpcClient.request(1, "echo_number", "[5]")
                + ",{\"jsonrpc\":\"2.0\",\"method\":\"echo_number\",\"params\":[6]},"
                + RpcClient.request(2, "nothing", "[]")
                + ",7]");
        assertThat(answers.size()).isEqualTo(3);
        assertThat(answers.get(0).get("result").intValue()).isEqualTo(5);
        assertThat(answers.get(1).get("error").get("code").intValue()).isEqualTo(-32601);
        assertThat(answers.get(2).get("error").get("code").intValue()).isEqualTo(-32600);
        assertThat(client.post("[]").get("error").get("code").intValue()).isEqualTo(-32600);
    }

    @Test
    void refusesABatchOfTooManyCalls() throws Exception {
        String one = RpcClient.request(1, "echo_number", "[5]");
        String batch = "[" + (one + ",").repeat(RpcConfig.BATCH_COUNT_MAX) + one + "]";
        assertThat(client.post(batch).get("error").get("code").intValue()).isEqualTo(RpcException.BATCH_TOO_LARGE);
    }

    @Test
    void saysWhatIsWrongWithARequest() throws Exception {
        assertThat(code(client.post("{"))).isEqualTo(-32700);
        assertThat(code(client.post(""))).isEqualTo(-32700);
        assertThat(code(client.post("{} {}"))).isEqualTo(-32700);
        assertThat(code(client.post("\"text\""))).isEqualTo(-32600);
        assertThat(code(client.post("{\"id\":1,\"method\":\"echo_number\"}"))).isEqualTo(-32600);
        assertThat(code(client.post("{\"jsonrpc\":\"2.0\",\"id\":1}"))).isEqualTo(-32600);
        assertThat(code(client.post("{\"jsonrpc\":\"2.0\",\"id\":[],\"method\":\"x\"}")))
                .isEqualTo(-32600);
        assertThat(code(client.call("no_such", "[]"))).isEqualTo(-32601);
        assertThat(code(client.call("echo_number", "\"x\""))).isEqualTo(-32602);
        assertThat(code(client.call("broken", "[]"))).isEqualTo(-32603);
    }

    private static int code(JsonNode answer) {
        return answer.get("error").get("code").intValue();
    }

    @Test
    void saysWhichParameterIsWrongAndWhatWasExpected() throws Exception {
        assertThat(data("echo_bytes", "[\"0x123\"]")).contains("bytes", "0x123", "even count of hex digits");
        assertThat(data("echo_bytes", "[\"0xzz\"]")).contains("0xzz");
        assertThat(data("echo_bytes", "[5]")).contains("5", "expected a hex string");
        assertThat(data("echo_bytes", "[]")).contains("bytes", "missing");
        assertThat(data("echo_hash", "[\"0x1234\"]")).contains("2 bytes", "32 bytes");
        assertThat(data("echo_number", "[-1]")).contains("-1", "4294967295");
        assertThat(data("echo_number", "[4294967296]")).contains("4294967296");
        assertThat(data("echo_number", "[1.5]")).contains("1.5");
    }

    private String data(String method, String params) throws Exception {
        JsonNode error = client.error(method, params);
        assertThat(error.get("code").intValue()).isEqualTo(-32602);
        return error.get("data").stringValue();
    }

    @Test
    void listsWhatItServes() throws Exception {
        List<String> names = new ArrayList<>();
        client.result("rpc_methods", "[]").get("methods").forEach(name -> names.add(name.stringValue()));
        assertThat(names)
                .contains(
                        "echo_bytes",
                        "echoBytes",
                        "operator_only",
                        "count_subscribe",
                        "count_unsubscribe",
                        "rpc_methods")
                .isSorted();
    }

    @Test
    void keepsTheOperatorsMethodsFromOthers() throws Exception {
        RpcConfig open = new RpcConfig("127.0.0.1", 0, false, List.of("all"), 10);
        try (RpcServer safe = RpcServer.start(open, table());
                RpcClient stranger = new RpcClient(safe.port())) {
            JsonNode error = stranger.error("operator_only", "[]");
            assertThat(error.get("code").intValue()).isEqualTo(-32601);
            assertThat(error.get("message").stringValue()).contains("unsafe");
            assertThat(stranger.result("rpc_methods", "[]").toString()).doesNotContain("operator_only");
        }
    }

    @Test
    void answersSeveralRequestsOnOneConnectionInOrder() throws Exception {
        try (java.net.Socket socket = new java.net.Socket("127.0.0.1", server.port())) {
            StringBuilder pipelined = new StringBuilder();
            for (int i = 0; i < 20; i++) {
                String body = RpcClient.request(i, "echo_number", "[" + i + "]");
                pipelined
                        .append("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ")
                        .append(body.length())
                        .append("\r\n\r\n")
                        .append(body);
            }
            socket.getOutputStream().write(pipelined.toString().getBytes(StandardCharsets.US_ASCII));
            socket.setSoTimeout(120_000);
            StringBuilder seen = new StringBuilder();
            byte[] buffer = new byte[4096];
            while (!seen.toString().contains("\"id\":19")) {
                int count = socket.getInputStream().read(buffer);
                assertThat(count).isPositive();
                seen.append(new String(buffer, 0, count, StandardCharsets.US_ASCII));
            }
            int at = -1;
            for (int i = 0; i < 20; i++) {
                int next = seen.indexOf("\"id\":" + i + ",");
                assertThat(next).isGreaterThan(at);
                at = next;
            }
        }
    }

    @Test
    void answersInOrderWhateverIsAsked() throws Exception {
        String body = RpcClient.request(7, "echo_number", "[7]");
        String health = "GET /health HTTP/1.1\r\nHost: x\r\n";
        String pipelined = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length() + "\r\n\r\n" + body
                + "OPTIONS / HTTP/1.1\r\nHost: x\r\n\r\n" + health + "Connection: close\r\n\r\n" + health + "\r\n";
        try (java.net.Socket socket = new java.net.Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(120_000);
            socket.getOutputStream().write(pipelined.getBytes(StandardCharsets.US_ASCII));
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(all.indexOf("\"id\":7")).isPositive().isLessThan(all.indexOf("204 No Content"));
            assertThat(all.indexOf("204 No Content")).isLessThan(all.indexOf("\"status\":\"ok\""));
            assertThat(all.indexOf("\"status\":\"ok\"")).isEqualTo(all.lastIndexOf("\"status\":\"ok\""));
        }
    }

    @Test
    void refusesOtherHttpMethodsAndForeignOrigins() throws Exception {
        RpcConfig strict =
                new RpcConfig("127.0.0.1", 0, true, List.of("http://localhost:*", "https://good.example"), 10);
        try (RpcServer guarded = RpcServer.start(strict, table());
                HttpClient http = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + guarded.port());
            assertThat(http.send(HttpRequest.newBuilder(uri).GET().build(), HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(405);
            assertThat(statusWithOrigin(http, uri, "https://evil.example")).isEqualTo(403);
            assertThat(statusWithOrigin(http, uri, "https://good.example")).isEqualTo(200);
            assertThat(statusWithOrigin(http, uri, "http://localhost:3000")).isEqualTo(200);
            assertThatThrownBy(() -> http.newWebSocketBuilder()
                            .header("Origin", "https://evil.example")
                            .buildAsync(
                                    URI.create("ws://127.0.0.1:" + guarded.port()),
                                    new java.net.http.WebSocket.Listener() {})
                            .join())
                    .hasRootCauseMessage("Unexpected HTTP response status code 403");
        }
    }

    private static int statusWithOrigin(HttpClient http, URI uri, String origin) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Origin", origin)
                .POST(HttpRequest.BodyPublishers.ofString(RpcClient.request(1, "echo_number", "[1]")))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    @Test
    void refusesARequestThatIsTooLarge() throws Exception {
        HttpResponse<String> answer = client.post(new byte[RpcConfig.REQUEST_BYTES_MAX + 1]);
        assertThat(answer.statusCode()).isEqualTo(413);
    }

    @Test
    void takesLargeMessagesInPiecesAndGivesLargeAnswers() throws Exception {
        String hex = "0x" + "ab".repeat(7 << 20);
        try (RpcClient.Socket socket = client.connect()) {
            socket.sendInPieces(RpcClient.request(1, "echo_bytes", "[\"" + hex + "\"]"), 1 << 20);
            assertThat(socket.next().get("result").stringValue()).hasSize(hex.length());
            assertThat(socket.result("large", "[20000000]").stringValue()).hasSize(20_000_000);
        }
        assertThat(client.result("echo_bytes", "[\"" + hex + "\"]").stringValue())
                .hasSize(hex.length());
    }

    @Test
    void givesASubscriptionsIdBeforeItsFirstResults() throws Exception {
        try (RpcClient.Socket socket = client.connect()) {
            String id = socket.result("count_subscribe", "[3]").stringValue();
            for (int i = 1; i <= 3; i++) {
                JsonNode pushed = socket.next();
                assertThat(pushed.get("method").stringValue()).isEqualTo("count_value");
                assertThat(pushed.get("params").get("subscription").stringValue())
                        .isEqualTo(id);
                assertThat(pushed.get("params").get("result").intValue()).isEqualTo(i);
            }
            assertThat(socket.result("count_unsubscribe", "[\"" + id + "\"]").booleanValue())
                    .isTrue();
            assertThat(socket.result("count_unsubscribe", "[\"" + id + "\"]").booleanValue())
                    .isFalse();
            assertThat(cancelled).hasValue(1);
        }
    }

    @Test
    void cancelsTheSubscriptionsOfAClosedConnection() throws Exception {
        RpcClient.Socket socket = client.connect();
        socket.result("count_subscribe", "[0]");
        socket.result("count_subscribe", "[0]");
        socket.close();
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (cancelled.get() < 2) {
            assertThat(System.nanoTime()).as("cancelled in time").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void subscribesOnlyOverWebSocketAndOnlySoOften() throws Exception {
        assertThat(client.error("count_subscribe", "[1]").get("message").stringValue())
                .contains("WebSocket");
        try (RpcClient.Socket socket = client.connect()) {
            for (int i = 0; i < WebSocketSession.SUBSCRIPTION_COUNT_MAX; i++) {
                socket.result("count_subscribe", "[0]");
            }
            socket.send(RpcClient.request(1, "count_subscribe", "[0]"));
            assertThat(socket.next().get("error").get("code").intValue())
                    .isEqualTo(RpcException.TOO_MANY_SUBSCRIPTIONS);
        }
    }

    /// To end a subscription takes a lock that somebody may hold for a while, who tells of a block.
    @Test
    void aConnectionThatEndsSlowlyHoldsUpNoOther() throws Exception {
        RpcClient.Socket socket = client.connect();
        socket.result("slow_subscribe", "[]");
        socket.close();
        assertThat(ending.await(2, TimeUnit.MINUTES)).isTrue();
        FutureTask<JsonNode> another = new FutureTask<>(() -> client.result("echo_number", "[3]"));
        Thread.ofVirtual().start(another);
        assertThat(another.get(2, TimeUnit.MINUTES).intValue()).isEqualTo(3);
    }

    /// Else who sends many transactions, and is told the end of each, could send no more.
    @Test
    void subscriptionsThatHaveEndedAreNotCounted() throws Exception {
        try (RpcClient.Socket socket = client.connect()) {
            for (int i = 0; i <= WebSocketSession.SUBSCRIPTION_COUNT_MAX; i++) {
                String id = socket.result("once_subscribe", "[]").stringValue();
                JsonNode pushed = socket.next();
                assertThat(pushed.get("params").get("subscription").stringValue())
                        .isEqualTo(id);
                assertThat(socket.result("once_unsubscribe", "[\"" + id + "\"]").booleanValue())
                        .isFalse();
            }
            socket.result("count_subscribe", "[0]");
        }
        assertThat(cancelled).hasValueLessThan(2);
    }

    @Test
    void aSlowCallHoldsUpNoOther() throws Exception {
        try (RpcClient.Socket socket = client.connect()) {
            socket.send(RpcClient.request(1, "slow", "[]"));
            socket.send(RpcClient.request(2, "echo_number", "[2]"));
            assertThat(socket.next().get("id").intValue()).isEqualTo(2);
            release.countDown();
            assertThat(socket.next().get("id").intValue()).isEqualTo(1);
        }
    }

    @Test
    void saysWhatToDoWhenThePortIsTaken() {
        assertThatThrownBy(() -> RpcServer.start(RpcConfig.local(server.port()), table()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another program uses the port")
                .hasMessageContaining("--rpc-port");
    }

    /// Random, truncated and mutated requests get an answer or none, and the server goes on.
    @Test
    void survivesRandomTruncatedAndMutatedInput() throws Exception {
        long seed = Long.getLong("seed", 20260101L);
        Random random = new Random(seed);
        byte[] good = ("[" + RpcClient.request(1, "echo_bytes", "[\"0x00ff\"]") + ","
                        + RpcClient.request(2, "count_subscribe", "[2]") + "]")
                .getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < 400; round++) {
            byte[] body = switch (round % 4) {
                case 0 -> randomBytes(random, random.nextInt(200));
                case 1 -> java.util.Arrays.copyOf(good, random.nextInt(good.length));
                case 2 -> mutated(random, good);
                default -> ("[".repeat(random.nextInt(5000)) + "{\"a\":").getBytes(StandardCharsets.UTF_8);
            };
            HttpResponse<String> answer = client.post(body);
            assertThat(answer.statusCode()).as("seed %s round %s", seed, round).isEqualTo(200);
        }
        try (RpcClient.Socket socket = client.connect()) {
            for (int round = 0; round < 200; round++) {
                socket.send(new String(mutated(random, good), StandardCharsets.ISO_8859_1));
            }
            socket.send(RpcClient.request(99, "echo_number", "[1]"));
            JsonNode answer = socket.next();
            while (!answer.isObject() || !answer.has("id") || answer.get("id").asInt(0) != 99) {
                answer = socket.next();
            }
        }
        assertThat(client.result("echo_number", "[3]").intValue()).isEqualTo(3);
    }

    private static byte[] randomBytes(Random random, int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] mutated(Random random, byte[] good) {
        byte[] bytes = good.clone();
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    @Test
    void saysWhyAWebSocketIsNotOpened() throws Exception {
        String key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
        String version = "Sec-WebSocket-Version: 13\r\n";
        assertThat(upgraded(key + version)).startsWith("HTTP/1.1 101 ");
        for (String head : List.of(
                "", key, version, key + "Sec-WebSocket-Version: 8\r\n", "Sec-WebSocket-Key: short\r\n" + version)) {
            assertThat(upgraded(head)).as(head).startsWith("HTTP/1.1 400 ").contains("No WebSocket handshake");
        }
    }

    /// What comes back to a handshake with these lines, until either side ends the connection.
    private String upgraded(String lines) throws IOException {
        try (java.net.Socket socket = new java.net.Socket("127.0.0.1", server.port())) {
            socket.getOutputStream()
                    .write(("GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" + lines
                                    + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    /// Bytes that are not a WebSocket frame end that connection and no other.
    @Test
    void closesAConnectionThatBreaksTheFraming() throws Exception {
        Random random = new Random(7);
        for (int round = 0; round < 20; round++) {
            try (java.net.Socket socket = new java.net.Socket("127.0.0.1", server.port())) {
                socket.getOutputStream()
                        .write(("GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().write(randomBytes(random, 64));
            }
        }
        assertThat(client.result("echo_bytes", "[\"" + Bytes.of((byte) 1).toHex() + "\"]")
                        .stringValue())
                .isEqualTo("0x01");
    }
}
