package network.phala.pruntime.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A small HTTP/1.1 server: a virtual thread for each connection, plain blocking code, and connections that can change
/// to another protocol, which the JDK's own server cannot. Connections, heads and waiting are bounded by [HttpLimits];
/// bodies are the handler's business. However many clients connect and say nothing, or say it slowly: a new one always
/// gets in, in the place of who has asked nothing for the longest time.
final class HttpServer implements AutoCloseable {
    private static final Logger LOG = System.getLogger(HttpServer.class.getName());
    private static final int BACKLOG = 1024;
    private static final int HEAD_LINE_MAX = 16 << 10;
    private static final int HEADERS_MAX = 100;
    /// What a client may make the worker hold without taking room: what is read ahead, a head, a small body.
    static final int CONNECTION_BYTES = HttpInput.BUFFER + HeadRoom.SMALL + HttpBodies.SMALL;

    private static final long LOOK_MILLIS = 1_000;
    private static final Duration COMPLAINT_EVERY = Duration.ofMinutes(1);
    /// How long and how much a client that was told off may go on sending.
    private static final int LINGER_MILLIS = 5_000;

    private static final int LINGER_BYTES_MAX = 8 << 20;

    private static final BitSet TOKEN = characters("!#$%&'*+.^_`|~-", "09", "AZ", "az");
    private static final BitSet DIGITS = characters("", "09");
    private static final int LENGTH_DIGITS_MAX = 15;

    private static BitSet characters(String single, String... ranges) {
        BitSet set = new BitSet();
        single.chars().forEach(set::set);
        for (String range : ranges) {
            set.set(range.charAt(0), range.charAt(1) + 1);
        }
        return set;
    }

