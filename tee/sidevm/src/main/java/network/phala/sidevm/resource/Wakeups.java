package network.phala.sidevm.resource;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/// Which of a program's tasks are ready, and which of its wakers have news. Any thread.
///
/// Wakers are named by the program: `n` says that waker n fires, `-1-n` that the host will not use waker n any more.
/// Each waker the host was given is given back exactly once.
///
/// Follows phala-blockchain crates/sidevm/host-runtime/src/env.rs, TaskSet.
public final class Wakeups {
    /// A program that lets more than this pile up without looking gets RESOURCE_LIMITED.
    private static final int PENDING_MAX = 100_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Integer> tasks = new LinkedHashSet<>();
    private final Runnable listener;
    private List<Integer> wakers = new ArrayList<>();

    /// Task 0, the program's main, is ready from the start. The listener is told when there is something to do.
    public Wakeups(Runnable listener) {
        this.listener = listener;
        tasks.add(0);
    }

    /// A waker of the running task.
    public GuestWaker waker(int task, int id) throws OcallException {
        lock.lock();
        try {
            if (wakers.size() >= PENDING_MAX) {
                throw OcallError.RESOURCE_LIMITED.exception();
            }
        } finally {
            lock.unlock();
        }
        return new GuestWaker(this, task, id);
    }

    public void markReady(int task) throws OcallException {
        lock.lock();
        try {
            if (tasks.size() >= PENDING_MAX) {
                throw OcallError.RESOURCE_LIMITED.exception();
            }
            tasks.add(task);
        } finally {
            lock.unlock();
        }
    }

    /// Takes a ready task, the one that has waited longest.
    public OptionalInt nextReady() {
        lock.lock();
        try {
            var first = tasks.iterator();
            if (!first.hasNext()) {
                return OptionalInt.empty();
            }
            int task = first.next();
            first.remove();
            return OptionalInt.of(task);
        } finally {
            lock.unlock();
        }
    }

    /// Takes the news of wakers.
    public List<Integer> takeWakers() {
        lock.lock();
        try {
            List<Integer> taken = wakers;
            wakers = new ArrayList<>();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /// Whether the program should be polled.
    public boolean hasWork() {
        lock.lock();
        try {
            return !tasks.isEmpty() || !wakers.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    void fired(int task, int waker) {
        lock.lock();
        try {
            tasks.add(task);
            wakers.add(waker);
            wakers.add(-1 - waker);
        } finally {
            lock.unlock();
        }
        listener.run();
    }

    void dropped(int waker) {
        lock.lock();
        try {
            wakers.add(-1 - waker);
        } finally {
            lock.unlock();
        }
    }
}
