package network.phala.sidevm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Room for what may be ended at any time, shared by contracts. Each may take what nobody else needs. When it is full,
/// who holds more for its weight gives way to who would hold less, and among those who hold alike, who has been there
/// for long to who comes new. Any thread.
///
/// @param <F> who takes room
public final class FairRoom<F> {
    /// Who holds up to twice as much as others stays at least as long, whoever comes.
    static final Duration STAY = Duration.ofSeconds(1);

    private static final class Flow<F> {
        final Set<FairRoom<F>.Place> places = new LinkedHashSet<>();
        long held;
        long weight;

        double share(long more) {
            return (double) (held + more) / weight;
        }
    }

    /// Room that is held until it is closed, or given to others.
    public final class Place implements AutoCloseable {
        private final F of;
        private final Runnable givesWay;
        private final long since = nanoTime.getAsLong();
        private long size;
        private boolean ended;

        private Place(F of, Runnable givesWay) {
            this.of = of;
            this.givesWay = givesWay;
        }

        /// Takes more room; false when there is none for it, or this place was given to others.
        public boolean grow(long more) {
            List<Place> out = new ArrayList<>();
            lock.lock();
            try {
                Flow<F> flow = flows.get(of);
                if (ended || flow == null || !hasRoom(flow, more, out)) {
                    return false;
                }
                hold(flow, this, more);
            } finally {
                lock.unlock();
            }
            out.forEach(each -> each.givesWay.run());
            return true;
        }

        @Override
        public void close() {
            lock.lock();
            try {
                end(this);
            } finally {
                lock.unlock();
            }
        }
    }

    private final long size;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<F, Flow<F>> flows = new HashMap<>();
    private long used;

    /// @param size in whatever is counted
    public FairRoom(long size) {
        this(size, System::nanoTime);
    }

    FairRoom(long size, LongSupplier nanoTime) {
        this.size = size;
        this.nanoTime = nanoTime;
    }

    /// Takes room; empty when others hold it with as much right.
    ///
    /// @param weight as an unsigned number; 0 counts as 1
    /// @param wanted what is more than everything counts as everything
    /// @param givesWay called once, on any thread, when others have got the place; it must not wait
    public Optional<Place> take(F of, int weight, long wanted, Runnable givesWay) {
        long needed = Math.min(size, wanted);
        Place place = new Place(of, givesWay);
        List<Place> out = new ArrayList<>();
        lock.lock();
        try {
            Flow<F> flow = flows.computeIfAbsent(of, _ -> new Flow<>());
            flow.weight = Math.max(1, Integer.toUnsignedLong(weight));
            if (!hasRoom(flow, needed, out)) {
                forgetIfIdle(of, flow);
                return Optional.empty();
            }
            flow.places.add(place);
            hold(flow, place, needed);
        } finally {
            lock.unlock();
        }
        out.forEach(each -> each.givesWay.run());
        return Optional.of(place);
    }

    private void hold(Flow<F> flow, Place place, long more) {
        place.size += more;
        flow.held += more;
        used += more;
    }

    private void end(Place place) {
        Flow<F> flow = flows.get(place.of);
        if (place.ended || flow == null) {
            return;
        }
        place.ended = true;
        flow.places.remove(place);
        hold(flow, place, -place.size);
        forgetIfIdle(place.of, flow);
    }

    private void forgetIfIdle(F of, Flow<F> flow) {
        if (flow.places.isEmpty()) {
            flows.remove(of, flow);
        }
    }

    /// Makes room, if that is fair. Nobody gives way in vain.
    ///
    /// @param out who has given way
    private boolean hasRoom(Flow<F> flow, long more, List<Place> out) {
        if (used + more <= size) {
            return true;
        }
        Map<Flow<F>, Long> left = new HashMap<>();
        flows.values().stream().filter(each -> each != flow).forEach(each -> left.put(each, each.held));
        Set<Place> going = new LinkedHashSet<>();
        double share = flow.share(more);
        for (long free = size - used; free < more; ) {
            Place next = next(left, going, share);
            if (next == null) {
                return false;
            }
            going.add(next);
            free += next.size;
            left.merge(flowOf(next), -next.size, Long::sum);
        }
        going.forEach(this::end);
        out.addAll(going);
        return true;
    }

    private Flow<F> flowOf(Place place) {
        Flow<F> flow = flows.get(place.of);
        if (flow == null) {
            throw new IllegalStateException("A place of nobody");
        }
        return flow;
    }

    /// Who gives way next to one that would then have this share.
    private @Nullable Place next(Map<Flow<F>, Long> left, Set<Place> going, double share) {
        Comparator<Map.Entry<Flow<F>, Long>> byShare = Comparator.comparingDouble(FairRoom::share);
        Map.Entry<Flow<F>, Long> most = left.entrySet().stream().max(byShare).orElse(null);
        if (most == null) {
            return null;
        }
        if (share(most) > share) {
            return oldest(most.getKey(), going);
        }
        long limit = nanoTime.getAsLong() - STAY.toNanos();
        return left.entrySet().stream()
                .filter(each -> share(each) >= share / 2)
                .map(each -> oldest(each.getKey(), going))
                .filter(each -> each != null && each.since - limit <= 0)
                .min(Comparator.comparingLong(each -> each == null ? 0 : each.since - limit))
                .orElse(null);
    }

    private static <F> double share(Map.Entry<Flow<F>, Long> entry) {
        return (double) entry.getValue() / entry.getKey().weight;
    }

    private @Nullable Place oldest(Flow<F> flow, Set<Place> going) {
        return flow.places.stream()
                .filter(each -> !going.contains(each))
                .findFirst()
                .orElse(null);
    }

    /// What is held.
    public long used() {
        lock.lock();
        try {
            return used;
        } finally {
            lock.unlock();
        }
    }
}
