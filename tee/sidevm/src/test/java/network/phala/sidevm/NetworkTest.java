package network.phala.sidevm;

import static network.phala.sidevm.TestHost.PATIENCE;
import static network.phala.sidevm.TestHost.PROGRAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.sidevm.message.TlsServerConfig;
import network.phala.sidevm.net.Dialer;
import network.phala.sidevm.net.JdkNetwork;
import network.phala.sidevm.net.Proxies;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Programs on the real network of this machine: streams out and in, with TLS and without.
class NetworkTest {
    /// A server's certificate and key, and whom to trust for it.
    private record Credentials(String certificate, String key, SSLContext trust) {}

    private static final Credentials TLS = makeCertificate();

    private TestHost host;
    private Sidevms sidevms;

    @BeforeEach
    void start() throws Exception {
        host = new TestHost(TLS.trust());
        sidevms = new Sidevms(host.ports(), 2);
        TestHost.deploy(sidevms, PROGRAM, "workbench");
        assertThat(ask("echo up")).isEqualTo("up");
    }

    @AfterEach
    void stop() {
        sidevms.close();
    }

    private String ask(String question) throws Exception {
        return TestHost.ask(sidevms, question);
    }

    /// A certificate for localhost that signs itself, by the JDK's own tool.
    private static Credentials makeCertificate() {
        try {
            Path folder = Files.createTempDirectory("sidevm-tls");
            try {
                return makeCertificate(folder.resolve("server.p12"));
            } finally {
                Files.deleteIfExists(folder.resolve("server.p12"));
                Files.delete(folder);
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Credentials makeCertificate(Path file) throws Exception {
        String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process process = new ProcessBuilder(
                        tool,
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-validity",
                        "30",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "password",
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(process.waitFor()).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, "password".toCharArray());
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", store.getCertificate("server"));
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        SSLContext trust = SSLContext.getInstance("TLS");
        trust.init(null, factory.getTrustManagers(), null);
        return new Credentials(
                pem("CERTIFICATE", store.getCertificate("server").getEncoded()),
                pem(
                        "PRIVATE KEY",
                        store.getKey("server", "password".toCharArray()).getEncoded()),
                trust);
    }

    private static String pem(String kind, byte[] content) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + kind
                + "-----";
    }

    @Test
    void connectsOut() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (Socket socket = server.accept()) {
                    byte[] said = socket.getInputStream().readAllBytes();
                    socket.getOutputStream()
                            .write(("heard " + new String(said, StandardCharsets.UTF_8))
                                    .getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            assertThat(ask("connect 127.0.0.1 " + server.getLocalPort() + " hello there"))
                    .isEqualTo("heard hello there");
        }
    }

    @Test
    void failsWhereNobodyListens() throws Exception {
        try (Socket silent = new Socket()) {
            // Bound and not listening: nobody else can come to listen there.
            silent.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            assertThat(ask("connect 127.0.0.1 " + silent.getLocalPort() + " x")).isEqualTo("error: IoError");
        }
        assertThat(ask("connect no.such.host.invalid 80 x")).isEqualTo("error: IoError");
        assertThat(ask("connect " + "a".repeat(254) + " 80 x")).isEqualTo("error: InvalidParameter");
    }

    /// To look a name up would hold the program's core as long as a name server likes.
    @Test
    void listensAtAddressesNotAtNames() throws Exception {
        JdkNetwork network = new JdkNetwork(Dialer.standard(true, () -> Proxies.NONE));
        assertThatThrownBy(() -> network.listen("a.example:0", Optional.empty()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("expected an address");
        for (String here : List.of("localhost:0", "127.0.0.1:0", "0.0.0.0:0")) {
            network.listen(here, Optional.empty()).close();
        }
    }

    @Test
    void takesConnectionsFromOthersAndFromItself() throws Exception {
        assertThat(ask("listen 127.0.0.1:0")).isEqualTo("listening");
        int port = host.port();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            byte[] large = new byte[200_000];
            new java.util.Random(3).nextBytes(large);
            Thread.ofVirtual().start(() -> {
                try {
                    socket.getOutputStream().write(large);
                    socket.shutdownOutput();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            assertThat(socket.getInputStream().readAllBytes()).isEqualTo(large);
        }
        assertThat(ask("connect 127.0.0.1 " + port + " to myself")).isEqualTo("to myself");
        assertThat(ask("listen 127.0.0.1:" + port)).isEqualTo("error: IoError");
        assertThat(ask("listen nonsense")).isEqualTo("error: IoError");
    }

    @Test
    void givesItsPortBackWhenItEnds() throws Exception {
        // A port given back may go to another program of this machine, but hardly each time.
        String again = "";
        for (int round = 0; round < 5 && !again.equals("listening"); round++) {
            assertThat(ask("listen 127.0.0.1:0")).isEqualTo("listening");
            sidevms.stop(PROGRAM);
            TestHost.until(() -> sidevms.liveCount() == 0, "the program's end");
            TestHost.deploy(sidevms, PROGRAM, "workbench");
            again = ask("listen 127.0.0.1:" + host.port());
        }
        assertThat(again).isEqualTo("listening");
    }

    @Test
    void speaksTlsOnBothSides() throws Exception {
        assertThat(ask("listen-tls 127.0.0.1:0\n" + TLS.certificate() + "\n\n" + TLS.key()))
                .isEqualTo("listening");
        int port = host.port();
        assertThat(ask("tls localhost " + port + " secret words")).isEqualTo("secret words");
        try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port)) {
            plain.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            byte[] answer = plain.getInputStream().readAllBytes();
            assertThat(new String(answer, StandardCharsets.ISO_8859_1)).doesNotContain("GET");
        } catch (IOException e) {
            assertThat(e).hasMessageMatching(".*(reset|Broken pipe).*");
        }
    }

    /// One who does not read cannot keep the other side from going: neither its own thread, nor whichever closes.
    @Test
    void aTlsConnectionThatIsNotReadCanBeClosed() throws Exception {
        SidevmNetwork network = host.network();
        var config = new TlsServerConfig.V0(TLS.certificate(), TLS.key());
        try (SidevmNetwork.Listener listener = network.listen("127.0.0.1:0", Optional.of(config))) {
            int port = Integer.parseInt(listener.address().replaceFirst(".*:", ""));
            CompletableFuture<SidevmNetwork.Stream> accepted = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> {
                try {
                    SidevmNetwork.Stream stream = listener.accept();
                    stream.output().write(1);
                    accepted.complete(stream);
                } catch (IOException e) {
                    accepted.completeExceptionally(e);
                }
            });
            SidevmNetwork.Stream client = network.connect(TestHost.PROGRAM, "localhost", port, true);
            SidevmNetwork.Stream server = accepted.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            assertThat(client.input().read()).isEqualTo(1);
            List<Thread> threads =
                    List.of(writesForEver(client), writesForEver(server), closes(client), closes(server));
            for (Thread each : threads) {
                assertThat(each.join(PATIENCE)).as(each.getName()).isTrue();
            }
        }
    }

    /// Gives the thread when it waits for the other side to read.
    private static Thread writesForEver(SidevmNetwork.Stream stream) {
        AtomicLong written = new AtomicLong();
        Thread writer = Thread.ofVirtual().name("write").start(() -> {
            try {
                for (byte[] chunk = new byte[16 << 10]; ; written.incrementAndGet()) {
                    stream.output().write(chunk);
                }
            } catch (IOException e) {
                // Closed.
            }
        });
        for (long last = -1, same = 0; same < 20; LockSupport.parkNanos(5_000_000)) {
            same = written.get() == last ? same + 1 : 0;
            last = written.get();
        }
        return writer;
    }

    private static Thread closes(SidevmNetwork.Stream stream) {
        return Thread.ofVirtual().name("close").start(stream::close);
    }

    /// A handshake may take so long, not each byte of it.
    @Test
    void aServerThatTricklesIsLeft() throws Exception {
        Dialer dialer =
                new Dialer(_ -> true, () -> Proxies.NONE, TLS.trust(), name -> List.of(InetAddress.getAllByName(name)));
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (Socket socket = server.accept()) {
                    // The head of a record of 16 KiB.
                    socket.getOutputStream().write(new byte[] {22, 3, 3, 64, 0});
                    while (true) {
                        socket.getOutputStream().write(0);
                        LockSupport.parkNanos(10_000_000);
                    }
                } catch (IOException e) {
                    // It has gone.
                }
            });
            Thread dials = Thread.ofVirtual()
                    .start(() -> assertThatThrownBy(
                                    () -> dialer.dial(Bytes32.ZERO, "localhost", server.getLocalPort(), true, 300))
                            .isInstanceOf(IOException.class));
            assertThat(dials.join(Duration.ofSeconds(60))).isTrue();
        }
    }

