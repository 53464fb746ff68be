package network.phala.sidevm.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;
import network.phala.primitives.H256;
import network.phala.sidevm.SidevmNetwork;
import network.phala.sidevm.message.TlsServerConfig;

/// Sockets. A program may connect where its [Dialer] lets it; it may listen anywhere.
///
/// Follows phala-blockchain crates/sidevm/host-runtime/src/env.rs, tcp_connect, and tls.rs.
public final class JdkNetwork implements SidevmNetwork {
    private static final Logger LOG = System.getLogger(JdkNetwork.class.getName());
    private static final int STEP_MILLIS_MAX = 30_000;
    private static final int BACKLOG = 128;

    private final Dialer dialer;

    public JdkNetwork(Dialer dialer) {
        this.dialer = dialer;
    }

    @Override
    public Stream connect(H256 program, String host, int port, boolean tls) throws IOException {
        try {
            return new SocketStream(dialer.dial(program.value(), host, port, tls, STEP_MILLIS_MAX));
        } catch (IOException e) {
            // Where to may be what a user asked for.
            LOG.log(
                    Level.DEBUG,
                    "SideVM connection failed host={0} port={1} reason={2}",
                    host,
                    Integer.toString(port),
                    e.getMessage());
            throw e;
        }
    }

    @Override
    public Listener listen(String address, Optional<TlsServerConfig> tls) throws IOException {
        int colon = address.lastIndexOf(':');
        if (colon < 0 || !address.substring(colon + 1).matches("\\d{1,5}")) {
            throw new IOException("Address \"" + address + "\"; expected host:port");
        }
        String host = address.substring(0, colon).replaceAll("^\\[|]$", "");
        int port = Integer.parseInt(address.substring(colon + 1));
        if (port > 0xffff) {
            throw new IOException("Port " + port + "; at most 65535");
        }
        Optional<SSLSocketFactory> secured =
                tls.map(config -> TlsServers.context(config).getSocketFactory());
        ServerSocket server = new ServerSocket();
        try {
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(here(host), port), BACKLOG);
            return new SocketListener(server, secured);
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    /// No other name than that of this machine: to look one up may take long, and the program's core would wait for it.
    private static InetAddress here(String host) throws IOException {
        if (host.equals("localhost")) {
            return InetAddress.getLoopbackAddress();
        }
        return Dialer.literal(host)
                .orElseThrow(() -> new IOException("Name \"" + host + "\"; expected an address to listen at"));
    }

    private static String text(InetAddress address, int port) {
        String host = address.getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    private record SocketListener(ServerSocket server, Optional<SSLSocketFactory> secured) implements Listener {
        @Override
        public Stream accept() throws IOException {
            Socket wire = server.accept();
            wire.setTcpNoDelay(true);
            Socket socket = secured.isPresent() ? secured.get().createSocket(wire, null, true) : wire;
            return new SocketStream(new Dialer.Connection(socket, wire));
        }

        @Override
        public String address() {
            return text(server.getInetAddress(), server.getLocalPort());
        }

        @Override
        public void close() {
            closeQuietly(server);
        }
    }

    private record SocketStream(Dialer.Connection connection) implements Stream {
        @Override
        public InputStream input() throws IOException {
            return connection.socket().getInputStream();
        }

        @Override
        public OutputStream output() throws IOException {
            return connection.socket().getOutputStream();
        }

        @Override
        public void endOutput() throws IOException {
            connection.socket().shutdownOutput();
        }

        @Override
        public String peer() {
            return text(connection.wire().getInetAddress(), connection.wire().getPort());
        }

        @Override
        public void close() {
            closeQuietly(connection);
        }
    }

    private static void closeQuietly(java.io.Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "A socket does not close: {0}", e.getMessage());
        }
    }
}
