package network.phala.pruntime.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import network.phala.primitives.Bytes32;
import network.phala.primitives.H256;
import network.phala.sidevm.HttpSession;
import network.phala.sidevm.SidevmException;
import network.phala.sidevm.Sidevms;
import network.phala.sidevm.message.HttpHead;
import network.phala.sidevm.message.HttpHeader;
import network.phala.sidevm.message.HttpResponseHead;

/// `GET` and `POST` of `/sidevm/<contract>/<path>`: the contract's program answers. Bodies pass through as they come,
/// both ways; cookies pass neither way.
///
/// Follows phala-blockchain standalone/pruntime/src/api_server.rs and crates/sidevm/host-runtime/src/rocket_stream.rs.
final class SidevmRoute {
    static final String PREFIX = "/sidevm/";

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    /// How often the client is looked after while the program thinks.
    private static final Duration GLANCE = Duration.ofSeconds(1);

    private static final int HEADERS_MAX = 100;
    private static final int HEADER_BYTES_MAX = 64 << 10;
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final int CHUNK = 8 << 10;
    /// What the server says of the connection itself.
    private static final Set<String> OWN_HEADERS =
            Set.of("set-cookie", "content-length", "transfer-encoding", "connection", "keep-alive", "date");

    private SidevmRoute() {}

    static void serve(HttpExchange exchange, Sidevms sidevms) throws IOException {
        // Its body may come as slowly as the program likes.
        exchange.beginsWork();
        String[] parts = exchange.path().substring(PREFIX.length()).split("/", 2);
        String verb = exchange.method();
        Optional<H256> contract = contract(parts[0]);
        if (!verb.equals("GET") && !verb.equals("POST")) {
            refuse(exchange, 404, "");
        } else if (contract.isEmpty()) {
            refuse(exchange, 400, "Invalid contract id \"" + parts[0] + "\"; expected 32 bytes in hex");
        } else {
            connect(exchange, sidevms, contract.get(), head(exchange, parts.length > 1 ? parts[1] : ""));
        }
    }

    private static Optional<H256> contract(String id) {
        String digits = id.startsWith("0x") ? id.substring(2) : id;
        return digits.matches("[0-9a-fA-F]{64}")
                ? Optional.of(new H256(Bytes32.fromHex("0x" + digits)))
                : Optional.empty();
    }

    private static HttpHead head(HttpExchange exchange, String path) {
        List<HttpHeader> headers = new ArrayList<>();
        exchange.requestHeaders().lines().forEach(line -> headers.add(new HttpHeader(line.name(), line.value())));
        String host = exchange.requestHeaders().first("Host").orElse("");
        String query = exchange.query().isEmpty() ? "" : "?" + exchange.query();
        return new HttpHead(exchange.method(), "http://" + host + "/" + path + query, headers);
    }

