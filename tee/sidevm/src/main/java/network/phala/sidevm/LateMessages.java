package network.phala.sidevm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import network.phala.primitives.H256;
import network.phala.sidevm.message.SystemMessage;

/// Messages that programs may get a moment later: what thousands of queries a second say one by one wakes a program a
/// hundred times a second and not thousands of times. They keep their order. Any thread.
final class LateMessages {
    private static final Duration LATENESS = Duration.ofMillis(10);
    /// More do not wait.
    static final int WAITING_MAX = 1000;

    private record Late(H256 contract, SystemMessage message) {}

    private final BiConsumer<H256, SystemMessage> out;
    private final ScheduledExecutorService clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Late> waiting = new ArrayList<>();
    private volatile boolean some;

    /// @param out where they go
    LateMessages(ScheduledExecutorService clock, BiConsumer<H256, SystemMessage> out) {
        this.clock = clock;
        this.out = out;
    }

    void add(H256 contract, SystemMessage message) {
        lock.lock();
        try {
            waiting.add(new Late(contract, message));
            if (waiting.size() == 1) {
                some = true;
                clock.schedule(this::flush, LATENESS.toNanos(), TimeUnit.NANOSECONDS);
            } else if (waiting.size() >= WAITING_MAX) {
                flush();
            }
        } catch (RejectedExecutionException e) {
            // The worker ends, and its programs have ended.
            waiting.clear();
        } finally {
            lock.unlock();
        }
    }

    /// Hands them over now: something else is about to be said that must not overtake them.
    void flush() {
        if (!some) {
            return;
        }
        lock.lock();
        try {
            waiting.forEach(each -> out.accept(each.contract(), each.message()));
            waiting.clear();
            some = false;
        } finally {
            lock.unlock();
        }
    }
}
