package network.phala.chain.pool;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import org.jspecify.annotations.Nullable;

/// The transactions that wait for a tag. Not thread-safe.
///
/// Follows polkadot-sdk substrate/client/transaction-pool/src/graph/future.rs.
final class FutureQueue {
    private record Waiting(PoolTransaction transaction, Set<Bytes> missing) {}

    private final Map<H256, Waiting> waitingByHash = new LinkedHashMap<>();
    private final Map<Bytes, Set<H256>> waitersByTag = new HashMap<>();
    private long bytes;

    int count() {
        return waitingByHash.size();
    }

    long bytes() {
        return bytes;
    }

    boolean contains(H256 hash) {
        return waitingByHash.containsKey(hash);
    }

    Collection<PoolTransaction> all() {
        return waitingByHash.values().stream().map(Waiting::transaction).toList();
    }

    void add(PoolTransaction transaction, Set<Bytes> missing) {
        waitingByHash.put(transaction.hash(), new Waiting(transaction, new HashSet<>(missing)));
        bytes += transaction.sizeBytes();
        missing.forEach(tag ->
                waitersByTag.computeIfAbsent(tag, _ -> new LinkedHashSet<>()).add(transaction.hash()));
    }

    /// Takes out the transactions that have everything they need once these tags are provided.
    List<PoolTransaction> satisfy(Collection<Bytes> tags) {
        List<PoolTransaction> complete = new ArrayList<>();
        for (Bytes tag : tags) {
            Set<H256> waiters = waitersByTag.remove(tag);
            for (H256 hash : waiters == null ? Set.<H256>of() : waiters) {
                Waiting waiting = waitingByHash.get(hash);
                if (waiting == null) {
                    continue;
                }
                waiting.missing().remove(tag);
                if (waiting.missing().isEmpty()) {
                    complete.add(waiting.transaction());
                    remove(hash);
                }
            }
        }
        return complete;
    }

    /// Removes what would provide a tag that the chain provides already.
    List<PoolTransaction> removeProvidersOf(Set<Bytes> tags) {
        List<H256> outdated = waitingByHash.values().stream()
                .map(Waiting::transaction)
                .filter(transaction -> transaction.provides().stream().anyMatch(tags::contains))
                .map(PoolTransaction::hash)
                .toList();
        List<PoolTransaction> removed = new ArrayList<>();
        outdated.forEach(hash -> Optional.ofNullable(remove(hash)).ifPresent(removed::add));
        return removed;
    }

    @Nullable
    PoolTransaction remove(H256 hash) {
        Waiting waiting = waitingByHash.remove(hash);
        if (waiting == null) {
            return null;
        }
        bytes -= waiting.transaction().sizeBytes();
        for (Bytes tag : waiting.missing()) {
            Set<H256> waiters = waitersByTag.get(tag);
            if (waiters != null && waiters.remove(hash) && waiters.isEmpty()) {
                waitersByTag.remove(tag);
            }
        }
        return waiting.transaction();
    }

    /// The one to drop first: it waits longest.
    Optional<PoolTransaction> oldest() {
        return waitingByHash.values().stream().findFirst().map(Waiting::transaction);
    }
}
