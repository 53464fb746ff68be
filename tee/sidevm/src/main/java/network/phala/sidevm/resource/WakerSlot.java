package network.phala.sidevm.resource;

import org.jspecify.annotations.Nullable;

/// Where a resource keeps the waker of who waits for it; a later one takes the place of an earlier one. Guarded by the
/// resource's lock.
final class WakerSlot {
    private @Nullable GuestWaker waiting;

    /// Keeps the waker; the refusal tells the program to wait.
    OcallException park(GuestWaker waker) {
        drop();
        waiting = waker;
        return OcallError.PENDING.exception();
    }

    void wake() {
        GuestWaker waker = waiting;
        waiting = null;
        if (waker != null) {
            waker.wake();
        }
    }

    void drop() {
        GuestWaker waker = waiting;
        waiting = null;
        if (waker != null) {
            waker.drop();
        }
    }
}
