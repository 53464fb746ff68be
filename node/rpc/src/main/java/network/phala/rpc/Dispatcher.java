package network.phala.rpc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import network.phala.primitives.Bytes;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Takes a request's text apart, calls the methods, puts the answer together. Whatever the bytes are, the
/// result is an answer or nothing (for notifications), never an exception.
final class Dispatcher {
    private static final System.Logger LOG = System.getLogger(Dispatcher.class.getName());

    /// The text to send back, if any, and the sinks to start once it is sent.
    record Answer(@Nullable Bytes text, List<Sink> started) {}

    private final RpcMethods methods;
    private final boolean unsafeAllowed;
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile boolean closed;

    Dispatcher(RpcMethods methods, boolean unsafeAllowed) {
        this.methods = methods;
        this.unsafeAllowed = unsafeAllowed;
        methods.call("rpc_methods", _ -> list(methods, unsafeAllowed));
    }

    private static JsonNode list(RpcMethods methods, boolean unsafeAllowed) {
        ObjectNode served = JsonRpc.JSON.objectNode();
        ArrayNode names = served.putArray("methods");
        methods.names(unsafeAllowed).forEach(names::add);
        return served;
    }

    /// Answers one request or batch. `session` is absent over HTTP, where nothing can be subscribed.
    Answer answer(Bytes text, @Nullable WebSocketSession session) {
        underWay.incrementAndGet();
        try {
            return closed
                    ? new Answer(JsonRpc.error(null, RpcException.internal("The node is stopping")), List.of())
                    : answerOpen(text, session);
        } finally {
            underWay.decrementAndGet();
        }
    }

    /// Refuses what comes from now on and waits until what is under way is done, at most so long. Methods
    /// use the chain's store, which is closed after the server.
    void close(Duration waitMax) {
        closed = true;
        long deadline = System.nanoTime() + waitMax.toNanos();
        while (underWay.get() > 0 && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private Answer answerOpen(Bytes text, @Nullable WebSocketSession session) {
        List<Sink> started = new ArrayList<>();
        JsonNode request;
        try {
            request = JsonRpc.parse(text.unsafeArray());
        } catch (RpcException refusal) {
            return new Answer(JsonRpc.error(null, refusal), started);
        }
        if (!request.isArray()) {
            return new Answer(answerOne(request, session, started), started);
        }
        if (request.isEmpty()) {
            return new Answer(JsonRpc.error(null, invalidRequest("the batch is empty")), started);
        }
        if (request.size() > RpcConfig.BATCH_COUNT_MAX) {
            RpcException refusal = new RpcException(
                    RpcException.BATCH_TOO_LARGE,
                    "The batch request was too large",
                    "Exceeded max limit of " + RpcConfig.BATCH_COUNT_MAX);
            return new Answer(JsonRpc.error(null, refusal), started);
        }
        List<Bytes> answers = new ArrayList<>(request.size());
        for (JsonNode one : request) {
            Bytes answer = answerOne(one, session, started);
            if (answer != null) {
                answers.add(answer);
            }
        }
        return new Answer(answers.isEmpty() ? null : JsonRpc.list(answers), started);
    }

    private @Nullable Bytes answerOne(JsonNode request, @Nullable WebSocketSession session, List<Sink> started) {
        if (!request.isObject()) {
            return JsonRpc.error(null, invalidRequest("the request is not an object"));
        }
        JsonNode id = request.get("id");
        if (id != null && !id.isNull() && !id.isString() && !id.isIntegralNumber()) {
            return JsonRpc.error(null, invalidRequest("id is neither a number nor a string"));
        }
        JsonNode version = request.get("jsonrpc");
        JsonNode method = request.get("method");
        if (version == null || !version.isString() || !version.stringValue().equals("2.0")) {
            return JsonRpc.error(id, invalidRequest("jsonrpc is not \"2.0\""));
        }
        if (method == null || !method.isString()) {
            return JsonRpc.error(id, invalidRequest("method is missing"));
        }
        if (id == null) {
            return null;
        }
        try {
            Params params = Params.of(request.get("params"));
            return JsonRpc.result(id, call(method.stringValue(), params, session, started));
        } catch (RpcException refusal) {
            return JsonRpc.error(id, refusal);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError bug) {
            LOG.log(System.Logger.Level.ERROR, "RPC call failed method=" + method.stringValue(), bug);
            return JsonRpc.error(id, RpcException.internal(String.valueOf(bug.getMessage())));
        }
    }

    private JsonNode call(String name, Params params, @Nullable WebSocketSession session, List<Sink> started)
            throws RpcException {
        return switch (methods.find(name).orElse(null)) {
            case null -> throw new RpcException(RpcException.METHOD_NOT_FOUND, "Method not found");
            case RpcMethods.Entry.Call(RpcMethod method, boolean isUnsafe) -> {
                check(isUnsafe);
                yield method.call(params);
            }
            case RpcMethods.Entry.Subscribe subscribe -> {
                check(subscribe.isUnsafe());
                Sink sink = session(session).subscribe(subscribe, params);
                started.add(sink);
                yield JsonRpc.JSON.stringNode(sink.id());
            }
            case RpcMethods.Entry.Unsubscribe _ -> {
                JsonNode id = params.raw(0, "subscription");
                boolean known = id != null && session(session).unsubscribe(id.asString());
                yield JsonRpc.JSON.booleanNode(known);
            }
        };
    }

    private void check(boolean isUnsafe) throws RpcException {
        if (isUnsafe && !unsafeAllowed) {
            throw new RpcException(RpcException.METHOD_NOT_FOUND, "RPC call is unsafe to be called externally");
        }
    }

    private static WebSocketSession session(@Nullable WebSocketSession session) throws RpcException {
        if (session == null) {
            throw new RpcException(
                    RpcException.METHOD_NOT_FOUND, "Subscriptions need a WebSocket connection; this is HTTP");
        }
        return session;
    }

    private static RpcException invalidRequest(String problem) {
        return new RpcException(RpcException.INVALID_REQUEST, "Invalid request", problem);
    }
}
