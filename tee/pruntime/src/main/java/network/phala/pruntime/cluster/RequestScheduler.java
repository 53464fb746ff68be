package network.phala.pruntime.cluster;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import network.phala.primitives.U128;
import org.jspecify.annotations.Nullable;

/// Start-time fair queueing: contracts that share the worker get their parts by weight. A few requests run, some
/// wait, and when too many wait those that would begin last are turned away, of flows that have several. Any thread.
///
/// Follows phala-blockchain crates/phala-scheduler/src/request_scheduler.rs.
public final class RequestScheduler<F extends Comparable<F>> {
    /// Tags are nanoseconds of virtual time in 32.32 and more bits: weights may be large.
    private static final class Flow {
        U128 previousFinish = U128.ZERO;
        long averageNanos;

        U128 cost(int weight) {
            return RequestScheduler.cost(averageNanos, weight);
        }
    }

    private static U128 cost(long nanos, int weight) {
        long parts = Integer.toUnsignedLong(weight == 0 ? 1 : weight);
        long whole = nanos / parts;
        long rest = Long.divideUnsigned(nanos % parts << 32, parts);
        return new U128(whole >>> 32, whole << 32).add(U128.of(rest)).max(U128.ONE);
    }

    /// When a request begins or goes on: by its tag, and of equal ones in the order in which they were given.
    private record Turn(U128 start, long order) implements Comparable<Turn> {
        @Override
        public int compareTo(Turn other) {
            int byStart = start.compareTo(other.start);
            return byStart != 0 ? byStart : Long.compare(order, other.order);
        }
    }

    private final class Waiting {
        final Slot slot;
        final U128 cost;
        final CompletableFuture<Boolean> admitted = new CompletableFuture<>();
        Turn turn;

        Waiting(Slot slot, U128 start, U128 cost) {
            this.slot = slot;
            this.cost = cost;
            this.turn = new Turn(start, orders++);
        }
    }

    /// A place among the running requests. Close it when the request is done. One that only waits for something lets
    /// others run: [#rest] gives the place back, [#resume] gets in line for another one, at its flow's turn as any
    /// new request. But nobody is turned away for it, and nobody turns it away: it has begun. It costs the time in
    /// which it has a place: before it is known, what the flow's requests cost on average.
    public final class Slot implements AutoCloseable {
        private final F flow;
        private final int weight;
        private boolean running;
        private boolean closed;
        private long began;
        /// What it has run before it was overtaken, and how much of all that it runs its flow has paid for.
        private long ranBefore;

        private long paid;
        private U128 start = U128.ZERO;
        private @Nullable Waiting waiting;

        private Slot(F flow, int weight) {
            this.flow = flow;
            this.weight = weight;
        }

        /// Another one for what the request does on another thread meanwhile. It has no place before [#resume].
        Slot beside() {
            return new Slot(flow, weight);
        }

        /// False when the request has been closed.
        boolean rest() {
            synchronized (RequestScheduler.this) {
                if (closed) {
                    return false;
                }
                release(this);
                return true;
            }
        }

        /// Waits for a place again. Interrupted, it has none.
        void resume() throws InterruptedException {
            Waiting turn;
            synchronized (RequestScheduler.this) {
                if (closed) {
                    throw new InterruptedException("The request is over");
                }
                turn = running || enterAtOnce(this) ? null : inLine(this, begun);
            }
            if (turn != null && !await(turn)) {
                throw new InterruptedException("The request is over");
            }
        }

        /// Whether it has run for a while and another's turn has come meanwhile. Asked often.
        boolean isOvertaken() {
            if (!someWait || nanoTime.getAsLong() - began < QUANTUM_NANOS) {
                return false;
            }
            synchronized (RequestScheduler.this) {
                Waiting rival = rival(flow);
                return running
                        && rival != null
                        && rival.turn.start.compareTo(movedStart(nanoTime.getAsLong() - began)) < 0;
            }
        }

        /// Where it would begin if what it has run were another request before it, and all that its flow has run
        /// beyond what was paid for.
        private U128 movedStart(long ran) {
            U128 moved = start.add(cost(ran, weight));
            long unpaid = ranBefore + ran - paid;
            return unpaid < 0 ? moved : moved.max(flow(flow).previousFinish.add(cost(unpaid, weight)));
        }

