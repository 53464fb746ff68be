package network.phala.sidevm.resource;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Fires once. Reading it waits for that.
public final class Timer implements Resource {
    private final ReentrantLock lock = new ReentrantLock();
    private final WakerSlot waiting = new WakerSlot();
    private @Nullable ScheduledFuture<?> alarm;
    private boolean fired;

    private Timer() {}

    /// A time below zero is as good as never: the program's number is unsigned and 64 bits wide once extended.
    public static Timer after(ScheduledExecutorService clock, int millis) {
        Timer timer = new Timer();
        if (millis >= 0) {
            timer.alarm = clock.schedule(timer::fire, millis, TimeUnit.MILLISECONDS);
        }
        return timer;
    }

    private void fire() {
        lock.lock();
        try {
            fired = true;
            waiting.wake();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read(GuestWaker waker, byte[] buffer) throws OcallException {
        lock.lock();
        try {
            if (!fired) {
                throw waiting.park(waker);
            }
            return 0;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        ScheduledFuture<?> scheduled = alarm;
        if (scheduled != null) {
            scheduled.cancel(false);
        }
        lock.lock();
        try {
            waiting.drop();
        } finally {
            lock.unlock();
        }
    }
}
