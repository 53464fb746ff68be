package network.phala.sidevm.net;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// Asks a proxy for a way to a host: SOCKS 5 (RFC 1928, with user name and password of RFC 1929) or HTTP `CONNECT`. The
/// proxy looks the name up.
final class ProxyTunnel {
    private static final int VERSION = 5;
    private static final int OPEN = 0;
    private static final int PASSWORD = 2;
    private static final int NONE_ACCEPTABLE = 0xff;
    private static final int IPV4 = 1;
    private static final int NAME = 3;
    private static final int IPV6 = 4;
    private static final int HEAD_MAX = 16 << 10;
    private static final int TEXT_MAX = 255;

    private ProxyTunnel() {}

    static void open(Socket socket, URI proxy, String host, int port) throws IOException {
        if (Proxies.isHttp(proxy)) {
            connect(socket, proxy, host, port);
        } else {
            socks(socket, proxy, host, port);
        }
    }

    private static Optional<String> user(URI proxy) {
        return Optional.ofNullable(proxy.getRawUserInfo())
                .map(info -> URLDecoder.decode(info.replace("+", "%2B"), StandardCharsets.UTF_8));
    }

    private static void socks(Socket socket, URI proxy, String host, int port) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        OutputStream out = socket.getOutputStream();
        Optional<String> user = user(proxy);
        out.write(user.isPresent() ? new byte[] {VERSION, 2, OPEN, PASSWORD} : new byte[] {VERSION, 1, OPEN});
        expect(in.readUnsignedByte(), VERSION, "SOCKS version");
        int method = in.readUnsignedByte();
        if (method == PASSWORD && user.isPresent()) {
            out.write(login(user.get()));
            expect(in.readUnsignedByte(), 1, "version of the login");
            expect(in.readUnsignedByte(), 0, "login");
        } else if (method != OPEN) {
            throw new IOException(
                    method == NONE_ACCEPTABLE ? "The proxy wants another login" : "The proxy wants login " + method);
        }
        out.write(request(host, port));
        expect(in.readUnsignedByte(), VERSION, "SOCKS version");
        expect(in.readUnsignedByte(), 0, "answer");
        in.readUnsignedByte();
        int size = switch (in.readUnsignedByte()) {
            case IPV4 -> 4;
            case IPV6 -> 16;
            case NAME -> in.readUnsignedByte();
            default -> throw new IOException("The proxy answers with an address of unknown kind");
        };
        in.readFully(new byte[size + 2]);
    }

    private static void expect(int value, int expected, String what) throws IOException {
        if (value != expected) {
            throw new IOException("The proxy refuses: " + what + " " + value + "; expected " + expected);
        }
    }

    private static byte[] login(String user) throws IOException {
        String[] parts = user.split(":", 2);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(1);
        writeText(out, parts[0]);
        writeText(out, parts.length > 1 ? parts[1] : "");
        return out.toByteArray();
    }

    private static void writeText(ByteArrayOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > TEXT_MAX) {
            throw new IOException("A text of " + bytes.length + " bytes for the proxy; at most " + TEXT_MAX);
        }
        out.write(bytes.length);
        out.writeBytes(bytes);
    }

    private static byte[] request(String host, int port) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {VERSION, 1, 0});
        Optional<InetAddress> literal = Dialer.literal(host);
        if (literal.isPresent()) {
            out.write(literal.get() instanceof Inet4Address ? IPV4 : IPV6);
            out.writeBytes(literal.get().getAddress());
        } else {
            out.write(NAME);
            writeText(out, host);
        }
        out.write(port >>> 8);
        out.write(port);
        return out.toByteArray();
    }

    private static void connect(Socket socket, URI proxy, String host, int port) throws IOException {
        String plain = Dialer.literal(host).map(InetAddress::getHostAddress).orElse(host);
        String target = (plain.contains(":") ? "[" + plain + "]" : plain) + ":" + port;
        String login = user(proxy)
                .map(user -> "Proxy-Authorization: Basic "
                        + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)) + "\r\n")
                .orElse("");
        socket.getOutputStream()
                .write(("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n" + login + "\r\n")
                        .getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        // Byte by byte: what follows the head belongs to the other end.
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = socket.getInputStream().read();
            if (next < 0 || head.size() >= HEAD_MAX) {
                throw new IOException("The proxy gives no answer");
            }
            head.write(next);
        }
        String status =
                head.toString(StandardCharsets.ISO_8859_1).lines().findFirst().orElse("");
        if (!status.matches("HTTP/1\\.[01] 2\\d\\d.*")) {
            throw new IOException("The proxy refuses: " + status);
        }
    }
}
