package network.phala.pruntime.cluster;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import network.phala.pink.types.CacheOp;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;

/// What contracts keep on this worker only: a small store outside their state, each entry with an end. Any thread.
///
/// Follows phala-blockchain crates/pink-extension-runtime/src/local_cache.rs.
public final class LocalCache {
    /// Shared by all contracts of the cluster.
    public static final int QUOTA_BYTES = 20 << 20;

    private static final Duration LIFE = Duration.ofDays(7);

    private record Entry(Bytes value, long endMillis) {}

    private final InstantSource clock;
    private final Map<AccountId, Map<Bytes, Entry>> entries = new HashMap<>();
    private long size;

    public LocalCache(InstantSource clock) {
        this.clock = clock;
    }

    /// False when there is no room even after what has ended is gone.
    public synchronized boolean set(AccountId contract, Bytes key, Bytes value) {
        remove(contract, key);
        long needed = (long) key.size() + value.size();
        if (size + needed > QUOTA_BYTES) {
            dropEnded();
        }
        if (size + needed > QUOTA_BYTES) {
            return false;
        }
        entries.computeIfAbsent(contract, _ -> new HashMap<>())
                .put(key, new Entry(value, clock.millis() + LIFE.toMillis()));
        size += needed;
        return true;
    }

    public synchronized Optional<Bytes> get(AccountId contract, Bytes key) {
        Entry entry = entries.getOrDefault(contract, Map.of()).get(key);
        return entry == null || entry.endMillis() <= clock.millis() ? Optional.empty() : Optional.of(entry.value());
    }

    /// Sets an entry's life from now on; none removes it.
    public synchronized void setExpiration(AccountId contract, Bytes key, long seconds) {
        Map<Bytes, Entry> own = entries.get(contract);
        Entry entry = own == null ? null : own.get(key);
        if (own == null || entry == null) {
            return;
        }
        if (seconds == 0) {
            remove(contract, key);
            return;
        }
        // Unsigned seconds of any size; a century is as good as for ever.
        long bounded = Long.compareUnsigned(seconds, 100L * 365 * 86400) > 0 ? 100L * 365 * 86400 : seconds;
        own.put(key, new Entry(entry.value(), clock.millis() + bounded * 1000));
    }

    public synchronized Optional<Bytes> remove(AccountId contract, Bytes key) {
        Map<Bytes, Entry> own = entries.get(contract);
        Entry entry = own == null ? null : own.remove(key);
        if (entry == null) {
            return Optional.empty();
        }
        size -= (long) key.size() + entry.value().size();
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

    private void dropEnded() {
        long now = clock.millis();
        for (Map<Bytes, Entry> own : entries.values()) {
            own.entrySet().removeIf(entry -> {
                boolean ended = entry.getValue().endMillis() <= now;
                if (ended) {
                    size -= (long) entry.getKey().size()
                            + entry.getValue().value().size();
                }
                return ended;
            });
        }
    }
}