    /// Whether the text is one or more of these characters.
    private static boolean isOf(BitSet characters, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!characters.get(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /// Answers requests, many at once.
    interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }

    private final ServerSocketChannel server;
    private final HttpLimits limits;
    private final Handler handler;
    private final Semaphore answers;
    private final HeadRoom heads;
    private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
    private final Set<HttpInput> inputs = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile boolean closed;
    private long complained = System.nanoTime() - COMPLAINT_EVERY.toNanos();

    private HttpServer(ServerSocketChannel server, HttpLimits limits, Handler handler) {
        this.server = server;
        this.limits = limits;
        this.answers = new Semaphore((int) Math.min(Integer.MAX_VALUE, limits.largeAnswerBytes()));
        this.heads = new HeadRoom(limits.headBytes());
        this.handler = handler;
    }

    /// @throws IOException when the address cannot be bound
    static HttpServer start(String address, int port, HttpLimits limits, Handler handler) throws IOException {
        ServerSocketChannel socket = ServerSocketChannel.open();
        try {
            socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            socket.bind(new InetSocketAddress(address, port), BACKLOG);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        HttpServer server = new HttpServer(socket, limits, handler);
        Thread acceptor = new Thread(server::accept, "http-accept");
        // Not a daemon: a program that serves lives as long as it does.
        acceptor.setDaemon(false);
        acceptor.start();
        Thread.ofPlatform().name("http-silence").daemon().start(server::watch);
        return server;
    }

    int port() {
        return server.socket().getLocalPort();
    }

    private void watch() {
        try {
            while (!closing.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                long now = System.nanoTime();
                look(now);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(long now) {
        try {
            endSilence(now - limits.silence().toNanos());
            endStalled(now);
        } catch (OutOfMemoryError e) {
            // Again in a second.
        }
    }

    /// Ends connections whose other side was waited for since before this time, on the clock of `System.nanoTime`.
    void endSilence(long limit) {
        for (HttpInput input : inputs) {
            input.endSilence(limit);
        }
    }

    /// Ends connections whose clients do not take their answers.
    private void endStalled(long now) {
        for (HttpConnection each : connections) {
            if (each.isStalled(now, limits.stall())) {
                close(each);
            }
        }
    }

    /// How many clients are connected.
    int connectionCount() {
        return connections.size();
    }

    private void accept() {
        while (!closed) {
            try {
                HttpConnection connection = new HttpConnection(server.accept(), answers);
                if (connections.size() >= limits.connections() && !makeRoom()) {
                    complain("All {0} connections are busy: a new one is refused", connections.size());
                    connection.close();
                } else {
                    connections.add(connection);
                    Thread.ofVirtual().name("http").start(() -> serve(connection));
                }
            } catch (IOException e) {
                if (!closed) {
                    // Most likely the process may not open more files.
                    complain("Cannot accept a connection: {0}", String.valueOf(e.getMessage()));
                    makeRoom();
                    LockSupport.parkNanos(1_000_000);
                }
            } catch (OutOfMemoryError e) {
                // Nobody is served without this thread. Who has the memory may give it back.
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    /// Ends the connection that has asked nothing for the longest time; false when all are busy.
    private boolean makeRoom() {
        HttpConnection idlest = null;
        long longest = -1;
        long now = System.nanoTime();
        for (HttpConnection each : connections) {
            long idle = each.idleNanos(now);
            if (idle > longest) {
                longest = idle;
                idlest = each;
            }
        }
        if (idlest == null) {
            return false;
        }
        complain("{0} connections are open: idle ones are closed for new ones", connections.size());
        connections.remove(idlest);
        close(idlest);
        return true;
    }

    /// Once a minute is enough, however many there are. On the accepting thread only.
    private void complain(String text, Object argument) {
        long now = System.nanoTime();
        if (now - complained >= COMPLAINT_EVERY.toNanos()) {
            complained = now;
            LOG.log(Level.WARNING, text, argument);
        }
    }

    private static void close(HttpConnection connection) {
        try {
            connection.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "A connection does not close: {0}", e.getMessage());
        }
    }

    private void serve(HttpConnection connection) {
        try (connection) {
            connection.channel().setOption(StandardSocketOptions.TCP_NODELAY, true);
            HttpInput in = new HttpInput(connection.channel());
            inputs.add(in);
            try {
                OutputStream out = connection.output();
                while (!closed && serveOne(connection, in, out)) {
                    // The next request.
                }
            } finally {
                inputs.remove(in);
            }
            connection.waitsForRequest();
            linger(connection.socket());
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "Connection ended: {0}", e.getMessage());
        } finally {
            connections.remove(connection);
        }
    }

    /// Lets the client read the answer: a connection closed with bytes unread is reset, and the answer lost with it.
    private static void linger(Socket connection) throws IOException {
        connection.shutdownOutput();
        connection.setSoTimeout(LINGER_MILLIS);
        byte[] rest = new byte[4 << 10];
        InputStream in = connection.getInputStream();
        long end = System.nanoTime() + LINGER_MILLIS * 1_000_000L;
        for (long total = 0; total <= LINGER_BYTES_MAX && System.nanoTime() < end; ) {
            int size = in.read(rest);
            if (size < 0) {
                return;
            }
            total += size;
        }
    }

    private boolean serveOne(HttpConnection connection, HttpInput in, OutputStream out) throws IOException {
        try (HeadRoom.Head head = heads.head()) {
            return serveOne(connection, in, out, head);
        }
    }

    private boolean serveOne(HttpConnection connection, HttpInput in, OutputStream out, HeadRoom.Head head)
            throws IOException {
        HttpExchange exchange;
        if (!in.awaitByte()) {
            return false;
        }
        in.mustComeBy(System.nanoTime() + limits.head().toNanos());
        try {
            String request = in.line(HEAD_LINE_MAX);
            if (request == null) {
                return false;
            }
            if (request.isEmpty()) {
                // Some clients end a body with a line break too many.
                in.mayTakeLong();
                return true;
            }
            head.add(request.length());
            exchange = exchange(request, head, in, out, connection);
            in.mayTakeLong();
        } catch (SocketTimeoutException e) {
            refuse(new BadRequestException(408, "The request's head came too slowly"), in, out, connection);
            return false;
        } catch (BadRequestException e) {
            refuse(e, in, out, connection);
            return false;
        }
        if (exchange.requestBody().isEnded()) {
            exchange.beginsWork();
        }
        try {
            return handle(exchange);
        } finally {
            connection.waitsForRequest();
        }
    }

    private boolean handle(HttpExchange exchange) throws IOException {
        try {
            handler.handle(exchange);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "Request failed path=" + exchange.rawPath(), e);
            if (!exchange.hasResponded()) {
                exchange.closeAfterwards();
                exchange.respond(500, new byte[0]);
            }
            return false;
        }
        if (!exchange.hasResponded() || !exchange.isReusable()) {
            return false;
        }
        exchange.body().skipNBytes(exchange.requestBody().rest());
        return true;
    }

    private static void refuse(BadRequestException why, HttpInput in, OutputStream out, HttpConnection connection)
            throws IOException {
        HttpExchange exchange = new HttpExchange(
                "GET",
                URI.create("/"),
                false,
                new HttpHeaders(),
                HttpBody.of(in, 0, Optional.empty()),
                in,
                out,
                connection);
        exchange.closeAfterwards();
        exchange.responseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.respond(why.status(), String.valueOf(why.getMessage()).getBytes(StandardCharsets.UTF_8));
    }

    private static HttpExchange exchange(
            String request, HeadRoom.Head head, HttpInput in, OutputStream out, HttpConnection connection)
            throws IOException, BadRequestException {
        String[] words = request.split(" ");
        if (words.length != 3 || !isOf(TOKEN, words[0]) || !words[2].startsWith("HTTP/1.")) {
            throw new BadRequestException(400, "The request line is not METHOD target HTTP/1.1");
        }
        HttpHeaders headers = headers(in, head);
        boolean isOld = words[2].equals("HTTP/1.0");
        HttpBody.Asking asking = () -> {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
        };
        boolean waits = headers.lists("Expect", "100-continue");
        HttpBody body = body(headers, isOld, in, waits ? Optional.of(asking) : Optional.empty());
        return new HttpExchange(words[0], target(words[1]), isOld, headers, body, in, out, connection);
    }

    private static URI target(String text) throws BadRequestException {
        try {
            URI target = new URI(text.startsWith("//") ? "/" + text.replaceFirst("^/+", "") : text);
            String path = target.getPath();
            if (path != null && (path.startsWith("/") || path.isEmpty() && target.isAbsolute())) {
                return target;
            }
        } catch (URISyntaxException e) {
            // Refused below.
        }
        throw new BadRequestException(400, "The request's target is not a path");
    }

    private static HttpHeaders headers(HttpInput in, HeadRoom.Head head) throws IOException, BadRequestException {
        HttpHeaders headers = new HttpHeaders();
        for (int count = 0; ; count++) {
            String line = in.line(HEAD_LINE_MAX);
            if (line == null) {
                throw new IOException("The connection ends within a request's head");
            }
            if (line.isEmpty()) {
                return headers;
            }
            head.add(line.length());
            int colon = line.indexOf(':');
            if (colon < 1 || !isOf(TOKEN, line.substring(0, colon))) {
                throw new BadRequestException(400, "A header line is not name: value");
            }
            if (count >= HEADERS_MAX) {
                throw new BadRequestException(431, "More than " + HEADERS_MAX + " header lines");
            }
            String value = line.substring(colon + 1).strip();
            if (value.indexOf('\r') >= 0 || value.indexOf('\0') >= 0) {
                // Others might read the end of a line in it.
                throw new BadRequestException(400, "A header's value holds a line break or a NUL");
            }
            headers.add(line.substring(0, colon), value);
        }
    }

    /// A request that says its length in two ways is refused: two readers might find its end in two places.
    private static HttpBody body(HttpHeaders headers, boolean isOld, HttpInput in, Optional<HttpBody.Asking> asking)
            throws BadRequestException {
        List<String> encodings = headers.all("Transfer-Encoding");
        List<String> lengths = headers.all("Content-Length");
        if (!encodings.isEmpty()) {
            if (encodings.size() > 1 || !encodings.getFirst().equalsIgnoreCase("chunked")) {
                throw new BadRequestException(501, "Only the transfer encoding \"chunked\" is supported");
            }
            if (!lengths.isEmpty()) {
                throw new BadRequestException(400, "Both Content-Length and Transfer-Encoding");
            }
            if (isOld) {
                throw new BadRequestException(400, "HTTP/1.0 has no Transfer-Encoding");
            }
            return HttpBody.chunks(in, asking);
        }
        if (lengths.isEmpty()) {
            return HttpBody.of(in, 0, asking);
        }
        String length = lengths.getFirst();
        boolean isOne = lengths.size() == 1 || new HashSet<>(lengths).size() == 1;
        if (!isOne || length.length() > LENGTH_DIGITS_MAX || !isOf(DIGITS, length)) {
            throw new BadRequestException(400, "Content-Length is not one number");
        }
        return HttpBody.of(in, Long.parseLong(length), asking);
    }

    /// Ends all connections.
    @Override
    public void close() {
        closed = true;
        closing.countDown();
        try {
            server.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "The server's socket does not close: {0}", e.getMessage());
        }
        connections.forEach(HttpServer::close);
    }
}
