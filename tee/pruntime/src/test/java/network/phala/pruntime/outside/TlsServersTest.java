package network.phala.pruntime.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongSupplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import network.phala.pink.types.HttpRequest;
import network.phala.pink.types.HttpRequestError;
import network.phala.pink.types.HttpResponse;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.scale.Result;
import network.phala.sidevm.net.Dialer;
import network.phala.sidevm.net.Proxies;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// HTTPS requests of contracts to servers that are not who they say, or do not speak as they should. Certificates are
/// made by the JDK's keytool, under an authority that the worker trusts.
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsServersTest {
    private static final char[] PASSWORD = "password".toCharArray();
    private static final AccountId CONTRACT = AccountId.of(new byte[32]);
    private static final Duration TIME = Duration.ofMinutes(5);
    private static final String OK = "HTTP/1.1 200 OK\r\n\r\nwhole";

    private final Places places = new Places();
    private final KeyStore keys;
    private final WorkerOutside outside;

    /// What a server does with a connection; nothing closes it but this.
    private interface Server {
        void with(Socket wire) throws Exception;
    }

    private interface TlsServer {
        void with(SSLSocket socket, Socket wire) throws Exception;
    }

    TlsServersTest(@TempDir Path folder) throws Exception {
        Path store = folder.resolve("keys");
        make(store, "authority", "-ext", "bc:c");
        String here = "san=dns:localhost,ip:127.0.0.1";
        make(store, "good", "-signer", "authority", "-ext", here);
        make(store, "expired", "-signer", "authority", "-ext", here, "-startdate", "-20d", "-validity", "10");
        make(store, "early", "-signer", "authority", "-ext", here, "-startdate", "+10d", "-validity", "10");
        make(store, "elsewhere", "-signer", "authority", "-ext", "san=dns:elsewhere.example,ip:127.0.0.2");
        make(store, "own", "-ext", here);
        make(store, "bare", "-signer", "authority");
        make(store, "address", "-signer", "authority", "-ext", "san=ip:127.0.0.1");
        keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", keys.getCertificate("authority"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        outside = new WorkerOutside(
                new Dialer(_ -> true, () -> Proxies.NONE, context, host -> {
                    places.lookingUp.add(places.held);
                    return List.of(InetAddress.getAllByName(host));
                }),
                3);
    }

    /// One that asks and notes whether it has a place.
    private static final class Places implements Asker {
        final List<Boolean> lookingUp = Collections.synchronizedList(new ArrayList<>());
        final List<Boolean> reading = Collections.synchronizedList(new ArrayList<>());
        volatile boolean held;

        @Override
        public AccountId contract() {
            return CONTRACT;
        }

        @Override
        public AccountId known() {
            return CONTRACT;
        }

        @Override
        public AccountId payer() {
            return CONTRACT;
        }

        @Override
        public void holds(LongSupplier bytes) {}

        @Override
        public boolean takes(long bytes) {
            reading.add(held);
            return true;
        }

        @Override
        public void during(Wait wait) throws InterruptedException {
            wait.run();
        }

        @Override
        public Work beginWork() {
            held = true;
            return new Work() {
                @Override
                public void during(Wait wait) throws InterruptedException {
                    held = false;
                    wait.run();
                    held = true;
                }

                @Override
                public void close() {
                    held = false;
                }
            };
        }
    }

    @BeforeAll
    void thereAreCertificates() throws Exception {
        assertThat(keys.size()).isEqualTo(8);
    }

    @AfterAll
    void stop() {
        outside.close();
    }

    private static void make(Path store, String alias, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=localhost",
                "-alias",
                alias,
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD)));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    /// A server that speaks TLS with the certificate of this name.
    private Server tls(String alias, TlsServer server) throws Exception {
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        Certificate[] chain = keys.getCertificateChain(alias);
        own.setKeyEntry(alias, keys.getKey(alias, PASSWORD), PASSWORD, chain);
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(own, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return wire -> {
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(wire, null, false);
            socket.setUseClientMode(false);
            server.with(socket, wire);
        };
    }

    private static void readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the head ends");
            }
            head.append((char) next);
        }
    }

    private static TlsServer saying(String answer) {
        return (socket, _) -> {
            readHead(socket.getInputStream());
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
            socket.close();
        };
    }

    private HttpResponse ask(Server server, Duration time) throws Exception {
        return ((Result.Ok<HttpResponse, HttpRequestError>) asked(server, time)).value();
    }

    private Result<HttpResponse, HttpRequestError> asked(Server server, Duration time) throws Exception {
        return asked("localhost", server, time);
    }

    private Result<HttpResponse, HttpRequestError> asked(String host, Server server, Duration time) throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                while (!listening.isClosed()) {
                    try (Socket wire = listening.accept()) {
                        server.with(wire);
                    } catch (Exception e) {
                        // The client has gone, or it is over.
                    }
                }
            });
            String url = "https://" + host + ":" + listening.getLocalPort() + "/";
            return outside.http(places, new HttpRequest(url, "GET", List.of(), Bytes.EMPTY), time);
        }
    }

    private static void assertRefused(HttpResponse answer, String... reasons) {
        assertThat(Short.toUnsignedInt(answer.statusCode())).isIn(523, 524);
        assertThat(answer.body().toUtf8()).containsAnyOf(reasons);
    }

    @Test
    void aServerWithACertificateOfItsNameIsHeard() throws Exception {
        HttpResponse answer = ask(tls("good", saying(OK)), TIME);
        assertThat(answer.statusCode()).isEqualTo((short) 200);
        assertThat(answer.body().toUtf8()).isEqualTo("whole");
    }

    /// To compute, and only for that.
    @Test
    void aRequestHasAPlaceExceptWhereItWaits() throws Exception {
        places.reading.clear();
        places.lookingUp.clear();
        HttpResponse answer = ask(
                tls("good", (socket, _) -> {
                    readHead(socket.getInputStream());
                    while (places.held) {
                        Thread.onSpinWait();
                    }
                    socket.getOutputStream().write(OK.getBytes(StandardCharsets.US_ASCII));
                    socket.close();
                }),
                TIME);
        assertThat(answer.body().toUtf8()).isEqualTo("whole");
        assertThat(places.lookingUp).containsOnly(false);
        assertThat(places.reading.getFirst()).as("before it begins").isFalse();
        assertThat(places.reading.subList(1, places.reading.size()))
                .isNotEmpty()
                .containsOnly(true);
        assertThat(places.held).isFalse();
    }

    @Test
    void certificatesThatDoNotHoldAreNamed() throws Exception {
        assertRefused(ask(tls("expired", saying(OK)), TIME), "expired", "validity");
        assertRefused(ask(tls("early", saying(OK)), TIME), "not yet valid", "NotBefore", "validity");
        assertRefused(
                ask(tls("own", saying(OK)), TIME), "unable to find valid certification path", "signature check failed");
        assertRefused(ask(tls("elsewhere", saying(OK)), TIME), "No subject alternative DNS name matching localhost");
    }

    /// As rustls, which knows no common names: what a certificate is for stands among its alternative names. All of
    /// these say `CN=localhost`.
    @Test
    void aNameOutsideTheAlternativeNamesDoesNotCount() throws Exception {
        assertRefused(ask(tls("bare", saying(OK)), TIME), "is not for localhost: it names nobody");
        assertRefused(ask(tls("address", saying(OK)), TIME), "is not for localhost: it names 127.0.0.1");
        for (String alias : List.of("good", "address")) {
            assertThat(asked("127.0.0.1", tls(alias, saying(OK)), TIME))
                    .isInstanceOfSatisfying(
                            Result.Ok.class,
                            ok -> assertThat(((HttpResponse) ok.value()).statusCode())
                                    .isEqualTo((short) 200));
        }
    }

    @Test
    void whatIsNoTlsIsNamed() throws Exception {
        assertRefused(
                ask(
                        wire -> {
                            wire.getInputStream().read(new byte[4096]);
                            wire.getOutputStream()
                                    .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                        },
                        TIME),
                "SSL message");
        assertRefused(ask(wire -> wire.getInputStream().read(), TIME), "terminated", "reset", "ended", "closed");
        assertRefused(ask(Socket::close, TIME), "terminated", "reset", "ended", "closed");
        // A record of TLS 1.2 that holds nothing of a handshake.
        assertRefused(
                ask(
                        wire -> {
                            wire.getInputStream().read(new byte[4096]);
                            wire.getOutputStream().write(new byte[] {22, 3, 3, 0, 4, 99, 0, 0, 0});
                            wire.getInputStream().readAllBytes();
                        },
                        TIME),
                "handshake");
    }

    @Test
    void aServerThatSpeaksOnlyHttp2IsNamed() throws Exception {
        String settings = "\0\0\0\4\0\0\0\0\0";
        String goAway = "\0\0\10\7\0\0\0\0\0\0\0\0\0\0\0\0\1";
        assertRefused(
                ask(
                        tls("good", (socket, _) -> {
                            readHead(socket.getInputStream());
                            socket.getOutputStream()
                                    .write((settings + goAway + "\n").getBytes(StandardCharsets.ISO_8859_1));
                            socket.close();
                        }),
                        TIME),
                "no HTTP/1.1");
    }

    /// Somebody on the way may end the connection: what ends so is not whole, unless its length was said before.
    @Test
    void anAnswerThatIsCutOffIsNoAnswer() throws Exception {
        assertRefused(
                ask(
                        tls("good", (socket, wire) -> {
                            readHead(socket.getInputStream());
                            socket.getOutputStream().write(OK.getBytes(StandardCharsets.US_ASCII));
                            // Without the word that ends TLS.
                            wire.close();
                        }),
                        TIME),
                "NetworkError");
        HttpResponse known = ask(
                tls("good", (socket, wire) -> {
                    readHead(socket.getInputStream());
                    socket.getOutputStream()
                            .write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwhole"
                                    .getBytes(StandardCharsets.US_ASCII));
                    wire.close();
                }),
                TIME);
        assertThat(known.body().toUtf8()).isEqualTo("whole");
    }

    @Test
    void aServerThatNegotiatesAgainMayAnswerOnce() throws Exception {
        HttpResponse once = ask(
                tls("good", (socket, _) -> {
                    socket.setEnabledProtocols(new String[] {"TLSv1.2"});
                    readHead(socket.getInputStream());
                    socket.startHandshake();
                    socket.getOutputStream().write(OK.getBytes(StandardCharsets.US_ASCII));
                    socket.close();
                }),
                TIME);
        assertThat(Short.toUnsignedInt(once.statusCode())).isIn(200, 523, 524);
    }

    /// Without end, and with nothing to say: it ends with the request's time.
    @Test
    void aServerThatOnlyNegotiatesEndsWithTheTime() throws Exception {
        var result = asked(
                tls("good", (socket, _) -> {
                    socket.setEnabledProtocols(new String[] {"TLSv1.2"});
                    readHead(socket.getInputStream());
                    while (!socket.isClosed()) {
                        socket.startHandshake();
                    }
                }),
                Duration.ofSeconds(2));
        switch (result) {
            case Result.Ok(HttpResponse answer) ->
                assertThat(Short.toUnsignedInt(answer.statusCode())).isGreaterThan(500);
            case Result.Err(HttpRequestError error) -> assertThat(error).isEqualTo(HttpRequestError.TIMEOUT);
        }
    }
}
