package network.phala.pruntime.system;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Counts how often a fixed loop runs on a few threads of the lowest priority. They stand still unless the worker is
/// being measured or works.
///
/// Follows phala-blockchain crates/phactory/src/benchmark.rs; one iteration is its 8.4 million loop steps.
public final class Benchmark implements AutoCloseable {
    private static final int STEPS_PER_ITERATION = 8_400_000;
    private static final int SCORE_SECONDS = 6;

    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong iterations = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile boolean running;
    private volatile boolean closed;
    private long runningSince;
    private long iterationsAtStart;
    private volatile long score;

    /// Starts the threads, standing still.
    public Benchmark(int cores) {
        for (int i = 0; i < cores; i++) {
            Thread thread = Thread.ofPlatform()
                    .daemon()
                    .name("benchmark-" + i)
                    .priority(Thread.MIN_PRIORITY)
                    .start(this::count);
            threads.add(thread);
        }
    }

    public long iterations() {
        return iterations.get();
    }

    /// Iterations in six seconds, as last measured.
    public long score() {
        return score;
    }

    public void setRunning(boolean run) {
        lock.lock();
        try {
            if (run && !running) {
                runningSince = System.nanoTime();
                iterationsAtStart = iterations.get();
            } else if (!run && running) {
                long nanos = System.nanoTime() - runningSince;
                if (nanos > Duration.ofMillis(100).toNanos()) {
                    score = (iterations.get() - iterationsAtStart)
                            * Duration.ofSeconds(SCORE_SECONDS).toNanos()
                            / nanos;
                }
            }
            running = run;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void count() {
        long state = 1;
        while (!closed) {
            if (!running) {
                awaitWork();
                continue;
            }
            for (int i = 0; i < STEPS_PER_ITERATION; i++) {
                // A step the compiler cannot leave out: its result is carried into the next.
                state = state * 6364136223846793005L + 1442695040888963407L;
            }
            if (state != 0) {
                iterations.incrementAndGet();
            }
        }
    }

    private void awaitWork() {
        lock.lock();
        try {
            while (!running && !closed) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        closed = true;
        setRunning(false);
    }
}
