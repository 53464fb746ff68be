package network.phala.pruntime.system;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import network.phala.prpc.PrpcException;
import network.phala.scale.DecodeException;
import network.phala.wasm.GuestThread;

/// The one thread that changes the worker's state, with a stack on which contracts can recurse. Others hand
/// it tasks and wait.
public final class Writer implements AutoCloseable {
    private static final int WAITING_MAX = 64;

    private record Task<T>(Callable<T> work, CompletableFuture<T> result) {
        void run() {
            try {
                result.complete(work.call());
            } catch (Throwable e) {
                fail(e);
            }
        }

        /// Somebody waits for it, whatever there is left of the memory.
        private void fail(Throwable why) {
            while (true) {
                try {
                    result.completeExceptionally(why);
                    return;
                } catch (OutOfMemoryError e) {
                    LockSupport.parkNanos(1_000_000);
                }
            }
        }
    }

    private final BlockingQueue<Task<?>> tasks = new ArrayBlockingQueue<>(WAITING_MAX);
    private volatile boolean closed;

    public Writer() {
        Thread thread = GuestThread.of("writer", this::serve);
        thread.setDaemon(true);
        thread.start();
    }

    private void serve() {
        try {
            while (!closed) {
                tasks.take().run();
            }
        } catch (InterruptedException e) {
            // Nobody does; were it done, it would be the end all the same.
            closed = true;
        }
        for (Task<?> left = tasks.poll(); left != null; left = tasks.poll()) {
            left.result().completeExceptionally(busy());
        }
    }

    private static PrpcException busy() {
        return PrpcException.application("RCU in progress, please try the request again later");
    }

    /// Runs the task on the writer thread.
    ///
    /// @throws PrpcException what the task throws, or that too many others wait
    public <T> T run(Callable<T> work) throws PrpcException, DecodeException {
        Task<T> task = new Task<>(work, new CompletableFuture<>());
        // Asked again afterwards: the thread may have ended in between, and nobody would answer.
        if (closed || !tasks.offer(task) || closed && tasks.remove(task)) {
            throw busy();
        }
        try {
            return task.result().get();
        } catch (InterruptedException e) {
            // Nobody waits for it: it need not keep others from waiting.
            tasks.remove(task);
            Thread.currentThread().interrupt();
            throw PrpcException.application("Interrupted");
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case PrpcException refused -> throw refused;
                case DecodeException malformed -> throw malformed;
                case FatalException fatal -> throw PrpcException.application(String.valueOf(fatal.getMessage()));
                case null, default -> throw new IllegalStateException("Writer task failed", e.getCause());
            }
        }
    }

    /// Ends the thread after the task under way, which is not interrupted: it may be writing a file. Tasks that wait
    /// are refused.
    @Override
    public void close() {
        closed = true;
        // Wakes the thread if it waits; a full queue it does not wait for.
        tasks.offer(new Task<>(() -> closed, new CompletableFuture<>()));
    }
}
