package network.phala.sidevm;

import java.util.concurrent.atomic.AtomicLong;
import network.phala.sidevm.resource.Channel;

/// Room for the linear memories of all programs together, or for messages to them: they are many, and each may have
/// more than its part of the worker's heap. A program may grow as long as what is free afterwards is no less than what
/// it has: one that takes all
/// it can leaves a half, two leave a third, and who comes next finds some. In bytes.
final class MemoryRoom {
    /// What one program has. Any thread.
    final class Part implements Channel.Room, AutoCloseable {
        private long held;

        private Part() {}

        /// Takes more; false when that would be too much, and then takes nothing.
        @Override
        public synchronized boolean take(long more) {
            while (true) {
                long before = taken.get();
                if (held + more > most - before - more) {
                    return false;
                }
                if (taken.compareAndSet(before, before + more)) {
                    held += more;
                    return true;
                }
            }
        }

        @Override
        public synchronized void give(long less) {
            taken.addAndGet(-less);
            held -= less;
        }

        /// Gives all of it back.
        @Override
        public synchronized void close() {
            taken.addAndGet(-held);
            held = 0;
        }
    }

    private final long most;
    private final AtomicLong taken = new AtomicLong();

    MemoryRoom(long most) {
        this.most = most;
    }

    /// A part with nothing in it.
    Part part() {
        return new Part();
    }

    /// Bytes that programs have.
    long taken() {
        return taken.get();
    }
}
