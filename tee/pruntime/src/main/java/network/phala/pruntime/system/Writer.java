package network.phala.pruntime.system;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
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
                result.completeExceptionally(e);
            }
        }
    }

    private final BlockingQueue<Task<?>> tasks = new ArrayBlockingQueue<>(WAITING_MAX);
    private final Thread thread;
    private volatile boolean closed;

    public Writer() {
        thread = GuestThread.of("writer", this::serve);
        thread.setDaemon(true);
        thread.start();
    }

    private void serve() {
        while (!closed) {
            try {
                tasks.take().run();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /// Runs the task on the writer thread.
    ///
    /// @throws PrpcException what the task throws, or that too many others wait
    public <T> T run(Callable<T> work) throws PrpcException, DecodeException {
        Task<T> task = new Task<>(work, new CompletableFuture<>());
        if (closed || !tasks.offer(task)) {
            throw PrpcException.application("RCU in progress, please try the request again later");
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

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
