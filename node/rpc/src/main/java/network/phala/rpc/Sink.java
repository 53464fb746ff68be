package network.phala.rpc;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Where the results of one subscription go. Any thread may push; nothing is sent before the client has the
/// subscription's id, and nothing after the end. Pushing never blocks.
public final class Sink {
    /// Results kept for a client that does not have its id yet.
    private static final int EARLY_COUNT_MAX = 1024;

    private final WebSocketSession session;
    private final String notifyName;
    private final String id;
    private @Nullable List<JsonNode> early = new ArrayList<>();
    private boolean closed;
    private volatile boolean ended;

    Sink(WebSocketSession session, String notifyName, String id) {
        this.session = session;
        this.notifyName = notifyName;
        this.id = id;
    }

    String id() {
        return id;
    }

    public synchronized void push(JsonNode result) {
        if (closed) {
            return;
        }
        List<JsonNode> waiting = early;
        if (waiting == null) {
            session.notify(notifyName, id, result);
        } else if (waiting.size() < EARLY_COUNT_MAX) {
            waiting.add(result);
        } else {
            closed = true;
        }
    }

    /// Nothing more will be pushed: the subscription does not count against its connection's number any more.
    public void end() {
        ended = true;
        session.forget(id);
    }

    boolean isEnded() {
        return ended;
    }

    /// Called once the answer with the id is on its way.
    synchronized void start() {
        List<JsonNode> waiting = early;
        early = null;
        if (waiting != null && !closed) {
            waiting.forEach(result -> session.notify(notifyName, id, result));
        }
    }

    synchronized void close() {
        closed = true;
    }
}
