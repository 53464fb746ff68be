package network.phala.pruntime.outside;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import network.phala.pink.types.HttpRequest.Header;
import network.phala.pink.types.HttpRequestError;
import network.phala.primitives.Bytes;
import org.jspecify.annotations.Nullable;

/// One request and its answer on a connection of its own, in HTTP/1.1 (RFC 9112). Everything that comes back has a
/// limit: the head in bytes and lines, the body in bytes as they come, compressed or not. Whoever closes the
/// connection ends it.
final class WebExchange {
    static final int HEADERS_MAX = 256;
    private static final int HEAD_BYTES_MAX = 256 << 10;
    private static final int LINE_MAX = 1 << 10;
    private static final int INTERIM_MAX = 10;
    private static final int SWITCHING_PROTOCOLS = 101;

    /// What came back. Header names are in lower case, lines of one name together, as the original gives them.
    record Answer(int status, List<Header> headers, Bytes body) {
        Answer {
            headers = List.copyOf(headers);
        }

        Optional<String> first(String name) {
            return headers.stream()
                    .filter(header -> header.name().equals(name))
                    .map(Header::value)
                    .findFirst();
        }
    }

    private final Socket socket;
    private final InputStream in;
    private final int bodyMax;
    private final Asker asker;
    private int headBytes;

    WebExchange(Socket socket, int bodyMax, Asker asker) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), 16 << 10);
        this.bodyMax = bodyMax;
        this.asker = asker;
    }

    /// @param target path and query
    /// @throws RefusedException when a limit is met, or the connection fails within the body
    Answer run(String method, String target, List<Header> headers, Bytes body) throws IOException, RefusedException {
        IOException unsent = send(method, target, headers, body);
        try {
            return answer(method);
        } catch (EOFException e) {
            throw unsent == null ? e : unsent;
        }
    }

    /// A server may answer before it has read everything, and hang up; so a failure counts only without an answer.
    private @Nullable IOException send(String method, String target, List<Header> headers, Bytes body) {
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        headers.forEach(header ->
                head.append(header.name()).append(": ").append(header.value()).append("\r\n"));
        if (!body.isEmpty() || method.equals("POST") || method.equals("PUT") || method.equals("PATCH")) {
            head.append("content-length: ").append(body.size()).append("\r\n");
        }
        head.append("connection: close\r\n\r\n");
        try {
            socket.getOutputStream()
                    .write(Bytes.concat(Bytes.wrap(head.toString().getBytes(StandardCharsets.ISO_8859_1)), body)
                            .unsafeArray());
            socket.getOutputStream().flush();
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    private Answer answer(String method) throws IOException, RefusedException {
        for (int interim = 0; interim <= INTERIM_MAX; interim++) {
            int status = status(line(HEAD_BYTES_MAX));
            Map<String, List<String>> headers = headers();
            if (status >= 200 || status == SWITCHING_PROTOCOLS) {
                boolean bare = method.equals("HEAD") || status == 204 || status == 304 || status < 200;
                List<Header> shown = new ArrayList<>();
                headers.forEach((name, values) -> values.forEach(value -> shown.add(new Header(name, text(value)))));
                return new Answer(status, shown, bare ? Bytes.EMPTY : body(headers));
            }
        }
        throw new ProtocolException("More than " + INTERIM_MAX + " interim answers");
    }

    private static int status(String line) throws ProtocolException {
        if (!line.matches("HTTP/1\\.[01] [1-9]\\d\\d(?: .*)?")) {
            throw new ProtocolException("The answer is no HTTP/1.1");
        }
        return Integer.parseInt(line.substring(9, 12));
    }

    /// As the original: what is not plain text is shown as nothing.
    private static String text(String value) {
        return value.chars().allMatch(c -> c >= 0x20 && c < 0x7f || c == '\t') ? value : "";
    }

    private Map<String, List<String>> headers() throws IOException, RefusedException {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        int count = 0;
        for (String line = line(HEAD_BYTES_MAX); !line.isEmpty(); line = line(HEAD_BYTES_MAX)) {
            int colon = line.indexOf(':');
            if (colon < 1 || !line.substring(0, colon).matches(Web.TOKEN)) {
                throw new ProtocolException("The answer has a header without a name");
            }
            if (++count > HEADERS_MAX) {
                throw new RefusedException(HttpRequestError.TOO_MANY_HEADERS);
            }
            headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        return headers;
    }

    /// A line of the head, one character a byte, without its end.
    private String line(int max) throws IOException, RefusedException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("The connection was closed before the answer was there");
            }
            if (++headBytes > HEAD_BYTES_MAX || line.length() >= max) {
                throw new RefusedException(HttpRequestError.TOO_MANY_HEADERS);
            }
            line.append((char) next);
        }
        int end = line.length();
        return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
    }

    private Bytes body(Map<String, List<String>> headers) throws RefusedException {
        try {
            List<String> encodings = headers.getOrDefault("transfer-encoding", List.of());
            if (!encodings.isEmpty()) {
                return chunked(encodings);
            }
            List<String> lengths = headers.getOrDefault("content-length", List.of());
            if (lengths.isEmpty()) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                copy(out, Long.MAX_VALUE, false);
                return Bytes.wrap(out.toByteArray());
            }
            if (lengths.stream().distinct().count() > 1 || !lengths.getFirst().matches("\\d{1,18}")) {
                throw new ProtocolException("The length of the answer is no number");
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            copy(out, Long.parseLong(lengths.getFirst()), true);
            return Bytes.wrap(out.toByteArray());
        } catch (IOException e) {
            throw new RefusedException(HttpRequestError.NETWORK_ERROR);
        }
    }

    private Bytes chunked(List<String> encodings) throws IOException, RefusedException {
        if (encodings.size() != 1 || !encodings.getFirst().equalsIgnoreCase("chunked")) {
            throw new ProtocolException("The answer is encoded as " + encodings);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (true) {
            headBytes = 0;
            String size = line(LINE_MAX).split(";", 2)[0].strip();
            if (!size.matches("[0-9a-fA-F]{1,8}")) {
                throw new ProtocolException("The size of a chunk is no number");
            }
            long length = Long.parseLong(size, 16);
            if (length == 0) {
                headers();
                return Bytes.wrap(out.toByteArray());
            }
            copy(out, length, true);
            if (!line(LINE_MAX).isEmpty()) {
                throw new ProtocolException("A chunk is longer than it says");
            }
        }
    }

    /// @param whole whether an earlier end is an error
    private void copy(ByteArrayOutputStream out, long length, boolean whole) throws IOException, RefusedException {
        byte[] part = new byte[8 << 10];
        long left = length;
        while (left > 0) {
            int size = in.read(part, 0, (int) Math.min(part.length, left));
            if (size < 0) {
                if (whole) {
                    throw new EOFException("The answer ends early");
                }
                return;
            }
            if (out.size() + (long) size > bodyMax) {
                throw new RefusedException(HttpRequestError.RESPONSE_TOO_LARGE);
            }
            // The array that grows, and what is made of it.
            if (!asker.takes(2L * size)) {
                throw new RefusedException(HttpRequestError.NETWORK_ERROR);
            }
            out.write(part, 0, size);
            left -= size;
        }
    }

    /// The last of several lines of one name is the one that counts, as in the original.
    static List<Header> lastOfEach(List<Header> headers) {
        Map<String, Header> last = new LinkedHashMap<>();
        headers.forEach(header -> last.put(header.name().toLowerCase(Locale.ROOT), header));
        return List.copyOf(last.values());
    }
}
