package network.phala.client.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The client against a node on the level of bytes, which says what it should not, or nothing.
class JsonRpcClientTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pattern KEY = Pattern.compile("(?i)Sec-WebSocket-Key: (\\S+)");
    private static final Pattern CALL = Pattern.compile("\"id\":(\\d+),\"method\":\"(\\w+)\"");

    private ServerSocket node;

    @BeforeEach
    void listen() throws IOException {
        node = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() throws IOException {
        node.close();
    }

    private String url() {
        return "ws://127.0.0.1:" + node.getLocalPort();
    }

    /// Answers one connection: what it says to each call.
    private void answer(java.util.function.BiFunction<String, String, List<String>> answers) {
        Thread.ofVirtual().start(() -> {
            try (Socket socket = node.accept()) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                OutputStream out = socket.getOutputStream();
                out.write(handshake(in).getBytes(StandardCharsets.US_ASCII));
                while (true) {
                    Matcher call = CALL.matcher(text(in));
                    assertThat(call.find()).isTrue();
                    for (String answer : answers.apply(call.group(1), call.group(2))) {
                        byte[] bytes = answer.getBytes(StandardCharsets.US_ASCII);
                        assertThat(bytes.length).isLessThan(126);
                        out.write(new byte[] {(byte) 0x81, (byte) bytes.length});
                        out.write(bytes);
                    }
                }
            } catch (Exception e) {
                // The client has gone.
            }
        });
    }

    private static String handshake(DataInputStream in) throws Exception {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        Matcher key = KEY.matcher(head);
        assertThat(key.find()).isTrue();
        byte[] accept = MessageDigest.getInstance("SHA-1")
                .digest((key.group(1) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
        return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(accept) + "\r\n\r\n";
    }

    /// A frame of a client, masked.
    private static String text(DataInputStream in) throws IOException {
        in.readUnsignedByte();
        int length = in.readUnsignedByte() & 0x7f;
        byte[] mask = new byte[4];
        byte[] content = new byte[length == 126 ? in.readUnsignedShort() : length];
        in.readFully(mask);
        in.readFully(content);
        for (int i = 0; i < content.length; i++) {
            content[i] ^= mask[i % 4];
        }
        return new String(content, StandardCharsets.US_ASCII);
    }

    private static String result(String id, String value) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + value + "}";
    }

    private static String told(int number) {
        return "{\"jsonrpc\":\"2.0\",\"method\":\"told\",\"params\":{\"subscription\":\"s\",\"result\":" + number
                + "}}";
    }

    @Test
    void aNodeThatSaysNothingIsGivenUp() throws Exception {
        FutureTask<JsonRpcClient> connecting =
                new FutureTask<>(() -> JsonRpcClient.connect(url(), Duration.ofMillis(200)));
        Thread.ofVirtual().start(connecting);
        try (Socket silent = node.accept()) {
            assertThat(silent.getInputStream().read()).isPositive();
            assertThatThrownBy(() -> connecting.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                    .hasCauseInstanceOf(ConnectException.class);
        }
    }

    @Test
    void aSubscriptionThatIsOverIsForgotten() throws Exception {
        answer((id, method) -> switch (method) {
            case "subscribe" -> List.of(told(1), result(id, "\"s\""));
            // On its way while the client ends it.
            case "unsubscribe" -> List.of(told(2), result(id, "true"));
            default -> List.of(result(id, "0"));
        });
        try (JsonRpcClient client = JsonRpcClient.connect(url())) {
            try (JsonRpcClient.Subscription subscription = client.subscribe("subscribe", "unsubscribe")) {
                assertThat(subscription.next(PATIENCE).asInt()).isEqualTo(1);
            }
            assertThat(client.call("other").asInt()).isZero();
            assertThat(client.subscriptionCount()).isZero();
        }
    }

    /// It has told what it had to tell.
    @Test
    void aNodeThatRefusesToEndASubscriptionLosesNothing() throws Exception {
        answer((id, method) -> switch (method) {
            case "subscribe" -> List.of(result(id, "\"s\""), told(7));
            default -> List.of("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"error\":{\"code\":1,\"message\":\"over\"}}");
        });
        try (JsonRpcClient client = JsonRpcClient.connect(url())) {
            try (JsonRpcClient.Subscription subscription = client.subscribe("subscribe", "unsubscribe")) {
                assertThat(subscription.next(PATIENCE).asInt()).isEqualTo(7);
            }
        }
    }
}
