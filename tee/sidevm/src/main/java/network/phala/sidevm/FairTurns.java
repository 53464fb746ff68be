package network.phala.sidevm;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/// Turns at something that nobody can be made to give up once it has begun, shared by contracts: none has more than its
/// part at a time, whoever has fewest goes next, and who has none need not wait for those who have. Any thread.
///
/// @param <F> who takes turns
public final class FairTurns<F> {
    /// @param most turns at a time
    /// @param mostEach of them, of one contract
    /// @param mostEver turns at a time, one each of those who have no other counted in
    /// @param waitingEach how many of one contract wait
    public record Limits(int most, int mostEach, int mostEver, int waitingEach) {}

    /// Too many of the same contract wait already.
    public static final class CrowdedException extends Exception {
        private static final long serialVersionUID = 1L;

        CrowdedException() {
            super("Too many of one contract wait", null, false, false);
        }
    }

    private static final class Waiting {
        final long order;
        final CompletableFuture<Void> admitted = new CompletableFuture<>();

        Waiting(long order) {
            this.order = order;
        }

        void await(Duration patience) throws InterruptedException {
            try {
                admitted.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                // Whoever waits looks what has become of it.
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static final class Flow {
        final Deque<Waiting> waiting = new ArrayDeque<>();
        int turns;

        long first() {
            return waiting.getFirst().order;
        }
    }

    private static final Comparator<Flow> BY_TURNS =
            Comparator.<Flow>comparingInt(flow -> flow.turns).thenComparingLong(Flow::first);

    /// A turn; it is over when it is closed, on any thread.
    public final class Turn implements AutoCloseable {
        private final F of;

        private Turn(F of) {
            this.of = of;
        }

        /// Once.
        @Override
        public void close() {
            end(of);
        }
    }

    private final Limits limits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<F, Flow> flows = new HashMap<>();
    private int turns;
    private long order;

    public FairTurns(Limits limits) {
        this.limits = limits;
    }

    /// Waits for a turn.
    ///
    /// @param pauses told of the wait, if there is one
    /// @throws TimeoutException when it takes longer than the patience
    public Turn take(F of, Duration patience, Pauses pauses)
            throws CrowdedException, TimeoutException, InterruptedException {
        Waiting waiting;
        lock.lock();
        try {
            Flow flow = flows.computeIfAbsent(of, _ -> new Flow());
            if (flow.waiting.size() >= limits.waitingEach()) {
                throw new CrowdedException();
            }
            waiting = new Waiting(order++);
            flow.waiting.add(waiting);
            admit();
        } finally {
            lock.unlock();
        }
        boolean has = waiting.admitted.isDone();
        try {
            if (!has) {
                pauses.during(() -> waiting.await(patience));
                has = waiting.admitted.isDone();
            }
        } finally {
            if (!has) {
                leave(of, waiting);
            }
        }
        if (!has) {
            throw new TimeoutException();
        }
        return new Turn(of);
    }

    private void leave(F of, Waiting waiting) {
        lock.lock();
        try {
            Flow flow = flows.get(of);
            if (flow != null && flow.waiting.remove(waiting)) {
                forgetIfIdle(of, flow);
                return;
            }
        } finally {
            lock.unlock();
        }
        // It was admitted at this moment.
        end(of);
    }

    private void end(F of) {
        lock.lock();
        try {
            Flow flow = flows.get(of);
            if (flow == null || flow.turns == 0) {
                throw new IllegalStateException("A turn ends twice");
            }
            flow.turns--;
            turns--;
            forgetIfIdle(of, flow);
            admit();
        } finally {
            lock.unlock();
        }
    }

    private void forgetIfIdle(F of, Flow flow) {
        if (flow.turns == 0 && flow.waiting.isEmpty()) {
            flows.remove(of);
        }
    }

    /// If the one with the fewest turns may not have another, nobody may.
    private void admit() {
        while (true) {
            Flow next = flows.values().stream()
                    .filter(flow -> !flow.waiting.isEmpty())
                    .min(BY_TURNS)
                    .orElse(null);
            if (next == null || !mayHaveAnother(next)) {
                return;
            }
            next.turns++;
            turns++;
            next.waiting.remove().admitted.complete(null);
        }
    }

    private boolean mayHaveAnother(Flow flow) {
        return turns < limits.most() && flow.turns < limits.mostEach() || flow.turns == 0 && turns < limits.mostEver();
    }

    /// Turns under way.
    int underWay() {
        lock.lock();
        try {
            return turns;
        } finally {
            lock.unlock();
        }
    }

    /// How many wait for a turn.
    public int waiting() {
        lock.lock();
        try {
            return flows.values().stream().mapToInt(flow -> flow.waiting.size()).sum();
        } finally {
            lock.unlock();
        }
    }
}