    @Test
    void refusesAServerItCannotTrust() throws Exception {
        assertThat(ask("listen-tls 127.0.0.1:0\n" + TLS.certificate() + "\n\n" + TLS.key()))
                .isEqualTo("listening");
        int port = host.port();
        try (Sidevms distrustful = new Sidevms(new TestHost(SSLContext.getDefault()).ports(), 1)) {
            TestHost.deploy(distrustful, PROGRAM, "workbench");
            assertThat(distrustful
                            .query(PROGRAM, Optional.empty(), Bytes.ofUtf8("tls localhost " + port + " x"), PATIENCE)
                            .toUtf8())
                    .isEqualTo("error: IoError");
        }
        assertThat(ask("listen-tls 127.0.0.1:0\nno certificate\n\n" + TLS.key()))
                .isEqualTo("error: InvalidParameter");
        assertThat(ask("listen-tls 127.0.0.1:0\n" + TLS.certificate() + "\n\nno key"))
                .isEqualTo("error: InvalidParameter");
    }

    @Test
    void privateAddressesAreClosedUnlessAllowed() throws Exception {
        JdkNetwork careful = new JdkNetwork(Dialer.standard(false, () -> Proxies.NONE));
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (String host : new String[] {
                "127.0.0.1",
                "localhost",
                "::1",
                "0.0.0.0",
                "10.0.0.1",
                "192.168.1.1",
                "172.16.0.1",
                "169.254.169.254",
                "100.64.0.1",
                "fd00::1",
                "fe80::1",
                "::ffff:127.0.0.1"
            }) {
                assertThatThrownBy(() -> careful.connect(TestHost.PROGRAM, host, server.getLocalPort(), false))
                        .as(host)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("private address");
            }
        }
    }
}
