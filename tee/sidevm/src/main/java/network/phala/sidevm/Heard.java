package network.phala.sidevm;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import network.phala.primitives.Bytes;

/// The newest system messages a program was sent, for after the worker's restart: a log server
/// keeps its records in its own memory. Any thread.
final class Heard {
    /// A program takes this many before its first turn.
    private static final int MOST = 8_000;

    private static final int MOST_BYTES = 8 << 20;
    private static final int FIXED_SIZE = 64;

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Bytes> messages = new ArrayDeque<>();
    private long bytes;

    static Heard of(List<Bytes> saved) {
        Heard heard = new Heard();
        saved.forEach(heard::add);
        return heard;
    }

    void add(Bytes message) {
        lock.lock();
        try {
            messages.add(message);
            bytes += message.size() + FIXED_SIZE;
            while (messages.size() > MOST || bytes > MOST_BYTES) {
                bytes -= messages.remove().size() + FIXED_SIZE;
            }
        } finally {
            lock.unlock();
        }
    }

    /// The oldest first.
    List<Bytes> all() {
        lock.lock();
        try {
            return List.copyOf(messages);
        } finally {
            lock.unlock();
        }
    }
}
