package network.phala.sidevm;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import network.phala.wasm.GuestThread;
import org.jspecify.annotations.Nullable;

/// A few threads that all programs share, each by its weight: among those that want to run, the one goes next that has
/// had the least time for its weight. A turn is never interrupted, so its length is bounded by fuel. Any thread.
///
/// Follows phala-blockchain crates/phala-scheduler/src/task_scheduler.rs.
public final class Cores implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Cores.class.getName());
    private static final Comparator<Share> BY_TIME =
            Comparator.<Share>comparingLong(share -> share.virtualTime).thenComparingLong(share -> share.order);

    private static final int AWAY_PER_CORE = 8;

    /// One turn of a program.
    @FunctionalInterface
    public interface Turn {
        /// True when it wants another turn at once.
        boolean run();
    }

    /// A program's part of the cores.
    public final class Share {
        private final Turn turn;
        private final long order;
        private long weight;
        private long virtualTime;
        private long usedNanos;
        private boolean waiting;
        private boolean running;
        private boolean wantsMore;
        private boolean left;

        private Share(Turn turn, int weight, long order) {
            this.turn = turn;
            this.order = order;
            this.weight = weightOf(weight);
            this.virtualTime = now;
        }

        /// There is something to do; when it runs already, it runs once more.
        public void ready() {
            lock.lock();
            try {
                if (running) {
                    wantsMore = true;
                } else if (!left && !waiting) {
                    enqueue(this);
                }
            } finally {
                lock.unlock();
            }
        }

        public void setWeight(int newWeight) {
            lock.lock();
            try {
                weight = weightOf(newWeight);
            } finally {
                lock.unlock();
            }
        }

        /// No more turns after this one.
        public void leave() {
            lock.lock();
            try {
                left = true;
                if (waiting) {
                    queue.remove(this);
                    waiting = false;
                }
            } finally {
                lock.unlock();
            }
        }

        /// Time it has run.
        public long usedNanos() {
            lock.lock();
            try {
                return usedNanos;
            } finally {
                lock.unlock();
            }
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final TreeSet<Share> queue = new TreeSet<>(BY_TIME);
    private final Set<Thread> threads = new HashSet<>();
    private final Set<Thread> away = new HashSet<>();
    private final Semaphore awayPlaces;
    private final LongSupplier clock;
    private final int count;
    private long now;
    private long shares;
    private int started;
    private boolean closed;

    public Cores(int count) {
        this(count, System::nanoTime);
    }

    /// With another clock, in nanoseconds.
    Cores(int count, LongSupplier clock) {
        this.clock = clock;
        this.count = count;
        this.awayPlaces = new Semaphore(count);
    }

    /// Threads begin with the first work.
    private void startThreads() {
        while (threads.size() < count + away.size()) {
            Thread thread = GuestThread.of("sidevm-" + started++, this::serve);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    /// Does work of a turn that no fuel bounds, such as to compile the program. Meanwhile another thread is this core,
    /// so that the other programs have their turns. As many work at once like this as there are cores; some more
    /// wait for that. On a thread that is no core nothing is special.
    public <T> T away(Supplier<T> unbounded) {
        if (!leaves()) {
            return unbounded.get();
        }
        awayPlaces.acquireUninterruptibly();
        try {
            return unbounded.get();
        } finally {
            awayPlaces.release();
            comesBack();
        }
    }

    /// False on a thread that is no core, or away already.
    private boolean leaves() {
        lock.lock();
        try {
            boolean may = !closed && threads.contains(Thread.currentThread()) && away.size() < AWAY_PER_CORE * count;
            if (!may || !away.add(Thread.currentThread())) {
                return false;
            }
            startThreads();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// There is a thread too many then, until one of them has nothing to do.
    private void comesBack() {
        lock.lock();
        try {
            away.remove(Thread.currentThread());
            work.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// How many threads there are.
    int threadCount() {
        lock.lock();
        try {
            return threads.size();
        } finally {
            lock.unlock();
        }
    }

    private static long weightOf(int weight) {
        return Math.max(1, Integer.toUnsignedLong(weight));
    }

    public Share share(Turn turn, int weight) {
        lock.lock();
        try {
            return new Share(turn, weight, shares++);
        } finally {
            lock.unlock();
        }
    }

    private void enqueue(Share share) {
        // Who slept has no claim to the time it did not ask for.
        share.virtualTime = Math.max(share.virtualTime, now);
        share.waiting = true;
        queue.add(share);
        if (threads.isEmpty()) {
            startThreads();
        }
        work.signal();
    }

    private void serve() {
        for (Share share = next(); share != null; share = next()) {
            long started = clock.getAsLong();
            boolean again = false;
            try {
                again = share.turn.run();
            } catch (RuntimeException | Error e) {
                // A fault of ours in one program is no reason for the others to stop.
                share.leave();
                complain(e);
            }
            done(share, clock.getAsLong() - started, again);
        }
    }

    private static void complain(Throwable fault) {
        try {
            LOG.log(Level.ERROR, "A program's turn failed", fault);
        } catch (OutOfMemoryError e) {
            // The thread must not end of it.
        }
    }

    private boolean isOneTooMany() {
        return threads.size() > count + away.size();
    }

    private @Nullable Share next() {
        lock.lock();
        try {
            while (queue.isEmpty() && !closed && !isOneTooMany()) {
                work.await();
            }
            if (isOneTooMany()) {
                threads.remove(Thread.currentThread());
                // What woke this one may be for another.
                work.signal();
                return null;
            }
            Share share = closed ? null : queue.pollFirst();
            if (share != null) {
                share.waiting = false;
                share.running = true;
                share.wantsMore = false;
                now = Math.max(now, share.virtualTime);
            }
            return share;
        } catch (InterruptedException e) {
            return null;
        } finally {
            lock.unlock();
        }
    }

    private void done(Share share, long nanos, boolean again) {
        lock.lock();
        try {
            share.running = false;
            share.usedNanos += nanos;
            share.virtualTime += nanos / share.weight;
            if (!share.left && (again || share.wantsMore)) {
                enqueue(share);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Ends the threads; turns that run end first.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            work.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
