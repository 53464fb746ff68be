package network.phala.chain.pool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;

/// Ready and future transactions and how they move between the two. Not thread-safe.
///
/// Follows polkadot-sdk substrate/client/transaction-pool/src/graph/base_pool.rs.
final class PoolGraph {
    /// What an import did besides keeping the transaction.
    ///
    /// @param isReady whether it is ready, else it waits
    /// @param promoted waiting ones that became ready by it
    /// @param failed waiting ones that had to go instead
    /// @param replaced ready ones that gave way
    record Imported(
            boolean isReady, List<PoolTransaction> promoted, List<PoolTransaction> failed, List<Usurped> replaced) {}

    /// A transaction and the one that took its place.
    record Usurped(PoolTransaction old, H256 by) {}

    /// What a block did to the pool.
    record Pruned(List<PoolTransaction> included, List<PoolTransaction> failed, List<PoolTransaction> promoted) {}

    private final PoolLimits readyLimits;
    private final PoolLimits futureLimits;
    private final ReadyQueue ready = new ReadyQueue();
    private final FutureQueue future = new FutureQueue();
    /// Tags of the last two blocks: a transaction validated on the state before must not wait for them.
    private Set<Bytes> prunedLast = Set.of();

    private Set<Bytes> prunedBefore = Set.of();

    PoolGraph(PoolLimits limits) {
        readyLimits = limits;
        futureLimits = limits.ofFuture();
    }

    ReadyQueue ready() {
        return ready;
    }

    FutureQueue future() {
        return future;
    }

    boolean contains(H256 hash) {
        return ready.contains(hash) || future.contains(hash);
    }

    Imported add(PoolTransaction transaction) throws PoolException {
        if (contains(transaction.hash())) {
            throw new PoolException(new PoolRefusal.AlreadyImported(transaction.hash()));
        }
        if (transaction.provides().isEmpty()) {
            throw new PoolException(new PoolRefusal.NoTagsProvided());
        }
        Set<Bytes> missing = new LinkedHashSet<>();
        for (Bytes tag : transaction.requires()) {
            if (!ready.provides(tag) && !prunedLast.contains(tag) && !prunedBefore.contains(tag)) {
                missing.add(tag);
            }
        }
        if (!missing.isEmpty()) {
            future.add(transaction, missing);
            return new Imported(false, List.of(), List.of(), List.of());
        }
        return addReady(transaction);
    }

    private Imported addReady(PoolTransaction first) throws PoolException {
        List<PoolTransaction> promoted = new ArrayList<>();
        List<PoolTransaction> failed = new ArrayList<>();
        List<Usurped> replaced = new ArrayList<>();
        Deque<PoolTransaction> open = new ArrayDeque<>(List.of(first));
        while (!open.isEmpty()) {
            PoolTransaction transaction = open.pop();
            List<PoolTransaction> removed;
            try {
                removed = ready.add(transaction);
            } catch (PoolException refused) {
                if (transaction == first) {
                    throw refused;
                }
                failed.add(transaction);
                continue;
            }
            if (transaction != first) {
                promoted.add(transaction);
            }
            promoted.removeAll(removed);
            removed.forEach(old -> replaced.add(new Usurped(old, transaction.hash())));
            future.satisfy(transaction.provides()).forEach(open::push);
        }
        if (replaced.stream().anyMatch(usurped -> usurped.old() == first)) {
            // What waited for the first pushed the first out: they need each other, so none of them can ever go.
            ready.removeSubtree(promoted.stream().map(PoolTransaction::hash).toList());
            throw new PoolException(new PoolRefusal.CycleDetected());
        }
        return new Imported(true, promoted, failed, replaced);
    }

    /// Removes the worst until the limits hold.
    List<PoolTransaction> enforceLimits() {
        List<PoolTransaction> removed = new ArrayList<>();
        while (readyLimits.exceededBy(ready.count(), ready.bytes())) {
            ready.worst().ifPresent(worst -> removed.addAll(ready.removeSubtree(List.of(worst.hash()))));
        }
        while (futureLimits.exceededBy(future.count(), future.bytes())) {
            future.oldest().ifPresent(oldest -> removed.addAll(remove(List.of(oldest.hash()))));
        }
        return removed;
    }

    /// Removes transactions and all that depend on them.
    List<PoolTransaction> remove(Collection<H256> hashes) {
        List<PoolTransaction> removed = new ArrayList<>(ready.removeSubtree(hashes));
        for (H256 hash : hashes) {
            PoolTransaction waiting = future.remove(hash);
            if (waiting != null) {
                removed.add(waiting);
            }
        }
        return removed;
    }

    /// A block provided these tags.
    Pruned prune(Collection<Bytes> tags) {
        prunedBefore = prunedLast;
        prunedLast = new HashSet<>(tags);
        List<PoolTransaction> failed = new ArrayList<>(future.removeProvidersOf(prunedLast));
        List<PoolTransaction> included = new ArrayList<>();
        List<PoolTransaction> unlocked = new ArrayList<>();
        for (Bytes tag : tags) {
            unlocked.addAll(future.satisfy(List.of(tag)));
            included.addAll(ready.prune(tag));
        }
        List<PoolTransaction> promoted = new ArrayList<>();
        for (PoolTransaction transaction : unlocked) {
            try {
                Imported imported = addReady(transaction);
                promoted.add(transaction);
                promoted.addAll(imported.promoted());
                failed.addAll(imported.failed());
                imported.replaced().forEach(usurped -> failed.add(usurped.old()));
            } catch (PoolException _) {
                failed.add(transaction);
            }
        }
        return new Pruned(included, failed, promoted);
    }

    /// Everything whose verdict no longer holds at block `number`.
    List<H256> expiredAt(long number) {
        List<H256> expired = new ArrayList<>();
        for (Collection<PoolTransaction> part : List.of(ready.all(), future.all())) {
            for (PoolTransaction transaction : part) {
                if (Long.compareUnsigned(transaction.validTill(), number) <= 0) {
                    expired.add(transaction.hash());
                }
            }
        }
        return expired;
    }
}
