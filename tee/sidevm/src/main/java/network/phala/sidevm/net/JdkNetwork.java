package network.phala.sidevm.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import network.phala.sidevm.SidevmNetwork;
import network.phala.sidevm.message.TlsServerConfig;

/// Sockets. A program may reach private addresses (this machine, its local network) only where that is allowed; it may
/// listen anywhere.
///
/// Follows phala-blockchain crates/sidevm/host-runtime/src/env.rs, tcp_connect, and tls.rs.
public final class JdkNetwork implements SidevmNetwork {
    private static final Logger LOG = System.getLogger(JdkNetwork.class.getName());
    private static final int CONNECT_MILLIS_MAX = 30_000;
    private static final int HANDSHAKE_MILLIS_MAX = 30_000;
    private static final int BACKLOG = 128;

    /// Where connections go through; empty for none. `socks5`, `socks5h` and `http` are understood.
    public record Proxies(Optional<URI> all, Optional<URI> i2p) {
        public static final Proxies NONE = new Proxies(Optional.empty(), Optional.empty());

        /// From `all_proxy` and `i2p_proxy`.
        public static Proxies of(Map<String, String> environment) {
            return new Proxies(uri(environment, "all_proxy"), uri(environment, "i2p_proxy"));
        }

        private static Optional<URI> uri(Map<String, String> environment, String key) {
            return Optional.ofNullable(environment.get(key))
                    .map(String::strip)
                    .filter(text -> !text.isEmpty())
                    .map(URI::create);
        }

        private Optional<URI> forHost(String host) {
            return host.endsWith(".i2p") && i2p.isPresent() ? i2p : all;
        }
    }

    private final boolean allowPrivate;
    private final Proxies proxies;
    private final SSLContext trust;

    /// @param trust whom TLS connections trust
    public JdkNetwork(boolean allowPrivate, Proxies proxies, SSLContext trust) {
        this.allowPrivate = allowPrivate;
        this.proxies = proxies;
        this.trust = trust;
    }

    /// Trusts whom the JDK trusts.
    public static JdkNetwork standard(boolean allowPrivate, Proxies proxies) {
        try {
            return new JdkNetwork(allowPrivate, proxies, SSLContext.getDefault());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("No TLS in this JDK", e);
        }
    }

    @Override
    public Stream connect(String host, int port, boolean tls) throws IOException {
        try {
            Socket socket = open(host, port);
            return new SocketStream(tls ? secured(socket, host, port) : socket);
        } catch (IOException e) {
            LOG.log(
                    Level.INFO,
                    "SideVM connection failed host={0} port={1} reason={2}",
                    host,
                    Integer.toString(port),
                    e.getMessage());
            throw e;
        }
    }

    private Socket open(String host, int port) throws IOException {
        Optional<URI> proxy = proxies.forHost(host);
        if (proxy.isPresent()) {
            Socket socket = new Socket(proxyOf(proxy.get()));
            return connected(socket, InetSocketAddress.createUnresolved(host, port));
        }
        IOException last = new IOException("No address of " + host);
        for (InetAddress address : InetAddress.getAllByName(host)) {
            if (!allowPrivate && !PublicAddresses.contains(address)) {
                last = new IOException(host + " is the private address " + address.getHostAddress()
                        + "; programs may reach public ones only");
                continue;
            }
            try {
                return connected(new Socket(), new InetSocketAddress(address, port));
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }

    private static Socket connected(Socket socket, InetSocketAddress address) throws IOException {
        try {
            socket.setTcpNoDelay(true);
            socket.connect(address, CONNECT_MILLIS_MAX);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static Proxy proxyOf(URI uri) throws IOException {
        Proxy.Type type = switch (String.valueOf(uri.getScheme())) {
            case "socks5", "socks5h" -> Proxy.Type.SOCKS;
            case "http" -> Proxy.Type.HTTP;
            default -> throw new IOException("Proxy scheme " + uri.getScheme() + "; expected socks5, socks5h or http");
        };
        return new Proxy(type, new InetSocketAddress(uri.getHost(), uri.getPort()));
    }

    private Socket secured(Socket socket, String host, int port) throws IOException {
        SSLSocket secured = (SSLSocket) trust.getSocketFactory().createSocket(socket, host, port, true);
        try {
            SSLParameters parameters = secured.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secured.setSSLParameters(parameters);
            secured.setSoTimeout(HANDSHAKE_MILLIS_MAX);
            secured.startHandshake();
            secured.setSoTimeout(0);
            return secured;
        } catch (IOException e) {
            secured.close();
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
        ServerSocket server = tls.isPresent()
                ? TlsServers.context(tls.get()).getServerSocketFactory().createServerSocket()
                : new ServerSocket();
        try {
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.getByName(host), port), BACKLOG);
            return new SocketListener(server);
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    private static String text(InetAddress address, int port) {
        String host = address.getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    private record SocketListener(ServerSocket server) implements Listener {
        @Override
        public Stream accept() throws IOException {
            Socket socket = server.accept();
            socket.setTcpNoDelay(true);
            return new SocketStream(socket);
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

    private record SocketStream(Socket socket) implements Stream {
        @Override
        public InputStream input() throws IOException {
            return socket.getInputStream();
        }

        @Override
        public OutputStream output() throws IOException {
            return socket.getOutputStream();
        }

        @Override
        public void endOutput() throws IOException {
            socket.shutdownOutput();
        }

        @Override
        public String peer() {
            return text(socket.getInetAddress(), socket.getPort());
        }

        @Override
        public void close() {
            closeQuietly(socket);
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
