package network.phala.bench;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import network.phala.wasm.GuestThread;

/// Runs a measurement on a thread with the stack that contracts need.
final class OnGuestThread {
    private OnGuestThread() {}

    static <T> T call(Callable<T> body) throws InterruptedException, ExecutionException {
        FutureTask<T> task = new FutureTask<>(body);
        GuestThread.of("bench", task).start();
        return task.get();
    }
}
