package network.phala.pruntime.http;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import network.phala.primitives.Bytes;
import network.phala.prpc.ProtoCodec;
import network.phala.prpc.PrpcException;
import network.phala.prpc.PrpcMethod;
import network.phala.prpc.message.Network;
import network.phala.sidevm.Sidevms;

/// One HTTP port of pRuntime. Every request runs on a virtual thread of its own.
///
/// The private port serves everything; the public port only what a method's access rule allows, and signs its answers.
/// Follows phala-blockchain standalone/pruntime/src/api_server.rs.
public final class HttpApi implements AutoCloseable {
    private static final Logger LOG = System.getLogger(HttpApi.class.getName());
    private static final int SIGNED_BODY_MAX = 10 << 20;

    /// What a port serves.
    ///
    /// @param isPublic obeys the access rules and signs answers
    /// @param info the text of `/info`
    /// @param signer signs an answer's body, once there is an identity
    /// @param downloads the folder of `/download`
    /// @param sidevms the programs behind `/sidevm`
    /// @param kick ends the process, where that route is enabled
    public record Routes(
            PrpcService service,
            LegacyApi legacy,
            boolean isPublic,
            boolean allowCors,
            java.util.function.Supplier<String> info,
            java.util.function.Function<Bytes, Optional<Bytes>> signer,
            Path downloads,
            Sidevms sidevms,
            Optional<Runnable> kick) {}

    /// The calls that came before prpc: JSON and bare SCALE.
    public interface LegacyApi {
        /// The body of the answer, or empty for an unknown action.
        Optional<String> call(String action, Bytes body) throws PrpcException;
    }

    private final HttpServer server;
    private final Routes routes;
    private final HttpBodies bodies;
    private final AtomicLong requestId = new AtomicLong();

    private HttpApi(String address, int port, Routes routes, HttpLimits limits) throws IOException {
        this.routes = routes;
        this.bodies = new HttpBodies(limits);
        this.server = HttpServer.start(address, port, limits, this::handle);
    }

    /// Binds and starts to answer.
    ///
    /// @throws IOException when the address cannot be bound
    public static HttpApi start(String address, int port, Routes routes) throws IOException {
        return start(address, port, routes, routes.isPublic() ? HttpLimits.forStrangers() : HttpLimits.standard());
    }

