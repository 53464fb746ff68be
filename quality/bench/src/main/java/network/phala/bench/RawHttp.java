package network.phala.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// One kept connection to a server, with as little work on this side as there can be: what is measured through it is
/// the server. For one thread.
final class RawHttp implements AutoCloseable {
    private final Socket connection;
    private final InputStream in;
    private final OutputStream out;

    RawHttp(URI server) throws IOException {
        connection = new Socket(InetAddress.getByName(server.getHost()), server.getPort());
        connection.setTcpNoDelay(true);
        in = new BufferedInputStream(connection.getInputStream(), 8 << 10);
        out = connection.getOutputStream();
    }

    /// The bytes of a request, made before the measurement.
    static byte[] post(String path, byte[] body) {
        byte[] head = ("POST " + path + " HTTP/1.1\r\nHost: bench\r\nContent-Type: application/octet-stream\r\n"
                        + "Content-Length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] whole = java.util.Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        return whole;
    }

    /// Sends a request and reads its answer's body.
    ///
    /// @throws IOException when the status is not 200
    byte[] exchange(byte[] request) throws IOException {
        out.write(request);
        String status = line();
        int length = 0;
        for (String line = line(); !line.isEmpty(); line = line()) {
            if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        byte[] body = in.readNBytes(length);
        if (!status.startsWith("HTTP/1.1 200")) {
            throw new IOException(status + ": " + new String(body, StandardCharsets.ISO_8859_1));
        }
        return body;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("The server ended the connection");
            }
            line.append((char) next);
        }
        return line.substring(0, Math.max(0, line.length() - 1));
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
