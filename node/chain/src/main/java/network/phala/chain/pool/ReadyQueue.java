package network.phala.chain.pool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import org.jspecify.annotations.Nullable;

/// The transactions whose required tags are all provided, by others here or by the chain. At most one
/// transaction provides a tag. Not thread-safe.
///
/// Follows polkadot-sdk substrate/client/transaction-pool/src/graph/ready.rs in its rules, not in its
/// structure.
final class ReadyQueue {
    private record Queued(PoolTransaction transaction, long insertionId) {}

    private static final Comparator<Queued> BEST_FIRST = Comparator.comparing(
                    (Queued queued) -> queued.transaction().priority(), (a, b) -> Long.compareUnsigned(b, a))
            .thenComparing(queued -> queued.transaction().validTill(), Long::compareUnsigned)
            .thenComparingLong(Queued::insertionId);

    private final Map<H256, Queued> queuedByHash = new LinkedHashMap<>();
    private final Map<Bytes, H256> providerByTag = new HashMap<>();
    private final Map<Bytes, Set<H256>> requirersByTag = new HashMap<>();
    private long insertions;
    private long bytes;

    int count() {
        return queuedByHash.size();
    }

    long bytes() {
        return bytes;
    }

    boolean contains(H256 hash) {
        return queuedByHash.containsKey(hash);
    }

    Optional<PoolTransaction> get(H256 hash) {
        return Optional.ofNullable(queuedByHash.get(hash)).map(Queued::transaction);
    }

    boolean provides(Bytes tag) {
        return providerByTag.containsKey(tag);
    }

    Collection<PoolTransaction> all() {
        return queuedByHash.values().stream().map(Queued::transaction).toList();
    }

    /// Adds a transaction; those that provide one of its tags give way if they have less priority together,
    /// and with them what only they made possible. Returns the removed ones.
    List<PoolTransaction> add(PoolTransaction transaction) throws PoolException {
        Set<H256> replaced = new LinkedHashSet<>();
        for (Bytes tag : transaction.provides()) {
            H256 provider = providerByTag.get(tag);
            if (provider != null) {
                replaced.add(provider);
            }
        }
        List<PoolTransaction> removed = List.of();
        if (!replaced.isEmpty()) {
            long old = priorityOf(replaced);
            if (Long.compareUnsigned(old, transaction.priority()) >= 0) {
                throw new PoolException(new PoolRefusal.TooLowPriority(old, transaction.priority()));
            }
            removed = removeWithDependents(replaced, new HashSet<>(transaction.provides()));
        }
        queuedByHash.put(transaction.hash(), new Queued(transaction, insertions++));
        bytes += transaction.sizeBytes();
        transaction.provides().forEach(tag -> providerByTag.put(tag, transaction.hash()));
        transaction
                .requires()
                .forEach(tag -> requirersByTag
                        .computeIfAbsent(tag, _ -> new LinkedHashSet<>())
                        .add(transaction.hash()));
        return removed;
    }

    private long priorityOf(Set<H256> hashes) {
        long total = 0;
        for (H256 hash : hashes) {
            Queued queued = queuedByHash.get(hash);
            long priority = queued == null ? 0 : queued.transaction().priority();
            total = Long.compareUnsigned(total + priority, total) < 0 ? -1 : total + priority;
        }
        return total;
    }

    /// Removes the transactions and all that depend on them.
    List<PoolTransaction> removeSubtree(Collection<H256> hashes) {
        return removeWithDependents(hashes, Set.of());
    }

    /// As [#removeSubtree], but what needs only the `keptTags` stays.
    private List<PoolTransaction> removeWithDependents(Collection<H256> hashes, Set<Bytes> keptTags) {
        List<PoolTransaction> removed = new ArrayList<>();
        Deque<H256> open = new ArrayDeque<>(hashes);
        while (!open.isEmpty()) {
            PoolTransaction transaction = remove(open.pop());
            if (transaction == null) {
                continue;
            }
            removed.add(transaction);
            for (Bytes tag : transaction.provides()) {
                if (!keptTags.contains(tag)) {
                    open.addAll(requirersByTag.getOrDefault(tag, Set.of()));
                }
            }
        }
        return removed;
    }

