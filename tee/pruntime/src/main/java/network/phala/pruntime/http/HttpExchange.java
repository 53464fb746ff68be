package network.phala.pruntime.http;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// A request and the place for its answer: whole with [#respond], in pieces with [#respondInPieces], or, after an
/// agreed change of protocol, the connection itself with [#upgrade]. For the connection's thread.
final class HttpExchange {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);

    private static final int HEAD_USUAL = 512;
    /// What is left of a body is read to keep the connection, up to this size.
    private static final int DRAIN_MAX = 64 << 10;

    /// What needs no room: the system's buffers take it at once.
    static final int SMALL_ANSWER = 16 << 10;

    private static final int PIECE = 64 << 10;

    private final String method;
    private final URI target;
    private final boolean isOld;
    private final HttpHeaders requestHeaders;
    private final HttpHeaders responseHeaders = new HttpHeaders();
    private final HttpBody body;
    private final HttpInput in;
    private final OutputStream out;
    private final HttpConnection connection;
    private boolean keepAlive;
    private boolean responded;
    private boolean upgraded;

    /// @param isOld HTTP/1.0
    HttpExchange(
            String method,
            URI target,
            boolean isOld,
            HttpHeaders requestHeaders,
            HttpBody body,
            HttpInput in,
            OutputStream out,
            HttpConnection connection) {
        this.method = method;
        this.target = target;
        this.isOld = isOld;
        this.requestHeaders = requestHeaders;
        this.body = body;
        this.in = in;
        this.out = out;
        this.connection = connection;
        this.keepAlive =
                isOld ? requestHeaders.lists("Connection", "keep-alive") : !requestHeaders.lists("Connection", "close");
    }

    String method() {
        return method;
    }

    /// The path, decoded.
    String path() {
        String path = target.getPath();
        return path == null ? "" : path;
    }

    /// The path as it was sent, which holds no line breaks.
    String rawPath() {
        String path = target.getRawPath();
        return path == null ? "" : path;
    }

    /// What follows the question mark, as it was sent; empty without one.
    String query() {
        String query = target.getRawQuery();
        return query == null ? "" : query;
    }

    HttpHeaders requestHeaders() {
        return requestHeaders;
    }

    HttpHeaders responseHeaders() {
        return responseHeaders;
    }

    InputStream body() {
        return body;
    }

    boolean hasResponded() {
        return responded;
    }

    boolean isUpgraded() {
        return upgraded;
    }

    /// Whether the connection can take another request after this one. Known for good once the answer's head is sent,
    /// which says so.
    boolean isReusable() {
        return keepAlive && !upgraded;
    }

    /// Whether much of the request's body, or nobody knows how much, is yet to come. So it is when the client still
    /// waits to be asked for it: there is no telling whether it will send it.
    private boolean isMuchUnread() {
        return body.isWaitedForAtAnswer() || body.rest() < 0 || body.rest() > DRAIN_MAX;
    }

    void closeAfterwards() {
        keepAlive = false;
    }

    HttpBody requestBody() {
        return body;
    }

    /// More of the body has come: the client is still at it.
    void receives() {
        connection.waitsForRequest();
    }

    /// The whole request is here, as far as it is needed: from now on something is done for the client.
    void beginsWork() {
        connection.hasRequest();
    }

    /// An answer that is whole in memory. Large ones need room among the others that are under way.
    void respond(int status, byte[] content) throws IOException {
        if (content.length <= SMALL_ANSWER) {
            respondAtOnce(status, content);
        } else if (connection.beginsLargeAnswer(content.length)) {
            try {
                respond(status, content.length, new ByteArrayInputStream(content));
            } finally {
                connection.endsLargeAnswer(content.length);
            }
        } else {
            // Of another answer.
            responseHeaders.remove("X-Phactory-Signature");
            responseHeaders.set("Content-Type", "text/plain; charset=utf-8");
            respondAtOnce(503, "Too many large answers at once".getBytes(StandardCharsets.US_ASCII));
        }
    }

    private void respondAtOnce(int status, byte[] content) throws IOException {
        responseHeaders.set("Content-Length", Integer.toString(content.length));
        byte[] head = head(status);
        byte[] whole = new byte[head.length + (method.equals("HEAD") ? 0 : content.length)];
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(content, 0, whole, head.length, whole.length - head.length);
        out.write(whole);
        out.flush();
    }

    /// A long answer, of which only a piece is in memory at any time.
    ///
    /// @throws IOException also when there is less than `size` says; the connection cannot be used any more then
    void respond(int status, long size, InputStream content) throws IOException {
        responseHeaders.set("Content-Length", Long.toString(size));
        out.write(head(status));
        byte[] piece = new byte[PIECE];
        long left = method.equals("HEAD") ? 0 : size;
        while (left > 0) {
            int count = content.read(piece, 0, (int) Math.min(piece.length, left));
            if (count < 0) {
                throw new EOFException("The answer ends " + left + " bytes early");
            }
            out.write(piece, 0, count);
            left -= count;
        }
        out.flush();
    }

    /// An answer that is a head and nothing else, by its status.
    void respondWithoutBody(int status) throws IOException {
        out.write(head(status));
        out.flush();
    }

    /// Whether the other side has ended the connection. For any thread while the handler does not read: the request's
    /// body must have been read. What the other side sends ahead is kept for the next request.
    boolean hasCallerLeft() {
        return body.isEnded() && in.isAtEnd();
    }

    /// An answer whose length is not known before; every write is sent at once. Close it at its end.
    OutputStream respondInPieces(int status) throws IOException {
        if (isOld) {
            keepAlive = false;
        } else {
            responseHeaders.set("Transfer-Encoding", "chunked");
        }
        out.write(head(status));
        out.flush();
        return new Pieces();
    }

    /// Answers 101; from here on the connection is the caller's, in [#in] and [#out].
    void upgrade() throws IOException {
        upgraded = true;
        connection.upgrade();
        in.waitForEver();
        out.write(head(101));
        out.flush();
    }

    InputStream in() {
        return in;
    }

    OutputStream out() {
        return out;
    }

    private byte[] head(int status) {
        responded = true;
        if (isMuchUnread()) {
            // Said, not just done: a client that does not expect it would send its next request into the end.
            keepAlive = false;
        }
        StringBuilder head = new StringBuilder(HEAD_USUAL);
        head.append("HTTP/1.1 ").append(status).append(' ').append(reason(status));
        head.append("\r\nDate: ").append(Second.now().text).append("\r\n");
        if (!keepAlive && !upgraded) {
            head.append("Connection: close\r\n");
        }
        for (HttpHeaders.Line line : responseHeaders.lines()) {
            head.append(line.name()).append(": ").append(line.value()).append("\r\n");
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /// A second as the header `Date` shows it. Many answers go out in one.
    private record Second(long number, String text) {
        private static volatile Second latest = of(0);

        private static Second of(long number) {
            return new Second(number, DATE.format(Instant.ofEpochSecond(number).atZone(ZoneOffset.UTC)));
        }

        static Second now() {
            long number = System.currentTimeMillis() / 1000;
            Second known = latest;
            if (known.number != number) {
                known = of(number);
                latest = known;
            }
            return known;
        }
    }

    private static String reason(int status) {
        return switch (status) {
            case 101 -> "Switching Protocols";
            case 200 -> "OK";
            case 204 -> "No Content";
            case 400 -> "Bad Request";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 408 -> "Request Timeout";
            case 413 -> "Content Too Large";
            case 431 -> "Request Header Fields Too Large";
            case 500 -> "Internal Server Error";
            case 501 -> "Not Implemented";
            case 503 -> "Service Unavailable";
            default -> status < 400 ? "OK" : "Error";
        };
    }

    private final class Pieces extends OutputStream {
        private boolean closed;

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] data, int offset, int length) throws IOException {
            if (length == 0 || method.equals("HEAD")) {
                return;
            }
            if (isOld) {
                out.write(data, offset, length);
            } else {
                byte[] size = (Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
                byte[] piece = new byte[size.length + length + 2];
                System.arraycopy(size, 0, piece, 0, size.length);
                System.arraycopy(data, offset, piece, size.length, length);
                piece[piece.length - 2] = '\r';
                piece[piece.length - 1] = '\n';
                out.write(piece);
            }
            out.flush();
        }

        @Override
        public void close() throws IOException {
            if (!closed) {
                closed = true;
                if (!isOld && !method.equals("HEAD")) {
                    out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                }
                out.flush();
            }
        }
    }
}
