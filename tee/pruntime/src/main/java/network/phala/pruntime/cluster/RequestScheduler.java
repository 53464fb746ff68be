package network.phala.pruntime.cluster;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import network.phala.primitives.U128;

/// Start-time fair queueing: contracts that share the worker get their parts by weight. A few requests run, some
/// wait, and when too many wait those that would begin last are turned away. Any thread.
///
/// Follows phala-blockchain crates/phala-scheduler/src/request_scheduler.rs.
public final class RequestScheduler<F extends Comparable<F>> {
    private static final Comparator<Waiting<?>> BY_START = Comparator.<Waiting<?>, U128>comparing(
                    waiting -> waiting.start)
            .thenComparingLong(waiting -> waiting.order);

    /// Tags are nanoseconds of virtual time in 32.32 and more bits: weights may be large.
    private static final class Flow {
        U128 previousFinish = U128.ZERO;
        long averageNanos;

        U128 cost(int weight) {
            long parts = Integer.toUnsignedLong(weight == 0 ? 1 : weight);
            long whole = averageNanos / parts;
            long rest = Long.divideUnsigned(averageNanos % parts << 32, parts);
            return new U128(whole >>> 32, whole << 32).add(U128.of(rest)).max(U128.ONE);
        }
    }

    private static final class Waiting<F> {
        final F flow;
        final U128 start;
        final U128 cost;
        final long order;
        final CompletableFuture<Boolean> admitted = new CompletableFuture<>();

        Waiting(F flow, U128 start, U128 cost, long order) {
            this.flow = flow;
            this.start = start;
            this.cost = cost;
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
    private U128 virtualTime = U128.ZERO;
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

    /// Waits for a place. What a flow asks beyond what is admitted does not count against it.
    ///
    /// @param weight as an unsigned number; 0 counts as 1
    public Slot acquire(F flow, int weight) throws OverloadException, InterruptedException {
        Waiting<F> waiting;
        synchronized (this) {
            forgetIdleFlows();
            Flow state = flows.computeIfAbsent(flow, _ -> new Flow());
            U128 start = virtualTime.max(state.previousFinish);
            U128 cost = state.cost(weight);
            if (running < depth) {
                running++;
                virtualTime = start;
                state.previousFinish = start.add(cost);
                return new Slot(flow);
            }
            if (backlog.size() >= backlogMax) {
                Waiting<F> latest = backlog.last();
                if (start.compareTo(latest.start) >= 0) {
                    throw new OverloadException();
                }
                leave(latest);
                latest.admitted.complete(false);
            }
            state.previousFinish = start.add(cost);
            waiting = new Waiting<>(flow, start, cost, order++);
            backlog.add(waiting);
        }
        return await(waiting);
    }

    /// Takes a request out of the queue. Its flow gets back what was reserved.
    private boolean leave(Waiting<F> waiting) {
        if (!backlog.remove(waiting)) {
            return false;
        }
        Flow flow = flows.get(waiting.flow);
        if (flow != null) {
            flow.previousFinish = flow.previousFinish.subtract(waiting.cost);
        }
        return true;
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
                if (!leave(waiting) && waiting.admitted.getNow(false)) {
                    handOn();
                }
            }
            throw e;
        }
    }

    private void forgetIdleFlows() {
        if (flows.size() > FLOWS_MAX) {
            flows.values().removeIf(each -> each.previousFinish.compareTo(virtualTime) <= 0);
        }
    }

    private synchronized void release(F flow, long nanos) {
        Flow state = flows.get(flow);
        if (state != null) {
            state.averageNanos = (4 * state.averageNanos + nanos) / 5;
        }
        handOn();
    }

    /// The place goes to who begins first.
    private void handOn() {
        Waiting<F> next = backlog.pollFirst();
        if (next == null) {
            running--;
            return;
        }
        virtualTime = next.start;
        next.admitted.complete(true);
    }
}
