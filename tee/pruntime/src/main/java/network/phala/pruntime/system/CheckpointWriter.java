package network.phala.pruntime.system;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import network.phala.crypto.Sr25519;
import network.phala.pruntime.seal.Checkpoints;
import org.jspecify.annotations.Nullable;

/// Writes checkpoints on a thread of its own, one after another, while the worker goes on: what it
/// is handed does not change any more. Any thread.
///
/// One may wait while another is being written. A newer one takes the place of the one that waits,
/// and those who asked for that get the newer one.
public final class CheckpointWriter implements AutoCloseable {
    private static final Logger LOG = System.getLogger(CheckpointWriter.class.getName());

    private final Saving saving;
    private final WorkerSystem.CheckpointRemoval removal;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable Job waiting;
    private @Nullable Job running;
    private boolean closed;

    /// A checkpoint to be written: nothing in it changes any more.
    ///
    /// @param block the last block in it
    /// @param info what is public about it, made when it is written
    record Work(Sr25519.Pair identity, int block, Checkpoints.Content content, Supplier<String> info) {}

    /// How one is written; gives the bytes of its file.
    @FunctionalInterface
    interface Saving {
        long save(Work work, BooleanSupplier abandoned) throws IOException;
    }

    private static final class Job {
        private volatile Work work;
        private final CompletableFuture<Integer> done = new CompletableFuture<>();
        private volatile boolean abandoned;

        Job(Work work) {
            this.work = work;
        }
    }

    CheckpointWriter(Checkpoints checkpoints, int filesMax) {
        this(
                (work, abandoned) -> checkpoints.save(
                        work.identity(),
                        work.block(),
                        work.content(),
                        work.info().get(),
                        filesMax,
                        abandoned),
                checkpoints::removeAll);
    }

    CheckpointWriter(Saving saving, WorkerSystem.CheckpointRemoval removal) {
        this.saving = saving;
        this.removal = removal;
    }

    /// Whether something is written or waits for it.
    boolean isBusy() {
        lock.lock();
        try {
            return running != null || waiting != null;
        } finally {
            lock.unlock();
        }
    }

    /// Has it written; what is given completes with the last block in what was written, or with why
    /// it was not.
    CompletableFuture<Integer> write(Work work) {
        lock.lock();
        try {
            if (closed) {
                return CompletableFuture.failedFuture(new IOException("The worker is ending"));
            }
            Job next = waiting;
            if (next != null) {
                next.work = work;
                return next.done;
            }
            next = new Job(work);
            waiting = next;
            if (running == null) {
                start();
            }
            return next.done;
        } finally {
            lock.unlock();
        }
    }

    private void start() {
        Job next = waiting;
        waiting = null;
        running = next;
        if (next != null) {
            Thread.ofPlatform().name("checkpoint").daemon().start(() -> run(next));
        }
        changed.signalAll();
    }

    private void run(Job job) {
        Work work = job.work;
        @Nullable Throwable failure = null;
        try {
            long begin = System.nanoTime();
            long size = saving.save(work, () -> job.abandoned);
            LOG.log(
                    Level.INFO,
                    "Checkpoint taken block={0} bytes={1} millis={2}",
                    Integer.toUnsignedString(work.block()),
                    Long.toString(size),
                    Long.toString((System.nanoTime() - begin) / 1_000_000));
        } catch (Throwable e) {
            failure = e;
        }
        lock.lock();
        try {
            start();
        } finally {
            lock.unlock();
        }
        if (failure == null) {
            job.done.complete(work.block());
        } else {
            job.done.completeExceptionally(failure);
            LOG.log(
                    job.abandoned ? Level.INFO : Level.ERROR,
                    "Checkpoint failed block={0} reason={1}",
                    Integer.toUnsignedString(work.block()),
                    failure.toString());
        }
    }

    /// Gives up what is not written, and removes what was. Returns when that is done: nothing comes
    /// back.
    void removeAll() throws IOException {
        abandon();
        removal.removeAll();
    }

    private void abandon() {
        @Nullable Job dropped;
        lock.lock();
        try {
            dropped = waiting;
            waiting = null;
            Job now = running;
            if (now != null) {
                now.abandoned = true;
            }
            while (running == now && now != null) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
        if (dropped != null) {
            dropped.done.completeExceptionally(new IOException("The checkpoint was abandoned"));
        }
    }

    /// Gives up what is being written, unless somebody waited for it before; nothing is written
    /// afterwards.
    @Override
    public void close() {
        lock.lock();
        closed = true;
        lock.unlock();
        abandon();
    }
}
