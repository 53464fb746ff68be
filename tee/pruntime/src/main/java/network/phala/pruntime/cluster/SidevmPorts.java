package network.phala.pruntime.cluster;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.sidevm.SidevmHost;
import network.phala.sidevm.net.Dialer;
import network.phala.sidevm.net.JdkNetwork;

/// What the worker gives SideVM programs: its log, its contracts' cache, the network, chance and time.
public final class SidevmPorts {
    private static final Logger LOG = System.getLogger("network.phala.pruntime.sidevm");

    private SidevmPorts() {}

    public static SidevmHost of(LocalCache cache, Dialer dialer, SidevmHost.Contracts contracts) {
        return new SidevmHost(
                SidevmPorts::log,
                new ProgramCache(cache),
                new JdkNetwork(dialer),
                contracts,
                (_, _) -> false,
                new Nature());
    }

    /// As with contracts, what a program says may hold what users wrote: it reaches the log only when that is set to
    /// debug.
    private static void log(H256 program, int level, String text) {
        LOG.log(
                Level.DEBUG,
                "SideVM program says program={0} level={1} text={2}",
                program,
                level,
                text.replaceAll("\\p{Cntrl}", " "));
    }

    /// A program has its contract's part of the cache.
    private record ProgramCache(LocalCache cache) implements SidevmHost.Cache {
        private static AccountId owner(H256 program) {
            return new AccountId(program.value());
        }

        @Override
        public Optional<Bytes> get(H256 program, Bytes key) {
            return cache.get(owner(program), key);
        }

        @Override
        public boolean set(H256 program, Bytes key, Bytes value) {
            return cache.set(owner(program), key, value);
        }

        @Override
        public void expire(H256 program, Bytes key, long seconds) {
            cache.setExpiration(owner(program), key, seconds);
        }

        @Override
        public Optional<Bytes> remove(H256 program, Bytes key) {
            return cache.remove(owner(program), key);
        }
    }

    private static final class Nature implements SidevmHost.Nature {
        private static final SecureRandom RANDOM = new SecureRandom();

        @Override
        public long realtimeNanos() {
            Instant now = Instant.now();
            return now.getEpochSecond() * 1_000_000_000 + now.getNano();
        }

        @Override
        public long monotonicNanos() {
            return System.nanoTime();
        }

        @Override
        public void random(byte[] into) {
            RANDOM.nextBytes(into);
        }
    }
}
