package network.phala.sidevm;

import static network.phala.sidevm.TestHost.PROGRAM;
import static network.phala.sidevm.TestHost.until;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import network.phala.crypto.Blake2b;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.sidevm.message.HttpHead;
import network.phala.sidevm.message.TlsServerConfig;
import network.phala.sidevm.net.Dialer;
import network.phala.sidevm.net.JdkNetwork;
import network.phala.sidevm.net.Proxies;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Whatever a program holds when it ends, by order or by breaking, is given back: counted at the network.
class LeakTest {
    private static final SidevmConfig QUICKLY_STIFLED = new SidevmConfig(10 << 20, 1024, 2_000_000_000L, -1);

    private final AtomicInteger open = new AtomicInteger();
    private TestHost host;
    private Sidevms sidevms;

    /// Counts listeners and streams that are open.
    private record Counting(SidevmNetwork real, AtomicInteger open) implements SidevmNetwork {
        @Override
        public Stream connect(H256 program, String host, int port, boolean tls) throws IOException {
            return counted(real.connect(program, host, port, tls));
        }

        @Override
        public Listener listen(String address, Optional<TlsServerConfig> tls) throws IOException {
            Listener listener = real.listen(address, tls);
            Runnable closed = opened();
            return new Listener() {
                @Override
                public Stream accept() throws IOException {
                    return counted(listener.accept());
                }

                @Override
                public String address() {
                    return listener.address();
                }

                @Override
                public void close() {
                    listener.close();
                    closed.run();
                }
            };
        }

        private Runnable opened() {
            AtomicBoolean isOpen = new AtomicBoolean(true);
            open.incrementAndGet();
            return () -> {
                if (isOpen.getAndSet(false)) {
                    open.decrementAndGet();
                }
            };
        }

        private Stream counted(Stream stream) {
            Runnable closed = opened();
            return new Stream() {
                @Override
                public InputStream input() throws IOException {
                    return stream.input();
                }

                @Override
                public OutputStream output() throws IOException {
                    return stream.output();
                }

                @Override
                public void endOutput() throws IOException {
                    stream.endOutput();
                }

                @Override
                public String peer() {
                    return stream.peer();
                }

                @Override
                public void close() {
                    stream.close();
                    closed.run();
                }
            };
        }
    }

    @BeforeEach
    void start() throws Exception {
        SidevmNetwork real = new JdkNetwork(Dialer.standard(true, () -> Proxies.NONE));
        host = new TestHost();
        sidevms = new Sidevms(host.ports(new Counting(real, open)), 2);
        deploy();
    }

    private void deploy() {
        Bytes code = TestHost.artifact("workbench");
        sidevms.start(PROGRAM, H256.of(Blake2b.digest256(code.unsafeArray())), Optional.of(code), QUICKLY_STIFLED, 1);
    }

    @AfterEach
    void stop() {
        sidevms.close();
    }

    private String ask(String question) throws Exception {
        return TestHost.ask(sidevms, question);
    }

    private void askWithoutWaiting(String question) {
        Thread.ofVirtual().start(() -> {
            try {
                ask(question);
            } catch (Exception e) {
                // The program ended.
            }
        });
    }

    @Test
    void floodsOfListenersAndConnectionsAreLimitedAndEnd() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 2_000, InetAddress.getLoopbackAddress())) {
            assertThat(ask("hold-listeners 65 127.0.0.1:0")).isEqualTo("error: ResourceLimited after 64");
            assertThat(ask("hold-connections 2000 127.0.0.1 " + silent.getLocalPort()))
                    .matches("error: ResourceLimited after 10\\d\\d");
            until(() -> open.get() > 64, "connections");
            sidevms.stop(PROGRAM);
            until(() -> open.get() == 0, "nothing open, not " + open.get());
        }
    }

    @Test
    void whatAProgramHoldsEndsWithIt() throws Exception {
        for (String end : List.of("stop", "panic", "exit", "spin", "replace")) {
            deploy();
            assertThat(ask("echo up")).isEqualTo("up");
            List<Socket> clients = new ArrayList<>();
            List<HttpSession> sessions = new ArrayList<>();
            try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
                assertThat(ask("listen 127.0.0.1:0")).isEqualTo("listening");
                int port = host.port();
                for (int i = 0; i < 10; i++) {
                    Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
                    client.getOutputStream().write('x');
                    assertThat(client.getInputStream().read()).isEqualTo('x');
                    clients.add(client);
                    askWithoutWaiting("connect 127.0.0.1 " + silent.getLocalPort() + " hello");
                    sessions.add(sidevms.connect(PROGRAM, new HttpHead("GET", "http://x/forever", List.of())));
                }
                until(() -> open.get() == 21, "a listener, ten connections each way, not " + open.get());
                assertThat(ask("hold 100")).isEqualTo("held");
                switch (end) {
                    case "stop" -> sidevms.stop(PROGRAM);
                    case "replace" -> deploy();
                    default -> askWithoutWaiting(end);
                }
                until(() -> open.get() == 0, "after " + end + ", nothing open, not " + open.get());
                for (Socket client : clients) {
                    assertThat(client.getInputStream().read()).as(end).isNegative();
                }
            } finally {
                sessions.forEach(HttpSession::close);
                for (Socket client : clients) {
                    client.close();
                }
            }
        }
    }
}
