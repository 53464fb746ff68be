package network.phala.sidevm.resource;

import java.util.concurrent.atomic.AtomicBoolean;

/// A program's waker in the host's hands, for one use: it is woken or dropped, whichever comes first.
public final class GuestWaker {
    private final Wakeups wakeups;
    private final int task;
    private final int id;
    private final AtomicBoolean used = new AtomicBoolean();

    GuestWaker(Wakeups wakeups, int task, int id) {
        this.wakeups = wakeups;
        this.task = task;
        this.id = id;
    }

    public void wake() {
        if (used.compareAndSet(false, true)) {
            wakeups.fired(task, id);
        }
    }

    public void drop() {
        if (used.compareAndSet(false, true)) {
            wakeups.dropped(id);
        }
    }
}
