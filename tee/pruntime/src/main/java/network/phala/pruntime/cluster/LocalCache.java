package network.phala.pruntime.cluster;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import network.phala.pink.types.CacheOp;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;

/// What contracts keep on this worker only: a small store outside their state, each entry with an end. Any thread.
///
/// A contract may fill it as long as nobody else needs the room. When it is full, each has its part by weight, and who
/// has more loses what ends soonest to those who have less.
///
/// Follows phala-blockchain crates/pink-extension-runtime/src/local_cache.rs, where the parts are fixed.
public final class LocalCache {
    /// Shared by all contracts of the cluster.
    public static final int QUOTA_BYTES = 20 << 20;

    /// What an entry counts at least: millions of entries of a few bytes would take forty times their size.
    static final int ENTRY_BYTES_MIN = 64;

    private static final Duration LIFE = Duration.ofDays(7);
    private static final long LOOK_MILLIS = 100;

    private record Entry(Bytes value, long endMillis) {}

    /// What one contract has.
    private static final class Own {
        final Map<Bytes, Entry> entries = new HashMap<>();
        long weight;
        long size;
    }

    private final InstantSource clock;
    private final ToIntFunction<AccountId> weights;
    private final Map<AccountId, Own> contracts = new HashMap<>();
    private long size;
    private long totalWeight;
    /// No entry ends before.
    private long soonestMillis = Long.MAX_VALUE;

    private long nextLookMillis = Long.MIN_VALUE;

    /// One in which all contracts are alike.
    LocalCache(InstantSource clock) {
        this(clock, _ -> 0);
    }

    /// @param weights of contracts, as unsigned numbers; 0 counts as 1
    public LocalCache(InstantSource clock, ToIntFunction<AccountId> weights) {
        this.clock = clock;
        this.weights = weights;
    }

    private static long size(Bytes key, Bytes value) {
        return Math.max(ENTRY_BYTES_MIN, (long) key.size() + value.size());
    }

    /// False when there is no room even after what has ended is gone.
    public synchronized boolean set(AccountId contract, Bytes key, Bytes value) {
        remove(contract, key);
        long needed = size(key, value);
        if (size + needed > QUOTA_BYTES) {
            dropEnded();
        }
        Own own = own(contract);
        if (size + needed > QUOTA_BYTES && !makeRoom(own, needed)) {
            forgetIfEmpty(contract, own);
            return false;
        }
        put(own, key, new Entry(value, clock.millis() + LIFE.toMillis()));
        own.size += needed;
        size += needed;
        return true;
    }

    private void put(Own own, Bytes key, Entry entry) {
        own.entries.put(key, entry);
        soonestMillis = Math.min(soonestMillis, entry.endMillis());
    }

    private Own own(AccountId contract) {
        Own own = contracts.computeIfAbsent(contract, _ -> new Own());
        long weight = Math.max(1, Integer.toUnsignedLong(weights.applyAsInt(contract)));
        totalWeight += weight - own.weight;
        own.weight = weight;
        return own;
    }

    private void forgetIfEmpty(AccountId contract, Own own) {
        if (own.entries.isEmpty() && contracts.remove(contract) != null) {
            totalWeight -= own.weight;
        }
    }

    private long part(Own own) {
        return (long) ((double) QUOTA_BYTES * own.weight / totalWeight);
    }

    /// Takes it from those who have more than their part, when this one does not come to have more than its own.
    private boolean makeRoom(Own own, long needed) {
        if (own.size + needed > part(own)) {
            return false;
        }
        List<Own> others = new ArrayList<>(contracts.values());
        others.sort(Comparator.comparingLong(other -> part(other) - other.size));
        for (Own other : others) {
            if (size + needed <= QUOTA_BYTES) {
                break;
            }
            cut(other);
        }
        return size + needed <= QUOTA_BYTES;
    }

    /// To its part at once: to sort its entries for each one that has to go would take long.
    private void cut(Own own) {
        List<Map.Entry<Bytes, Entry>> byEnd = new ArrayList<>(own.entries.entrySet());
        byEnd.sort(Comparator.comparingLong(each -> each.getValue().endMillis()));
        for (Map.Entry<Bytes, Entry> each : byEnd) {
            if (own.size <= part(own)) {
                return;
            }
            own.entries.remove(each.getKey());
            give(own, each.getKey(), each.getValue());
        }
    }

    private void give(Own own, Bytes key, Entry entry) {
        long given = size(key, entry.value());
        own.size -= given;
        size -= given;
    }

    public synchronized Optional<Bytes> get(AccountId contract, Bytes key) {
        Own own = contracts.get(contract);
        Entry entry = own == null ? null : own.entries.get(key);
        return entry == null || entry.endMillis() <= clock.millis() ? Optional.empty() : Optional.of(entry.value());
    }

    /// Sets an entry's life from now on; none removes it.
    public synchronized void setExpiration(AccountId contract, Bytes key, long seconds) {
        Own own = contracts.get(contract);
        Entry entry = own == null ? null : own.entries.get(key);
        if (own == null || entry == null) {
            return;
        }
        if (seconds == 0) {
            remove(contract, key);
            return;
        }
        // Unsigned seconds of any size; a century is as good as for ever.
        long bounded = Long.compareUnsigned(seconds, 100L * 365 * 86400) > 0 ? 100L * 365 * 86400 : seconds;
        put(own, key, new Entry(entry.value(), clock.millis() + bounded * 1000));
    }

    public synchronized Optional<Bytes> remove(AccountId contract, Bytes key) {
        Own own = contracts.get(contract);
        Entry entry = own == null ? null : own.entries.remove(key);
        if (own == null || entry == null) {
            return Optional.empty();
        }
        give(own, key, entry);
        forgetIfEmpty(contract, own);
        return Optional.of(entry.value());
    }

    /// Applies what a command asked for.
    public void apply(AccountId contract, CacheOp op) {
        switch (op) {
            case CacheOp.Set(Bytes key, Bytes value) -> set(contract, key, value);
            case CacheOp.SetExpiration(Bytes key, long seconds) -> setExpiration(contract, key, seconds);
            case CacheOp.Remove(Bytes key) -> remove(contract, key);
        }
    }

    /// Not at every try of a full cache: who tries without end must not hold up the others.
    private void dropEnded() {
        long now = clock.millis();
        if (soonestMillis > now || nextLookMillis > now) {
            return;
        }
        nextLookMillis = now + LOOK_MILLIS;
        soonestMillis = Long.MAX_VALUE;
        for (Iterator<Own> all = contracts.values().iterator(); all.hasNext(); ) {
            Own own = all.next();
            own.entries.entrySet().removeIf(each -> {
                boolean ended = each.getValue().endMillis() <= now;
                if (ended) {
                    give(own, each.getKey(), each.getValue());
                } else {
                    soonestMillis = Math.min(soonestMillis, each.getValue().endMillis());
                }
                return ended;
            });
            if (own.entries.isEmpty()) {
                all.remove();
                totalWeight -= own.weight;
            }
        }
    }
}