        /// Gives the place to whose turn it is, and waits to go on: before its flow's requests that have not begun.
        void letOthersRun() throws InterruptedException {
            Waiting turn;
            synchronized (RequestScheduler.this) {
                if (!running) {
                    throw new InterruptedException("The request is over");
                }
                long ran = nanoTime.getAsLong() - began;
                boolean pays = ranBefore + ran >= paid;
                U128 from = movedStart(ran);
                U128 next = pays ? cost(QUANTUM_NANOS, weight) : U128.ZERO;
                U128 finish = from.add(next);
                turn = new Waiting(this, from, next);
                goBeforeItsFlow(turn);
                begun.add(turn);
                ranBefore += ran;
                if (pays) {
                    paid = ranBefore + QUANTUM_NANOS;
                    flow(flow).previousFinish = finish;
                }
                running = false;
                waiting = turn;
                someWait = true;
                handOn();
            }
            if (!await(turn)) {
                throw new InterruptedException("The request is over");
            }
        }

        /// Any thread; one that waits in [#resume] is told.
        @Override
        public void close() {
            synchronized (RequestScheduler.this) {
                closed = true;
                release(this);
                if (waiting != null) {
                    turnAway(waiting);
                }
            }
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
    /// What every request may run before others come to their turn: most are done by then.
    static final long QUANTUM_NANOS = 20_000_000;

    private final LongSupplier nanoTime;
    private final int depth;
    private final int backlogMax;
    private final Map<F, Flow> flows = new HashMap<>();
    /// Requests that have not begun.
    private final TreeSet<Waiting> backlog = new TreeSet<>(byTurn());
    /// Requests that have begun and go on.
    private final TreeSet<Waiting> begun = new TreeSet<>(byTurn());
    /// So that those who run need not look.
    private volatile boolean someWait;

    private int running;
    private U128 virtualTime = U128.ZERO;
    private long orders;

    private Comparator<Waiting> byTurn() {
        return Comparator.comparing(waiting -> waiting.turn);
    }

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
        Slot slot = new Slot(flow, weight);
        Waiting waiting;
        synchronized (this) {
            forgetIdleFlows();
            if (enterAtOnce(slot)) {
                return slot;
            }
            if (backlog.size() >= backlogMax) {
                makeRoom(flow);
            }
            waiting = inLine(slot, backlog);
        }
        if (!await(waiting)) {
            throw new OverloadException();
        }
        return slot;
    }

    /// Turns away who would begin last, the newcomer perhaps. As long as a flow has several in the queue it is one of
    /// such a flow: who asks one thing at a time gets into the queue, whatever the others are thought to cost.
    private void makeRoom(F newcomer) throws OverloadException {
        Map<F, Integer> counts = new HashMap<>(Map.of(newcomer, 1));
        backlog.forEach(each -> counts.merge(each.slot.flow, 1, Integer::sum));
        int fewest = counts.size() <= backlog.size() ? 2 : 1;
        Waiting latest = backlog.descendingSet().stream()
                .filter(each -> counts.getOrDefault(each.slot.flow, 0) >= fewest)
                .findFirst()
                .orElseThrow(OverloadException::new);
        if (counts.getOrDefault(newcomer, 0) >= fewest && start(flow(newcomer)).compareTo(latest.turn.start) >= 0) {
            throw new OverloadException();
        }
        turnAway(latest);
    }

    private Flow flow(F flow) {
        return flows.computeIfAbsent(flow, _ -> new Flow());
    }

    private U128 start(Flow flow) {
        return virtualTime.max(flow.previousFinish);
    }

    private boolean enterAtOnce(Slot slot) {
        if (running >= depth) {
            return false;
        }
        // First what takes memory: a place that nobody has would never come back.
        Flow flow = flow(slot.flow);
        U128 begin = start(flow);
        flow.previousFinish = begin.add(flow.cost(slot.weight));
        running++;
        virtualTime = begin;
        slot.start = begin;
        slot.paid = flow.averageNanos;
        slot.running = true;
        slot.began = nanoTime.getAsLong();
        return true;
    }

