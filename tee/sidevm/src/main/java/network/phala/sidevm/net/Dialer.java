package network.phala.sidevm.net;

import java.io.Closeable;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import network.phala.primitives.Bytes32;
import network.phala.sidevm.Pauses;

/// Opens connections for contracts and their programs: to reachable addresses only, through proxies where they are
/// set, with TLS where it is wanted. Any thread.
///
/// A name is looked up once, and the address that was checked is the one connected to, so that a name server that
/// changes its mind (DNS rebinding) changes nothing. A proxy looks names up itself; addresses and `localhost` are
/// checked here even so.
public final class Dialer {
    static {
        // Without it the JDK takes a connection that somebody on the way has cut for one that the server has ended. It
        // is read when the first TLS connection is made.
        System.setProperty("com.sun.net.ssl.requireCloseNotify", "true");
    }

    private final Predicate<InetAddress> reachable;
    private final Supplier<Proxies> proxies;
    private final SSLContext trust;
    private final Lookups names;

    /// Looks names up.
    @FunctionalInterface
    public interface Names {
        List<InetAddress> addresses(String host) throws UnknownHostException;
    }

    /// @param reachable which addresses may be connected to
    /// @param trust whom TLS connections trust
    public Dialer(Predicate<InetAddress> reachable, Supplier<Proxies> proxies, SSLContext trust, Names names) {
        this.reachable = reachable;
        this.proxies = proxies;
        this.trust = trust;
        this.names = new Lookups(names);
    }

    /// With the machine's names, trusting whom the JDK trusts.
    ///
    /// @param allowPrivate whether this machine and private networks may be reached
    public static Dialer standard(boolean allowPrivate, Supplier<Proxies> proxies) {
        try {
            return new Dialer(
                    allowPrivate ? _ -> true : PublicAddresses::contains,
                    proxies,
                    SSLContext.getDefault(),
                    host -> List.of(InetAddress.getAllByName(host)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("No TLS in this JDK", e);
        }
    }

    /// A connection. Any thread may close it.
    ///
    /// @param socket to speak on
    /// @param wire what is under its TLS; without TLS the same
    public record Connection(Socket socket, Socket wire) implements Closeable {
        /// Ends reads and writes that wait. A socket with TLS is not closed itself: that would wait for a write that
        /// waits, as long as the other side likes.
        @Override
        public void close() throws IOException {
            wire.close();
        }
    }

    /// A connection, ready to speak.
    ///
    /// @param asker the contract for which it is; others need not wait for names that it looks up
    /// @param host a name or an address, an IPv6 address without brackets
    /// @param millis how long each step may take
    /// @throws ForbiddenAddressException when the host is no place to go
    public Connection dial(Bytes32 asker, String host, int port, boolean tls, int millis) throws IOException {
        Socket wire = open(asker, host, port, millis);
        try {
            return new Connection(tls ? secured(wire, wire, host, port, millis) : wire, wire);
        } catch (IOException e) {
            wire.close();
            throw e;
        }
    }

    /// A connection for work that has a place among those that compute: it has none while it waits, here and wherever
    /// it then reads and writes on the connection's socket.
    public Connection dial(Bytes32 asker, String host, int port, boolean tls, int millis, Pauses pauses)
            throws IOException {
        Socket wire = opened(asker, host, port, millis, pauses);
        try {
            Socket pausing = new PausingSocket(wire, pauses);
            return new Connection(tls ? secured(pausing, wire, host, port, millis) : pausing, wire);
        } catch (IOException e) {
            wire.close();
            throw e;
        }
    }

    private Socket opened(Bytes32 asker, String host, int port, int millis, Pauses pauses) throws IOException {
        AtomicReference<Socket> opened = new AtomicReference<>();
        try {
            return PausingSocket.paused(pauses, () -> {
                Socket socket = open(asker, host, port, millis);
                opened.set(socket);
                return socket;
            });
        } catch (IOException e) {
            // Told to end when it was open already.
            Socket left = opened.get();
            if (left != null) {
                left.close();
            }
            throw e;
        }
    }

    /// Something to be said and heard before a connection is ready.
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    /// Ends the connection when the step takes longer, however steadily the other side trickles.
    private static void inTime(Socket wire, int millis, Step step) throws IOException {
        CountDownLatch done = new CountDownLatch(1);
        Thread.ofVirtual().name("dial-limit").start(() -> {
            try {
                if (!done.await(millis, TimeUnit.MILLISECONDS)) {
                    wire.close();
                }
            } catch (IOException | InterruptedException e) {
                // It has ended meanwhile; nobody interrupts.
            }
        });
        try {
            step.run();
        } finally {
            done.countDown();
        }
    }

    private Socket open(Bytes32 asker, String host, int port, int millis) throws IOException {
        Optional<URI> proxy = proxies.get().forHost(host);
        if (proxy.isEmpty()) {
            return direct(asker, host, port, millis);
        }
        checkUnresolved(host);
        InetSocketAddress address = new InetSocketAddress(proxy.get().getHost(), Proxies.port(proxy.get()));
        Socket socket = connected(new Socket(), address, millis);
        try {
            inTime(socket, millis, () -> ProxyTunnel.open(socket, proxy.get(), host, port));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private Socket direct(Bytes32 asker, String host, int port, int millis) throws IOException {
        IOException last = new UnknownHostException(host + " has no address");
        for (InetAddress address : lookedUp(asker, host)) {
            if (!reachable.test(address)) {
                last = forbidden(host, address);
                continue;
            }
            try {
                return connected(new Socket(), new InetSocketAddress(address, port), millis);
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }

    private List<InetAddress> lookedUp(Bytes32 asker, String host) throws UnknownHostException {
        Optional<InetAddress> literal = literal(host);
        return literal.isPresent() ? List.of(literal.get()) : names.addresses(asker, host);
    }

    private static ForbiddenAddressException forbidden(String host, InetAddress address) {
        return new ForbiddenAddressException(
                host + " is the private address " + address.getHostAddress() + "; only public ones may be reached");
    }

    private void checkUnresolved(String host) throws ForbiddenAddressException {
        // A name is the same with a dot at its end, and some read addresses so too.
        String name = host.toLowerCase(Locale.ROOT).replaceFirst("\\.+$", "");
        boolean local = name.equals("localhost") || name.endsWith(".localhost");
        Optional<InetAddress> address = local ? Optional.of(InetAddress.getLoopbackAddress()) : literal(name);
        if (address.isPresent() && !reachable.test(address.get())) {
            throw forbidden(host, address.get());
        }
    }

    /// An address written as such; IPv4 in all its spellings (`127.1`, `0x7f000001`, `0177.0.0.1`), read as proxies and
    /// browsers do.
    static Optional<InetAddress> literal(String host) {
        try {
            return Optional.of(Inet4Address.ofPosixLiteral(host));
        } catch (IllegalArgumentException e) {
            // A name, or of version 6.
        }
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Socket connected(Socket socket, InetSocketAddress address, int millis) throws IOException {
        try {
            if (address.isUnresolved()) {
                throw new UnknownHostException(address.getHostString());
            }
            socket.setTcpNoDelay(true);
            socket.connect(address, millis);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private Socket secured(Socket below, Socket wire, String host, int port, int millis) throws IOException {
        SSLSocket secured = (SSLSocket) trust.getSocketFactory().createSocket(below, host, port, true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        inTime(wire, millis, secured::startHandshake);
        CertificateNames.check(secured.getSession(), host);
        return secured;
    }
}
