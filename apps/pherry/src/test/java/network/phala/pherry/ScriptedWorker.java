package network.phala.pherry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import network.phala.primitives.Bytes;
import network.phala.prpc.PrpcMethod;
import network.phala.scale.ScaleReader;

/// A worker that takes whatever it is brought, and answers what it is told to.
final class ScriptedWorker implements AutoCloseable {
    /// @param size in the head; 0 for as many bytes as there are
    record Answer(int status, Bytes body, long size) {
        Answer(int status, Bytes body) {
            this(status, body, 0);
        }
    }

    private final HttpServer server;
    /// By method, instead of the answer that is right.
    final Map<String, Answer> answers = new ConcurrentHashMap<>();

    volatile boolean initialized;
    volatile boolean stubborn;
    volatile int nextHeader;
    volatile int nextBlock;
    volatile Bytes egress = Bytes.of((byte) 0);

    ScriptedWorker() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String method = path.substring(PrpcMethod.PATH_PREFIX.length());
            Bytes body = Bytes.wrap(exchange.getRequestBody().readAllBytes());
            Answer told = answers.getOrDefault(method, new Answer(200, right(method, body)));
            exchange.sendResponseHeaders(
                    told.status(),
                    told.size() > 0 ? told.size() : Math.max(told.body().size(), -1));
            exchange.getResponseBody().write(told.body().toArray());
        } catch (RuntimeException | network.phala.scale.DecodeException e) {
            throw new IOException(e);
        }
    }

    /// Protobuf by hand: so few fields.
    private Bytes right(String method, Bytes body) throws network.phala.scale.DecodeException {
        return switch (method) {
            case "GetInfo" ->
                Bytes.of((byte) 8, (byte) (initialized ? 1 : 0), (byte) 56, (byte) nextHeader, (byte) 72, (byte)
                        nextBlock);
            case "InitRuntime" -> {
                initialized = true;
                nextHeader = 1;
                nextBlock = 1;
                yield Bytes.EMPTY;
            }
            case "SyncHeader" -> {
                nextHeader = stubborn ? nextHeader : ScriptedNode.BLOCKS + 1;
                yield Bytes.of((byte) 8, (byte) ScriptedNode.BLOCKS);
            }
            case "DispatchBlocks" -> {
                nextBlock += new ScaleReader(PrpcMethod.DISPATCH_BLOCKS
                                .request()
                                .decode(body)
                                .encodedBlocks())
                        .readLength(1);
                yield Bytes.of((byte) 8, (byte) (nextBlock - 1));
            }
            case "GetEgressMessages" ->
                Bytes.of((byte) 10, (byte) egress.size()).concat(egress);
            default -> Bytes.EMPTY;
        };
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
