package network.phala.rpc;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The JDK's HTTP and WebSocket client against a server under test.
public final class RpcClient implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final long WAIT_SECONDS = 120;

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;

    public RpcClient(int port) {
        this.port = port;
    }

    public HttpResponse<String> post(byte[] body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    public JsonNode post(String body) throws IOException, InterruptedException {
        return JSON.readTree(
                post(body.getBytes(java.nio.charset.StandardCharsets.UTF_8)).body());
    }

    /// The whole answer of one call; `params` is JSON text.
    public JsonNode call(String method, String params) throws IOException, InterruptedException {
        return post(request(1, method, params));
    }

    /// The result of a call that must succeed.
    public JsonNode result(String method, String params) throws IOException, InterruptedException {
        JsonNode answer = call(method, params);
        if (!answer.has("result")) {
            throw new AssertionError(method + params + " answered " + answer);
        }
        return answer.get("result");
    }

    /// The error of a call that must be refused.
    public JsonNode error(String method, String params) throws IOException, InterruptedException {
        JsonNode answer = call(method, params);
        if (!answer.has("error")) {
            throw new AssertionError(method + params + " answered " + answer);
        }
        return answer.get("error");
    }

    public static String request(int id, String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + params + "}";
    }

    public Socket connect() {
        return new Socket(http, port);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    /// One WebSocket connection; what arrives is queued.
    public static final class Socket implements AutoCloseable, WebSocket.Listener {
        private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
        private final StringBuilder partial = new StringBuilder();
        private final WebSocket socket;
        private volatile boolean closed;

        private Socket(HttpClient http, int port) {
            socket = http.newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + port + "/"), this)
                    .join();
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                received.add(JSON.readTree(partial.toString()));
                partial.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closed = true;
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            closed = true;
        }

        public boolean isClosed() {
            return closed;
        }

        public void send(String text) {
            socket.sendText(text, true).join();
        }

        public void sendInPieces(String text, int size) {
            for (int at = 0; at < text.length(); at += size) {
                int end = Math.min(at + size, text.length());
                socket.sendText(text.substring(at, end), end == text.length()).join();
            }
        }

        /// The next message, whatever it is.
        public JsonNode next() throws InterruptedException {
            JsonNode message = received.poll(WAIT_SECONDS, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("Nothing arrived within " + WAIT_SECONDS + " s");
            }
            return message;
        }

        public @Nullable JsonNode poll(long millis) throws InterruptedException {
            return received.poll(millis, TimeUnit.MILLISECONDS);
        }

        /// Calls and takes the answer, which must be the next message.
        public JsonNode result(String method, String params) throws InterruptedException {
            send(request(7, method, params));
            JsonNode answer = next();
            if (!answer.has("result")) {
                throw new AssertionError(method + params + " answered " + answer);
            }
            return answer.get("result");
        }

        @Override
        public void close() {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
            socket.abort();
        }
    }
}
