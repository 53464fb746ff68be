package network.phala.sidevm;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import network.phala.crypto.Blake2b;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.sidevm.message.TlsServerConfig;
import network.phala.sidevm.net.Dialer;
import network.phala.sidevm.net.JdkNetwork;
import network.phala.sidevm.net.Proxies;

/// A host for tests: remembers lines and outputs, a cache in memory, the real network.
public final class TestHost {
    /// So long that only what never happens takes it: the machine may be slow, and threads may stop for a while.
    public static final Duration PATIENCE = Duration.ofMinutes(2);
    public static final H256 PROGRAM = H256.of(bytes(7));

    public final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    public final List<Bytes> outputs = Collections.synchronizedList(new ArrayList<>());
    public final Map<Bytes, Bytes> cache = new ConcurrentHashMap<>();
    public final Map<Bytes, Long> expirations = new ConcurrentHashMap<>();
    /// Where programs listen, in the order in which they began.
    final List<String> listening = Collections.synchronizedList(new ArrayList<>());
    /// Told of each line, on the program's thread.
    volatile Consumer<String> onLine = _ -> {};
    /// Added to the clock that never goes back.
    final AtomicLong skippedNanos = new AtomicLong();

    final SSLContext trust;

    public TestHost() throws Exception {
        this(SSLContext.getDefault());
    }

    public TestHost(SSLContext trust) {
        this.trust = trust;
    }

    public SidevmHost ports() {
        return ports(network());
    }

    /// The real one, open to this machine.
    SidevmNetwork network() {
        return new JdkNetwork(
                new Dialer(_ -> true, () -> Proxies.NONE, trust, host -> List.of(InetAddress.getAllByName(host))));
    }

    public SidevmHost ports(SidevmNetwork network) {
        return new SidevmHost(
                (_, level, text) -> {
                    lines.add(level + " " + text);
                    onLine.accept(text);
                },
                new MapCache(),
                new ObservedNetwork(network),
                // SCALE Result::Ok(SimpleOutput(the contract's first byte, then the query)).
                (_, contract, query, reply) -> reply.accept(Bytes.concat(
                        Bytes.of((byte) 0, (byte) 1, (byte) ((query.size() + 1) << 2)),
                        contract.toBytes().slice(0, 1),
                        query)),
                (_, output) -> outputs.add(output),
                new RealNature());
    }

    public static byte[] bytes(int each) {
        byte[] bytes = new byte[32];
        java.util.Arrays.fill(bytes, (byte) each);
        return bytes;
    }

    static Bytes artifact(String name) {
        try {
            return Bytes.wrap(Files.readAllBytes(Path.of("../../examples/sidevm/artifacts", name + ".wasm")));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// With the code's own hash, under which compiled code is remembered.
    static void deploy(Sidevms sidevms, H256 id, String name) {
        Bytes code = artifact(name);
        H256 hash = H256.of(Blake2b.digest256(code.unsafeArray()));
        sidevms.start(id, hash, Optional.of(code), SidevmConfig.DEFAULT, 1);
    }

    /// What the program of the test answers to nobody in particular.
    static String ask(Sidevms sidevms, String question) throws Exception {
        return sidevms.query(PROGRAM, Optional.empty(), Bytes.ofUtf8(question), PATIENCE)
                .toUtf8();
    }

    public static void until(BooleanSupplier condition, String what) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("Not in time: " + what);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    /// The port of the newest listener: programs listen on free ones, so that no other program can have it.
    int port() {
        String address = listening.getLast();
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    /// The real network, and what programs asked of it.
    private final class ObservedNetwork implements SidevmNetwork {
        private final SidevmNetwork real;

        ObservedNetwork(SidevmNetwork real) {
            this.real = real;
        }

        @Override
        public Stream connect(H256 program, String host, int port, boolean tls) throws IOException {
            return real.connect(program, host, port, tls);
        }

        @Override
        public Listener listen(String address, Optional<TlsServerConfig> tls) throws IOException {
            Listener listener = real.listen(address, tls);
            listening.add(listener.address());
            return listener;
        }
    }

    private final class MapCache implements SidevmHost.Cache {
        @Override
        public Optional<Bytes> get(H256 program, Bytes key) {
            return Optional.ofNullable(cache.get(key));
        }

        @Override
        public boolean set(H256 program, Bytes key, Bytes value) {
            if (value.size() > 100) {
                return false;
            }
            cache.put(key, value);
            return true;
        }

        @Override
        public void expire(H256 program, Bytes key, long seconds) {
            expirations.put(key, seconds);
        }

        @Override
        public Optional<Bytes> remove(H256 program, Bytes key) {
            return Optional.ofNullable(cache.remove(key));
        }
    }

    private final class RealNature implements SidevmHost.Nature {
        private final SecureRandom random = new SecureRandom();

        @Override
        public long realtimeNanos() {
            return System.currentTimeMillis() * 1_000_000;
        }

        @Override
        public long monotonicNanos() {
            return System.nanoTime() + skippedNanos.get();
        }

        @Override
        public void random(byte[] into) {
            random.nextBytes(into);
        }
    }
}
