package network.phala.pruntime.script;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import network.phala.sidevm.Pauses;
import network.phala.wasm.GuestThread;
import org.jspecify.annotations.Nullable;

/// An engine that is made when the first script needs it, on a thread of its own: whoever waits for it may leave, and
/// it is there for the next. One that could not be made is tried again when somebody asks again. Any thread.
public final class SharedEngine {
    private final Supplier<ScriptEngine> maker;
    private final AtomicReference<@Nullable FutureTask<ScriptEngine>> making = new AtomicReference<>();

    public SharedEngine() {
        this(ScriptEngine::new);
    }

    SharedEngine(Supplier<ScriptEngine> maker) {
        this.maker = maker;
    }

    /// Waits for the engine.
    ///
    /// @param pauses told of the wait, if there is one
    /// @param deadline until when, of [System#nanoTime]
    /// @throws TimeoutException when it takes longer
    /// @throws IllegalStateException when it cannot be made
    public ScriptEngine get(Pauses pauses, long deadline) throws InterruptedException, TimeoutException {
        FutureTask<ScriptEngine> task = making();
        if (!task.isDone()) {
            pauses.during(() -> await(task, deadline));
        }
        if (!task.isDone()) {
            throw new TimeoutException();
        }
        try {
            return task.get();
        } catch (ExecutionException e) {
            making.compareAndSet(task, null);
            throw new IllegalStateException("The script engine cannot be made", e.getCause());
        }
    }

    private FutureTask<ScriptEngine> making() {
        FutureTask<ScriptEngine> present = making.get();
        if (present != null) {
            return present;
        }
        FutureTask<ScriptEngine> mine = new FutureTask<>(maker::get);
        FutureTask<ScriptEngine> other = making.compareAndExchange(null, mine);
        if (other != null) {
            return other;
        }
        Thread thread = GuestThread.of("script-engine", mine);
        thread.setDaemon(true);
        thread.start();
        return mine;
    }

    private static void await(FutureTask<ScriptEngine> task, long deadline) throws InterruptedException {
        try {
            task.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // Whoever waits looks what has become of it.
        }
    }
}