    static HttpApi start(String address, int port, Routes routes, HttpLimits limits) throws IOException {
        try {
            return new HttpApi(address, port, routes, limits);
        } catch (IOException e) {
            throw new IOException(
                    "Cannot listen on " + address + ":" + port + " (" + e.getMessage()
                            + "); stop what uses the port or choose another one with --port",
                    e);
        }
    }

    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        long started = System.nanoTime();
        if (exchange.path().startsWith(SidevmRoute.PREFIX)) {
            if (routes.allowCors()) {
                addCors(exchange, exchange.responseHeaders());
            }
            SidevmRoute.serve(exchange, routes.sidevms());
            return;
        }
        Reply reply;
        try {
            reply = route(exchange);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "Request failed path=" + exchange.rawPath(), e);
            reply = Reply.text(500, "Internal error");
        }
        HttpHeaders headers = exchange.responseHeaders();
        headers.set("Content-Type", reply.contentType());
        headers.set("X-Request-Id", Long.toString(requestId.getAndAdd(2)));
        headers.set("X-Cost-Time", Long.toString((System.nanoTime() - started) / 1000));
        if (routes.allowCors()) {
            addCors(exchange, headers);
        }
        if (reply.file().isPresent()) {
            try (FileChannel file = reply.file().get()) {
                send(exchange, file);
            }
            return;
        }
        sign(reply.body(), headers);
        exchange.respond(reply.status(), reply.body().unsafeArray());
    }

    private void sign(Bytes body, HttpHeaders headers) {
        if (routes.isPublic() && body.size() <= SIGNED_BODY_MAX) {
            routes.signer()
                    .apply(body)
                    .ifPresent(signature -> headers.set(
                            "X-Phactory-Signature", signature.toHex().substring(2)));
        }
    }

    /// Files may be large, and those who fetch them slow and many: none is in memory while it is sent. Opened once:
    /// another may take its place meanwhile.
    private void send(HttpExchange exchange, FileChannel file) throws IOException {
        long size = file.size();
        if (routes.isPublic() && size <= SIGNED_BODY_MAX) {
            sign(Bytes.wrap(Channels.newInputStream(file).readNBytes((int) size)), exchange.responseHeaders());
            file.position(0);
        }
        exchange.respond(200, size, Channels.newInputStream(file));
    }

    private static void addCors(HttpExchange exchange, HttpHeaders headers) {
        headers.set(
                "Access-Control-Allow-Origin",
                exchange.requestHeaders().first("Origin").orElse("*"));
        headers.set("Access-Control-Allow-Methods", "GET, POST");
        headers.set(
                "Access-Control-Allow-Headers",
                exchange.requestHeaders()
                        .first("Access-Control-Request-Headers")
                        .orElse("*"));
        headers.set("Access-Control-Allow-Credentials", "true");
    }

    /// @param file what is sent instead of a body; closed by who sends it
    private record Reply(int status, String contentType, Bytes body, Optional<FileChannel> file) {
        static Reply text(int status, String text) {
            return new Reply(status, "text/plain; charset=utf-8", Bytes.ofUtf8(text), Optional.empty());
        }

        static Reply bytes(int status, Bytes body) {
            return new Reply(status, "application/octet-stream", body, Optional.empty());
        }

        static Reply file(FileChannel file) {
            return new Reply(200, "application/octet-stream", Bytes.EMPTY, Optional.of(file));
        }
    }

    private Reply route(HttpExchange exchange) throws IOException {
        String path = exchange.path();
        String verb = exchange.method();
        if (verb.equals("OPTIONS") && routes.allowCors()) {
            return Reply.text(200, "");
        }
        if (!verb.equals("GET") && !verb.equals("POST")) {
            return Reply.text(404, "Not found");
        }
        if (path.startsWith(PrpcMethod.PATH_PREFIX)) {
            return prpc(exchange, path.substring(PrpcMethod.PATH_PREFIX.length()), verb);
        }
        if (path.equals("/info") && verb.equals("GET")) {
            return Reply.text(200, routes.info().get());
        }
        if (path.equals("/help") && verb.equals("GET")) {
            return Reply.text(200, help());
        }
        if (path.startsWith("/download/") && verb.equals("GET")) {
            return download(path.substring("/download/".length()));
        }
        if (routes.isPublic()) {
            return Reply.text(404, "Not found");
        }
        if (path.equals("/kick") && routes.kick().isPresent()) {
            routes.kick().get().run();
            return Reply.text(200, "");
        }
        return legacy(exchange, path, verb);
    }

    private Reply prpc(HttpExchange exchange, String name, String verb) {
        boolean json = verb.equals("GET") || wantsJson(exchange);
        Optional<PrpcMethod<?, ?>> method = routes.service().method(name);
        if (routes.isPublic() && !method.map(PrpcMethod::isPublic).orElse(false)) {
            return Reply.bytes(403, Bytes.EMPTY);
        }
        int limit = method.map(PrpcMethod::bodyLimit).orElse(PrpcMethod.UNKNOWN_METHOD_BODY_LIMIT);
        try (HttpBodies.Body body = verb.equals("GET") ? bodies.none(exchange) : bodies.read(exchange, limit)) {
            return call(exchange, name, body.take(), json);
        } catch (BadRequestException e) {
            return Reply.text(e.status(), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return unread(exchange, e);
        }
    }

    /// A body of which nobody can tell where it ends, or that did not come whole.
    private static Reply unread(HttpExchange exchange, IOException why) {
        exchange.closeAfterwards();
        return why instanceof HttpBody.MalformedException
                ? Reply.text(400, String.valueOf(why.getMessage()))
                : Reply.text(503, "Read body failed");
    }

    private Reply call(HttpExchange exchange, String name, Bytes body, boolean json) {
        try {
            return Reply.bytes(200, routes.service().call(name, body, json, exchange::hasCallerLeft));
        } catch (PrpcException e) {
            LOG.log(Level.DEBUG, "Call refused method={0} status={1} reason={2}", name, e.status(), e.text());
            return Reply.bytes(e.status(), errorBody(e, json));
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "Call failed method=" + name, e);
            return Reply.bytes(500, errorBody(PrpcException.application("Internal error"), json));
        }
    }

    private static Bytes errorBody(PrpcException error, boolean json) {
        if (!json) {
            return ProtoCodec.of(Network.PrpcError.class).encode(new Network.PrpcError(error.text()));
        }
        String debug =
                "ProtoError { message: \"" + error.text().replace("\\", "\\\\").replace("\"", "\\\"") + "\" }";
        return Bytes.ofUtf8(ProtoCodec.of(JsonError.class).toPrettyJson(new JsonError(debug)));
    }

    /// The body of an error in JSON mode.
    record JsonError(@network.phala.prpc.Field(1) String error) {}

    private static boolean wantsJson(HttpExchange exchange) {
        for (String parameter : exchange.query().split("&")) {
            switch (parameter) {
                case "json", "json=", "json=true", "json=on", "json=yes" -> {
                    return true;
                }
                default -> {}
            }
        }
        return exchange.requestHeaders()
                .first("Content-Type")
                .map(type -> type.split(";", 2)[0].strip().equalsIgnoreCase("application/json"))
                .orElse(false);
    }

    private Reply legacy(HttpExchange exchange, String path, String verb) {
        String action = path.startsWith("/bin_api/") ? path.substring(1) : path.replaceFirst("^/", "");
        int limit = PrpcMethod.DISPATCH_BLOCKS.bodyLimit();
        try (HttpBodies.Body body = verb.equals("GET") ? bodies.none(exchange) : bodies.read(exchange, limit)) {
            Optional<String> answer = routes.legacy().call(action, body.take());
            return answer.map(text -> Reply.text(200, text)).orElseGet(() -> Reply.text(404, "Not found"));
        } catch (PrpcException e) {
            return Reply.text(e.status(), e.text());
        } catch (BadRequestException e) {
            return Reply.text(e.status(), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return unread(exchange, e);
        }
    }

    private Reply download(String name) throws IOException {
        try {
            Path folder = routes.downloads().toAbsolutePath().normalize();
            Path file = folder.resolve(name).normalize();
            if (file.startsWith(folder) && Files.isRegularFile(file)) {
                return Reply.file(FileChannel.open(file));
            }
        } catch (InvalidPathException | NoSuchFileException e) {
            // No file is called that, or not any more.
        }
        return Reply.text(404, "Not found");
    }

    private static String help() {
        StringBuilder text = new StringBuilder("service PhactoryAPI\n");
        for (PrpcMethod<?, ?> method : PrpcMethod.all()) {
            text.append("  POST ").append(method.path()).append(method.isPublic() ? "  (public)\n" : "\n");
        }
        return text.toString();
    }
}
