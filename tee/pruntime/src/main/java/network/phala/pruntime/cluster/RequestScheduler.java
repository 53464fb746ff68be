package network.phala.pruntime.cluster;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;

/// Start-time fair queueing: contracts that share the worker get their parts by weight. A few requests run, some wait,
/// and
/// when too many wait those that would begin last are turned away. Any thread.
///
/// Follows phala-blockchain crates/phala-scheduler/src/request_scheduler.rs.
public final class RequestScheduler<F extends Comparable<F>> {
    private static final Comparator<Waiting<?>> BY_START =
            Comparator.<Waiting<?>>comparingLong(waiting -> waiting.start).thenComparingLong(waiting -> waiting.order);

    private static final class Flow {
        long previousFinish;
        long averageCost;
    }

    private static final class Waiting<F> {
        final F flow;
        final long start;
        final long order;
        final CompletableFuture<Boolean> admitted = new CompletableFuture<>();

        Waiting(F flow, long start, long order) {
            this.flow = flow;
            this.start = start;
            this.order = order;
        }
    }

    /// A place among the running requests. Close it when the request is done.
    public final class Slot implements AutoCloseable {
        private final F flow;
        private final long began = nanoTime.getAsLong();

        private Slot(F flow) {
            this.flow = flow;
        }

        @Override
        public void close() {
            release(flow, nanoTime.getAsLong() - began);
        }
    }

    /// Too many requests wait.
    public static final class OverloadException extends Exception {
        private static final long serialVersionUID = 1L;

        OverloadException() {
            super("Too many requests wait", null, false, false);
        }
    }

    private static final int FLOWS_MAX = 10_000;

    private final LongSupplier nanoTime;
    private final int depth;
    private final int backlogMax;
    private final Map<F, Flow> flows = new HashMap<>();
    private final TreeSet<Waiting<F>> backlog = new TreeSet<>(BY_START);
    private int running;
    private long virtualTime;
    private long order;

    /// @param depth requests that run at once
    /// @param backlogMax requests that wait
    public RequestScheduler(int depth, int backlogMax) {
        this(depth, backlogMax, System::nanoTime);
    }

    RequestScheduler(int depth, int backlogMax, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.depth = depth;
        this.backlogMax = backlogMax;
    }

    /// Waits for a place.
    public Slot acquire(F flow, int weight) throws OverloadException, InterruptedException {
        Waiting<F> waiting;
        synchronized (this) {
            long start = nextStart(flow, Math.max(1, weight));
            if (running < depth) {
                running++;
                virtualTime = Math.max(virtualTime, start);
                return new Slot(flow);
            }
            if (backlog.size() >= backlogMax) {
                Waiting<F> latest = backlog.last();
                if (start >= latest.start) {
                    throw new OverloadException();
                }
                backlog.remove(latest);
                latest.admitted.complete(false);
            }
            waiting = new Waiting<>(flow, start, order++);
            backlog.add(waiting);
        }
        return await(waiting);
    }

    /// How many wait now.
    synchronized int waiting() {
        return backlog.size();
    }

    private Slot await(Waiting<F> waiting) throws OverloadException, InterruptedException {
        try {
            if (!waiting.admitted.get()) {
                throw new OverloadException();
            }
            return new Slot(waiting.flow);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            synchronized (this) {
                if (!backlog.remove(waiting) && waiting.admitted.getNow(false)) {
                    release(waiting.flow, 0);
                }
            }
            throw e;
        }
    }

    private long nextStart(F flow, int weight) {
        if (flows.size() > FLOWS_MAX) {
            flows.values().removeIf(each -> each.previousFinish <= virtualTime);
        }
        Flow state = flows.computeIfAbsent(flow, _ -> new Flow());
        long start = Math.max(virtualTime, state.previousFinish);
        state.previousFinish = start + Math.max(1, state.averageCost / weight);
        return start;
    }

    private synchronized void release(F flow, long nanos) {
        Flow state = flows.get(flow);
        if (state != null) {
            state.averageCost = (4 * state.averageCost + nanos) / 5;
        }
        Waiting<F> next = backlog.pollFirst();
        if (next == null) {
            running--;
            return;
        }
        virtualTime = Math.max(virtualTime, next.start);
        next.admitted.complete(true);
    }
}
