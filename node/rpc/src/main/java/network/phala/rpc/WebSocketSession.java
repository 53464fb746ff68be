package network.phala.rpc;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import network.phala.primitives.Bytes;
import tools.jackson.databind.JsonNode;

/// One WebSocket connection's subscriptions. Threads: requests of the connection and the pushing chain,
/// under one lock.
final class WebSocketSession {
    /// Substrate's `--rpc-max-subscriptions-per-connection`.
    static final int SUBSCRIPTION_COUNT_MAX = 1024;

    private static final int ID_LENGTH = 16;
    private static final String ID_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private record Open(Sink sink, RpcSubscription.Cancellation cancellation) {}

    private final Channel channel;
    private final Map<String, Open> openById = new HashMap<>();
    private boolean closed;

    WebSocketSession(Channel channel) {
        this.channel = channel;
    }

    /// Opens a subscription and gives its sink, which the caller starts after the answer is written.
    Sink subscribe(RpcMethods.Entry.Subscribe entry, Params params) throws RpcException {
        synchronized (this) {
            if (openById.size() >= SUBSCRIPTION_COUNT_MAX) {
                throw new RpcException(
                        RpcException.TOO_MANY_SUBSCRIPTIONS,
                        "Too many subscriptions on the connection",
                        "Exceeded max limit of " + SUBSCRIPTION_COUNT_MAX);
            }
        }
        Sink sink = new Sink(this, entry.notifyName(), newId());
        RpcSubscription.Cancellation cancellation = entry.subscription().open(params, sink);
        synchronized (this) {
            // One that ended is not kept; one that ends from here on is forgotten after this.
            if (!closed && !sink.isEnded()) {
                openById.put(sink.id(), new Open(sink, cancellation));
            }
            if (!closed) {
                return sink;
            }
        }
        cancellation.cancel();
        return sink;
    }

    synchronized void forget(String id) {
        openById.remove(id);
    }

    /// Whether the id named an open subscription.
    boolean unsubscribe(String id) {
        Open open;
        synchronized (this) {
            open = openById.remove(id);
        }
        if (open == null) {
            return false;
        }
        open.sink().close();
        open.cancellation().cancel();
        return true;
    }

    void notify(String notifyName, String id, JsonNode result) {
        if (!channel.isActive()) {
            return;
        }
        if (!channel.isWritable()) {
            // The client does not read: what waits for it has reached the buffer's limit.
            channel.close();
            return;
        }
        send(JsonRpc.notification(notifyName, id, result));
    }

    void send(Bytes text) {
        channel.writeAndFlush(
                new TextWebSocketFrame(Unpooled.wrappedBuffer(text.unsafeArray())), channel.voidPromise());
    }

    void close() {
        List<Open> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(openById.values());
            openById.clear();
        }
        for (Open open : left) {
            open.sink().close();
            open.cancellation().cancel();
        }
    }

    private static String newId() {
        StringBuilder id = new StringBuilder(ID_LENGTH);
        for (int i = 0; i < ID_LENGTH; i++) {
            id.append(ID_CHARACTERS.charAt(ThreadLocalRandom.current().nextInt(ID_CHARACTERS.length())));
        }
        return id.toString();
    }
}
