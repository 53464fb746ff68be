package network.phala.pink;

import java.util.Optional;
import java.util.function.Supplier;
import network.phala.pink.types.EventBlock;
import network.phala.pink.types.SideEffects;
import org.jspecify.annotations.Nullable;

/// What an operation gives: the cluster after it, the result, what to do outside, and the event block of a transaction
/// with public events. Whoever asked decides whether to keep the cluster. For one thread.
public final class Outcome<T> {
    private final Supplier<Cluster> after;
    private final T result;
    private final SideEffects effects;
    private final Optional<EventBlock> eventBlock;
    private @Nullable Cluster cluster;

    /// @param after makes the cluster; asked once, and not at all by a query
    Outcome(Supplier<Cluster> after, T result, SideEffects effects, Optional<EventBlock> eventBlock) {
        this.after = after;
        this.result = result;
        this.effects = effects;
        this.eventBlock = eventBlock;
    }

    public Cluster cluster() {
        Cluster made = cluster;
        if (made == null) {
            made = after.get();
            cluster = made;
        }
        return made;
    }

    public T result() {
        return result;
    }

    public SideEffects effects() {
        return effects;
    }

    public Optional<EventBlock> eventBlock() {
        return eventBlock;
    }
}
