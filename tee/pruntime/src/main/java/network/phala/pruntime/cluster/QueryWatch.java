package network.phala.pruntime.cluster;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Looks after queries under way, ten times a second: those whose time is over or whose asker has left are told to
/// end. One that waits is interrupted, one that runs sees it at its next look ([Watched#isUnwanted]). Queries that are
/// answered sooner are never looked at, and cost nothing here. Any thread.
final class QueryWatch implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofMillis(100);

    private final Set<Watched> watched = ConcurrentHashMap.newKeySet();
    private final LongSupplier nanoTime;
    private volatile boolean closed;
    private volatile boolean keptOut;
    private final @Nullable ScheduledThreadPoolExecutor clock;

    QueryWatch() {
        nanoTime = System::nanoTime;
        ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "query-watch");
            made.setDaemon(true);
            return made;
        });
        thread.scheduleWithFixedDelay(this::look, PERIOD.toNanos(), PERIOD.toNanos(), TimeUnit.NANOSECONDS);
        clock = thread;
    }

    /// One that looks only when told to.
    QueryWatch(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.clock = null;
    }

    /// Watches a query of this thread from now on.
    ///
    /// @param hasLeft whether nobody waits for the answer any more; asked on any thread until the query is closed
    /// @param deadlineNanos when its time is over, by the same clock as `System.nanoTime`
    Watched watch(BooleanSupplier hasLeft, long deadlineNanos) {
        Watched query = new Watched(hasLeft, nanoTime.getAsLong() + PERIOD.toNanos(), deadlineNanos);
        watched.add(query);
        if (closed) {
            query.end();
        } else if (keptOut) {
            query.giveWay();
        }
        return query;
    }

    void look() {
        long now = nanoTime.getAsLong();
        for (Watched each : watched) {
            try {
                each.look(now);
            } catch (OutOfMemoryError e) {
                // Of this one is heard at the next look; the looks must not end.
            }
        }
    }

    int count() {
        return watched.size();
    }

    /// All give way, and those that come, until this is over.
    void keepOut(boolean now) {
        keptOut = now;
        if (now) {
            watched.forEach(Watched::giveWay);
        }
    }

    /// All end, and those that come.
    @Override
    public void close() {
        closed = true;
        watched.forEach(Watched::end);
        if (clock != null) {
            clock.shutdownNow();
        }
    }

    /// A query from its arrival to its answer.
    final class Watched implements AutoCloseable {
        private final BooleanSupplier hasLeft;
        private final long quietUntil;
        private final long deadlineNanos;
        private @Nullable Thread thread = Thread.currentThread();
        private volatile boolean unwanted;
        private volatile boolean gaveWay;

        private Watched(BooleanSupplier hasLeft, long quietUntil, long deadlineNanos) {
            this.hasLeft = hasLeft;
            this.quietUntil = quietUntil;
            this.deadlineNanos = deadlineNanos;
        }

        /// Whether it shall end.
        boolean isUnwanted() {
            return unwanted;
        }

        /// Ends it, because others need what it holds.
        void giveWay() {
            gaveWay = true;
            end();
        }

        boolean hasGivenWay() {
            return gaveWay;
        }

        private synchronized void end() {
            if (!unwanted) {
                unwanted = true;
                if (thread != null) {
                    thread.interrupt();
                }
            }
        }

        /// Looks at once, as one does before something begins that has waited long.
        boolean isStillWanted() {
            look(nanoTime.getAsLong());
            return !unwanted;
        }

        /// The thread that is to be interrupted is now this one. The one before it waits for this one to end.
        synchronized void runsHere() {
            thread = Thread.currentThread();
            if (unwanted) {
                thread.interrupt();
            }
        }

        /// From here on this thread does something else.
        synchronized void leavesHere() {
            thread = null;
            // What the watch said may have come too late to be heard.
            Thread.interrupted();
        }

        private synchronized void look(long now) {
            if (thread == null || unwanted || now - quietUntil < 0) {
                return;
            }
            if (now - deadlineNanos >= 0 || hasLeft.getAsBoolean()) {
                end();
            }
        }

        @Override
        public void close() {
            watched.remove(this);
            leavesHere();
        }
    }
}
