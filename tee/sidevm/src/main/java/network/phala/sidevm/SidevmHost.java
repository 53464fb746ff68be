package network.phala.sidevm;

import java.util.Optional;
import java.util.function.Consumer;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;

/// What programs can reach outside themselves: one port for each kind of thing. Ports are called from many threads.
public record SidevmHost(
        Log log, Cache cache, SidevmNetwork network, Contracts contracts, Output output, Nature nature) {
    /// Where programs' lines go. Levels: 1 error, 2 warning, 3 information, 4 debug, 5 trace.
    @FunctionalInterface
    public interface Log {
        void line(H256 program, int level, String text);
    }

    /// The worker's cache, each program's part by itself.
    public interface Cache {
        Optional<Bytes> get(H256 program, Bytes key);

        /// False when there is no room.
        boolean set(H256 program, Bytes key, Bytes value);

        /// How long the entry lives from now on, in seconds, unsigned; none removes it.
        void expire(H256 program, Bytes key, long seconds);

        Optional<Bytes> remove(H256 program, Bytes key);
    }

    /// Contracts of the same worker, by query.
    @FunctionalInterface
    public interface Contracts {
        /// Runs the query (SCALE `Query`) and gives `reply` SCALE `Result<QueryResponse, QueryError>`, once, on any
        /// thread. Must not block.
        void query(H256 program, H256 contract, Bytes query, Consumer<Bytes> reply);
    }

    /// Takes what a program says is its result.
    @FunctionalInterface
    public interface Output {
        /// False when nobody wants it.
        boolean take(H256 program, Bytes output);
    }

    /// Time and chance.
    public interface Nature {
        /// Nanoseconds since 1970.
        long realtimeNanos();

        /// Nanoseconds since some moment, never going back.
        long monotonicNanos();

        void random(byte[] into);
    }
}
