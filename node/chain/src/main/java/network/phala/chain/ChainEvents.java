package network.phala.chain;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/// Tells listeners about blocks, in order, on one thread of its own, so that a slow listener does not hold
/// up the chain. When very many events wait, the chain waits for the listeners after all.
final class ChainEvents implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ChainEvents.class.getName());
    private static final int WAITING_MAX = 4096;
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(30);

    private final BlockingQueue<Runnable> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final List<ChainListener> listeners = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean closed;

    ChainEvents() {
        thread = Thread.ofPlatform().name("chain-events").daemon().start(this::run);
    }

    AutoCloseable add(ChainListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    void best(StateAt block) {
        put(() -> listeners.forEach(listener -> listener.onBest(block)));
    }

    void finalized(BlockRef block) {
        put(() -> listeners.forEach(listener -> listener.onFinalized(block)));
    }

    private void put(Runnable event) {
        if (closed) {
            return;
        }
        try {
            waiting.put(event);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closed) {
            try {
                waiting.take().run();
            } catch (InterruptedException _) {
                return;
            } catch (RuntimeException | Error e) {
                // Whatever it was, the thread goes on: without it the chain would stand still at last.
                LOG.log(System.Logger.Level.ERROR, "A chain listener failed", e);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        if (thread != Thread.currentThread()) {
            try {
                thread.join(CLOSE_WAIT);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