    private Waiting inLine(Slot slot, TreeSet<Waiting> line) {
        Flow flow = flow(slot.flow);
        Waiting waiting = new Waiting(slot, start(flow), flow.cost(slot.weight));
        flow.previousFinish = waiting.turn.start.add(waiting.cost);
        slot.paid = flow.averageNanos;
        slot.waiting = waiting;
        line.add(waiting);
        someWait = true;
        return waiting;
    }

    /// A flow's turns are first for what has begun: its other requests move back by one.
    private void goBeforeItsFlow(Waiting goesOn) {
        List<Waiting> others = backlog.stream()
                .filter(each -> each.slot.flow.equals(goesOn.slot.flow))
                .toList();
        others.forEach(backlog::remove);
        for (Waiting each : others.reversed()) {
            if (each.turn.compareTo(goesOn.turn) < 0) {
                Turn earlier = each.turn;
                each.turn = goesOn.turn;
                goesOn.turn = earlier;
            }
        }
        int kept = 0;
        try {
            for (; kept < others.size(); kept++) {
                backlog.add(others.get(kept));
            }
        } finally {
            // Without memory for it: nobody waits for ever.
            for (; kept < others.size(); kept++) {
                others.get(kept).admitted.complete(false);
            }
        }
    }

    /// Takes a request out of the queue. Its flow gets back what was reserved.
    private void turnAway(Waiting waiting) {
        if (backlog.remove(waiting) || begun.remove(waiting)) {
            someWait = !backlog.isEmpty() || !begun.isEmpty();
            waiting.slot.waiting = null;
            giveBack(flow(waiting.slot.flow), waiting.cost);
            waiting.admitted.complete(false);
        }
    }

    private static void giveBack(Flow flow, U128 cost) {
        flow.previousFinish = flow.previousFinish.max(cost).subtract(cost);
    }

    /// How many wait now.
    synchronized int waiting() {
        return backlog.size() + begun.size();
    }

    /// How many have a place now.
    synchronized int running() {
        return running;
    }

    /// False when it was turned away. Interrupted, it has no place.
    private boolean await(Waiting waiting) throws InterruptedException {
        try {
            boolean admitted = waiting.admitted.get();
            // Not from when the place was given: how soon the thread comes is nothing that the flow asks for.
            waiting.slot.began = nanoTime.getAsLong();
            return admitted;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            synchronized (this) {
                turnAway(waiting);
                if (waiting.slot.running) {
                    waiting.slot.running = false;
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

    private void release(Slot slot) {
        if (!slot.running) {
            return;
        }
        slot.running = false;
        Flow flow = flow(slot.flow);
        long ran = slot.ranBefore + nanoTime.getAsLong() - slot.began;
        flow.averageNanos = (4 * flow.averageNanos + ran) / 5;
        if (ran >= slot.paid) {
            flow.previousFinish = flow.previousFinish.add(cost(ran - slot.paid, slot.weight));
        } else {
            giveBack(flow, cost(slot.paid - ran, slot.weight));
        }
        slot.ranBefore = 0;
        handOn();
    }

    /// Who begins first, or goes on first.
    private @Nullable Waiting next() {
        if (begun.isEmpty()) {
            return backlog.isEmpty() ? null : backlog.first();
        }
        Waiting first = begun.first();
        return backlog.isEmpty() || byTurn().compare(first, backlog.first()) < 0 ? first : backlog.first();
    }

    /// Who is next but for requests of the flow that have not begun.
    private @Nullable Waiting rival(F flow) {
        return Stream.concat(
                        begun.stream().limit(1),
                        backlog.stream()
                                .filter(each -> !each.slot.flow.equals(flow))
                                .limit(1))
                .min(byTurn())
                .orElse(null);
    }

    /// The place goes to the next.
    private void handOn() {
        Waiting next = next();
        if (next == null) {
            running--;
            return;
        }
        backlog.remove(next);
        begun.remove(next);
        someWait = !backlog.isEmpty() || !begun.isEmpty();
        virtualTime = next.turn.start;
        next.slot.start = next.turn.start;
        next.slot.waiting = null;
        next.slot.running = true;
        next.slot.began = nanoTime.getAsLong();
        next.admitted.complete(true);
    }
}