    private @Nullable PoolTransaction remove(H256 hash) {
        Queued queued = queuedByHash.remove(hash);
        if (queued == null) {
            return null;
        }
        PoolTransaction transaction = queued.transaction();
        bytes -= transaction.sizeBytes();
        transaction.provides().forEach(tag -> providerByTag.remove(tag, hash));
        for (Bytes tag : transaction.requires()) {
            Set<H256> requirers = requirersByTag.get(tag);
            if (requirers != null && requirers.remove(hash) && requirers.isEmpty()) {
                requirersByTag.remove(tag);
            }
        }
        return transaction;
    }

    /// The chain now provides the tag: its provider leaves, and so do those before it that nothing else
    /// here needs. What depends on them stays ready.
    List<PoolTransaction> prune(Bytes provided) {
        List<PoolTransaction> pruned = new ArrayList<>();
        Deque<Bytes> open = new ArrayDeque<>(List.of(provided));
        while (!open.isEmpty()) {
            H256 provider = providerByTag.get(open.pop());
            PoolTransaction transaction = provider == null ? null : remove(provider);
            if (transaction == null) {
                continue;
            }
            pruned.add(transaction);
            for (Bytes tag : transaction.requires()) {
                if (!requirersByTag.containsKey(tag)) {
                    open.add(tag);
                }
            }
        }
        return pruned;
    }

    /// The one to drop first: lowest priority, and of these the one that has been here longest.
    Optional<PoolTransaction> worst() {
        return queuedByHash.values().stream()
                .min(Comparator.comparing(
                                (Queued queued) -> queued.transaction().priority(), Long::compareUnsigned)
                        .thenComparingLong(Queued::insertionId))
                .map(Queued::transaction);
    }

    Walk walk() {
        return new Walk();
    }

    /// The transactions in the order in which they go into a block: none before those that it requires;
    /// then by priority, by the time left, by arrival. A snapshot: later changes of the queue do not show
    /// in it.
    final class Walk {
        private final PriorityQueue<Queued> best = new PriorityQueue<>(BEST_FIRST);
        private final Map<H256, Integer> missingByHash = new HashMap<>();
        private final Map<H256, List<Queued>> unlockedByHash = new HashMap<>();
        private @Nullable PoolTransaction last;

        private Walk() {
            for (Queued queued : queuedByHash.values()) {
                int missing = 0;
                for (Bytes tag : queued.transaction().requires()) {
                    H256 provider = providerByTag.get(tag);
                    if (provider != null) {
                        missing++;
                        unlockedByHash
                                .computeIfAbsent(provider, _ -> new ArrayList<>())
                                .add(queued);
                    }
                }
                if (missing == 0) {
                    best.add(queued);
                } else {
                    missingByHash.put(queued.transaction().hash(), missing);
                }
            }
        }

        /// The next one. What depends on the one before comes only if that was not skipped.
        Optional<PoolTransaction> next() {
            PoolTransaction before = last;
            if (before != null) {
                unlock(before);
            }
            Queued queued = best.poll();
            last = queued == null ? null : queued.transaction();
            return Optional.ofNullable(last);
        }

        /// Leaves out all that depends on the one that [#next] gave last.
        void skipDependents() {
            last = null;
        }

        private void unlock(PoolTransaction done) {
            for (Queued queued : unlockedByHash.getOrDefault(done.hash(), List.of())) {
                H256 hash = queued.transaction().hash();
                Integer missing = missingByHash.computeIfPresent(hash, (_, count) -> count - 1);
                if (missing != null && missing == 0) {
                    missingByHash.remove(hash);
                    best.add(queued);
                }
            }
        }
    }
}
