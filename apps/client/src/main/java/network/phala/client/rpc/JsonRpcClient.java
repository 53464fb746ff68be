package network.phala.client.rpc;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A connection to a node. Calls block; any thread may call. When the connection is lost, every waiting and later call
/// fails with an [IOException]: make a new client.
public final class JsonRpcClient implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(120);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);
    private static final Pattern ADDRESS = Pattern.compile("(?:ws|http)(s?)(://[^/\\s]+.*)");
    private static final int NOTIFICATIONS_MAX = 4096;
    private static final int SUBSCRIPTIONS_MAX = 1024;
    /// Of one message; the storage changes of a full block are a third of it.
    private static final int MESSAGE_CHARACTERS_MAX = 32 << 20;
    /// Who waits for a notification sees after so long that the connection is lost.
    private static final long LOOK_NANOS = 100_000_000;

    private final URI uri;
    private final HttpClient http;
    private final WebSocket socket;
    private final ReentrantLock sending = new ReentrantLock();
    private final AtomicLong nextId = new AtomicLong(1);
    private final Map<Long, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final Inbox inbox;

    private JsonRpcClient(URI uri, HttpClient http, WebSocket socket, Inbox inbox) {
        this.uri = uri;
        this.http = http;
        this.socket = socket;
        this.inbox = inbox;
        inbox.answers = waiting;
    }

    /// Nodes serve both protocols on one port, so an address of either leads there.
    static URI address(String url) throws IOException {
        Matcher parts = ADDRESS.matcher(url);
        if (parts.matches()) {
            try {
                return URI.create("ws" + parts.group(1) + parts.group(2));
            } catch (IllegalArgumentException e) {
                // Said below.
            }
        }
        throw new IOException("\"" + url + "\" is no address of a node; expected ws://HOST:PORT");
    }

    /// @param url `ws://host:port`, or the same with `http`
    /// @throws IOException when nothing answers there
    public static JsonRpcClient connect(String url) throws IOException {
        return connect(url, CONNECT_TIMEOUT);
    }

    /// The node's answer is larger than anybody should have to take; less may be asked for, on the same connection.
    public static final class AnswerTooLargeException extends IOException {
        AnswerTooLargeException(String message) {
            super(message);
        }
    }

    static JsonRpcClient connect(String url, Duration patience) throws IOException {
        URI uri = address(url);
        HttpClient http = HttpClient.newBuilder().connectTimeout(patience).build();
        Inbox inbox = new Inbox(url);
        try {
            WebSocket socket =
                    http.newWebSocketBuilder().buildAsync(uri, inbox).get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return new JsonRpcClient(uri, http, socket, inbox);
        } catch (ExecutionException | TimeoutException e) {
            // At once: an orderly end would wait for the answer that did not come.
            http.shutdownNow();
            throw new ConnectException("No node answers at " + url + "; is phala-node running there?");
        } catch (InterruptedException e) {
            http.shutdownNow();
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while connecting to " + url, e);
        }
    }

    /// Calls `method`; parameters are strings, numbers, booleans, lists, or [JsonNode]s.
    ///
    /// @throws RpcException when the node answers with an error
    public JsonNode call(String method, @Nullable Object... parameters) throws IOException {
        ObjectNode request = JSON.createObjectNode();
        long id = nextId.getAndIncrement();
        request.put("jsonrpc", "2.0").put("id", id).put("method", method);
        ArrayNode list = request.putArray("params");
        for (Object parameter : parameters) {
            list.add(JSON.valueToTree(parameter));
        }
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        try {
            inbox.ensureOpen();
            send(request.toString());
            return result(method, answer.get(CALL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AnswerTooLargeException tooLarge) {
                throw new AnswerTooLargeException(method + ": " + tooLarge.getMessage());
            }
            throw new IOException(method + " got no answer: " + e.getMessage(), e);
        } catch (TimeoutException e) {
            throw new IOException(
                    method + " got no answer from " + uri + " within " + CALL_TIMEOUT.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted during " + method, e);
        } finally {
            waiting.remove(id);
        }
    }

    /// Subscribes; notifications wait in the subscription's queue.
    public Subscription subscribe(String method, String unsubscribe, @Nullable Object... parameters)
            throws IOException {
        JsonNode id = call(method, parameters);
        if (!id.isString() && !id.isIntegralNumber()) {
            throw NodeAnswer.wrong(method, id, "a subscription's id");
        }
        return new Subscription(id.asString(), unsubscribe, inbox.queue(id.asString()));
    }

    /// Notifications of one subscription, in order.
    public final class Subscription implements AutoCloseable {
        private final String id;
        private final String unsubscribe;
        private final BlockingQueue<JsonNode> queue;

        private Subscription(String id, String unsubscribe, BlockingQueue<JsonNode> queue) {
            this.id = id;
            this.unsubscribe = unsubscribe;
            this.queue = queue;
        }

        /// The next notification's `result`.
        ///
        /// @throws IOException when none comes in time or the connection is lost
        public JsonNode next(Duration timeout) throws IOException {
            return poll(timeout)
                    .orElseThrow(() -> new IOException("No notification within " + timeout.toMillis() + " ms"));
        }

        /// The same; empty when none comes in time.
        public Optional<JsonNode> poll(Duration timeout) throws IOException {
            long deadline = System.nanoTime() + timeout.toNanos();
            try {
                do {
                    long left = Math.min(LOOK_NANOS, deadline - System.nanoTime());
                    JsonNode found = queue.poll(left, TimeUnit.NANOSECONDS);
                    if (found != null) {
                        return Optional.of(found);
                    }
                    inbox.ensureOpen();
                } while (System.nanoTime() < deadline);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("Interrupted while waiting for a notification", e);
            }
            return Optional.empty();
        }

        /// Forgets what has come and was not asked for yet.
        public void skip() {
            queue.clear();
        }

        /// Ends it at the node, too. What it has told stays true if that fails: a node that has ended it by itself may
        /// say so with an error, and a connection that is lost the next call finds lost.
        @Override
        public void close() {
            try {
                if (inbox.isOpen()) {
                    call(unsubscribe, id);
                }
            } catch (IOException e) {
                // See above.
            } finally {
                // Not before: a notification on its way would be kept for nobody.
                inbox.forget(id);
            }
        }
    }

    @Override
    public void close() {
        inbox.fail("closed by us");
        socket.abort();
        http.shutdownNow();
    }

    /// Subscriptions whose notifications are kept.
    int subscriptionCount() {
        return inbox.queues.size();
    }

    private void send(String text) throws InterruptedException, ExecutionException, TimeoutException {
        sending.lockInterruptibly();
        try {
            socket.sendText(text, true).get(CALL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            sending.unlock();
        }
    }

    private static JsonNode result(String method, JsonNode answer) throws RpcException {
        JsonNode error = answer.get("error");
        if (error != null && !error.isNull()) {
            JsonNode data = error.get("data");
            String text = data == null || data.isNull() ? "" : data.isString() ? data.asString() : data.toString();
            throw new RpcException(
                    method, error.path("code").asInt(0), error.path("message").asString("unknown error"), text);
        }
        return answer.path("result");
    }

    /// Receives frames on the HTTP client's thread.
    private static final class Inbox implements WebSocket.Listener {
        private final String url;
        private StringBuilder text = new StringBuilder();
        private boolean tooLarge;
        private final Map<String, BlockingQueue<JsonNode>> queues = new ConcurrentHashMap<>();
        private volatile Map<Long, CompletableFuture<JsonNode>> answers = Map.of();
        private volatile @Nullable String lost;

        private Inbox(String url) {
            this.url = url;
        }

        /// A notification can arrive before the answer that names its subscription, so either side makes the queue.
        private BlockingQueue<JsonNode> queue(String subscription) {
            return queues.computeIfAbsent(subscription, _ -> new ArrayBlockingQueue<>(NOTIFICATIONS_MAX));
        }

        private void forget(String subscription) {
            queues.remove(subscription);
        }

        private boolean isOpen() {
            return lost == null;
        }

        private void ensureOpen() throws IOException {
            String reason = lost;
            if (reason != null) {
                throw new IOException("The connection to " + url + " is lost: " + reason);
            }
        }

        private void fail(String reason) {
            if (lost == null) {
                lost = reason;
            }
            Queue<CompletableFuture<JsonNode>> open = new ArrayDeque<>(answers.values());
            open.forEach(answer ->
                    answer.completeExceptionally(new IOException("connection to " + url + " lost: " + reason)));
        }

        @Override
        public void onOpen(WebSocket socket) {
            socket.request(1);
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            tooLarge |= text.length() + part.length() > MESSAGE_CHARACTERS_MAX;
            if (tooLarge) {
                text = new StringBuilder();
            } else {
                text.append(part);
            }
            if (last) {
                String whole = text.toString();
                text = new StringBuilder();
                if (tooLarge) {
                    tooLarge = false;
                    refuse();
                } else {
                    receive(whole);
                }
            }
            socket.request(1);
            return null;
        }

        /// Whose answer it was, nobody has read.
        private void refuse() {
            String reason = "an answer of " + url + " has more than " + MESSAGE_CHARACTERS_MAX + " characters";
            answers.values().forEach(answer -> answer.completeExceptionally(new AnswerTooLargeException(reason)));
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            fail("closed by the node (" + status + " " + reason + ")");
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            fail(error.getMessage() == null ? error.toString() : error.getMessage());
        }

        private void receive(String whole) {
            JsonNode message;
            try {
                message = JSON.readTree(whole);
            } catch (JacksonException e) {
                fail("the node said what is no JSON: " + e.getOriginalMessage());
                return;
            }
            if (message.isMissingNode()) {
                fail("the node said what is no JSON: nothing");
                return;
            }
            JsonNode subscription = message.path("params").path("subscription");
            if (message.has("method") && (subscription.isString() || subscription.isIntegralNumber())) {
                if (queues.size() > SUBSCRIPTIONS_MAX) {
                    fail("notifications of more than " + SUBSCRIPTIONS_MAX + " subscriptions");
                } else if (!queue(subscription.asString())
                        .offer(message.path("params").path("result"))) {
                    fail("more than " + NOTIFICATIONS_MAX + " unread notifications");
                }
                return;
            }
            CompletableFuture<JsonNode> answer = answers.get(message.path("id").asLong(-1));
            if (answer != null) {
                answer.complete(message);
            }
        }
    }
}