    private static void connect(HttpExchange exchange, Sidevms sidevms, H256 contract, HttpHead head)
            throws IOException {
        try (HttpSession session = sidevms.connect(contract, head)) {
            boolean wantsUpgrade = wantsUpgrade(exchange.requestHeaders());
            Thread body = wantsUpgrade ? Thread.currentThread() : send(exchange.body(), session);
            answer(exchange, session, awaitHead(exchange, session, body), wantsUpgrade);
            if (body != Thread.currentThread()) {
                // Nothing may read the connection any more when the next request is looked for.
                session.abandon();
                body.join();
            }
        } catch (SidevmException e) {
            boolean absent = switch (e.reason()) {
                case NOT_FOUND, STOPPED -> true;
                default -> false;
            };
            if (!exchange.requestBody().isEnded()) {
                // Another thread may be reading it: nobody can tell where the next request would begin.
                exchange.closeAfterwards();
            }
            refuse(exchange, absent ? 404 : 500, absent ? "" : String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            refuse(exchange, 500, "The worker stops");
        }
    }

    /// Waits for the program, no longer than for the client: one that has left gives the program's
    /// place to others.
    private static HttpResponseHead awaitHead(HttpExchange exchange, HttpSession session, Thread body)
            throws SidevmException, InterruptedException, IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return session.awaitHead(GLANCE);
            } catch (SidevmException e) {
                if (e.reason() != SidevmException.Reason.TIMEOUT || System.nanoTime() > end) {
                    throw e;
                }
            }
            // While the body is sent, its thread reads the connection and sees the end of it.
            boolean nobodyReads = body == Thread.currentThread() || !body.isAlive();
            if (nobodyReads && exchange.hasCallerLeft()) {
                throw new IOException("The client has left before the answer");
            }
        }
    }

    /// Many clients offer HTTP/2 with any request; that is no wish to speak with the program in another protocol.
    private static boolean wantsUpgrade(HttpHeaders headers) {
        return headers.lists("Connection", "upgrade")
                && !headers.lists("Upgrade", "h2c")
                && headers.first("Upgrade").isPresent();
    }

    private static Thread send(InputStream body, HttpSession session) {
        return Thread.ofVirtual().name("sidevm-body").start(() -> {
            try (OutputStream out = session.requestBody()) {
                body.transferTo(out);
            } catch (IOException e) {
                // Either side is gone; the answer, if there is one, is still on its way.
            }
        });
    }

    private static void answer(HttpExchange exchange, HttpSession session, HttpResponseHead head, boolean wantsUpgrade)
            throws IOException {
        boolean upgrades = head.statusCode() == 101;
        Optional<String> wrong = wrong(head, wantsUpgrade);
        if (wrong.isPresent()) {
            exchange.closeAfterwards();
            refuse(exchange, 500, wrong.get());
            return;
        }
        for (HttpHeader header : head.headers()) {
            String name = header.name().toLowerCase(java.util.Locale.ROOT);
            if (!NAME.matcher(name).matches()) {
                continue;
            }
            if (!OWN_HEADERS.contains(name) && !name.equals("upgrade")) {
                exchange.responseHeaders().add(header.name(), header.value());
            } else if (upgrades && name.equals("upgrade")) {
                exchange.responseHeaders().set("Connection", "Upgrade");
                exchange.responseHeaders().set("Upgrade", header.value());
            }
        }
        if (upgrades) {
            exchange.upgrade();
            send(exchange.in(), session);
            session.responseBody().transferTo(exchange.out());
            return;
        }
        if (wantsUpgrade) {
            // The program will have none of it: an ordinary answer.
            exchange.closeAfterwards();
            session.requestBody().close();
        }
        if (head.statusCode() == 204 || head.statusCode() == 304) {
            // These have no body, not even one of length nothing.
            exchange.respondWithoutBody(head.statusCode());
            return;
        }
        try (OutputStream out = exchange.respondInPieces(head.statusCode())) {
            InputStream body = session.responseBody();
            byte[] chunk = new byte[CHUNK];
            for (int size = body.read(chunk); size >= 0; size = body.read(chunk)) {
                out.write(chunk, 0, size);
            }
        }
    }

    /// What a client could not read, or could take for another answer than it is.
    private static Optional<String> wrong(HttpResponseHead head, boolean wantsUpgrade) {
        int status = head.statusCode();
        if (status == 101 && !wantsUpgrade) {
            return Optional.of("The program changes the protocol unasked");
        }
        if (status != 101 && (status < 200 || status > 599)) {
            return Optional.of("The program answers with status " + status + "; expected 101 or 200 to 599");
        }
        long bytes = 0;
        for (HttpHeader header : head.headers()) {
            bytes += header.name().length() + header.value().length();
        }
        if (head.headers().size() > HEADERS_MAX || bytes > HEADER_BYTES_MAX) {
            return Optional.of("The program answers with " + head.headers().size() + " headers of " + bytes
                    + " bytes; expected at most " + HEADERS_MAX + " of " + HEADER_BYTES_MAX + " bytes together");
        }
        return Optional.empty();
    }

    private static void refuse(HttpExchange exchange, int status, String text) throws IOException {
        exchange.respond(status, text.getBytes(StandardCharsets.UTF_8));
    }
}
