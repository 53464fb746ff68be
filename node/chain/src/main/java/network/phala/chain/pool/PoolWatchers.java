package network.phala.chain.pool;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import network.phala.primitives.H256;

/// Who wants to know what becomes of which transaction. Not thread-safe; watchers are called at once and
/// must not block.
final class PoolWatchers {
    private record Included(H256 transaction, int index) {}

    private final Map<H256, List<Consumer<TransactionStatus>>> watchersByHash = new HashMap<>();
    private final Map<H256, List<Included>> includedByBlock = new HashMap<>();

    void add(H256 hash, Consumer<TransactionStatus> watcher) {
        watchersByHash.computeIfAbsent(hash, _ -> new ArrayList<>(1)).add(watcher);
    }

    void remove(H256 hash, Consumer<TransactionStatus> watcher) {
        List<Consumer<TransactionStatus>> watchers = watchersByHash.get(hash);
        if (watchers != null && watchers.remove(watcher) && watchers.isEmpty()) {
            watchersByHash.remove(hash);
        }
    }

    void tell(H256 hash, TransactionStatus status) {
        List<Consumer<TransactionStatus>> watchers = watchersByHash.get(hash);
        if (watchers == null) {
            return;
        }
        List.copyOf(watchers).forEach(watcher -> watcher.accept(status));
        if (status.isLast()) {
            watchersByHash.remove(hash);
        }
    }

    void noteIncluded(H256 hash, H256 block, int index) {
        if (watchersByHash.containsKey(hash)) {
            tell(hash, new TransactionStatus.InBlock(block, index));
            includedByBlock.computeIfAbsent(block, _ -> new ArrayList<>()).add(new Included(hash, index));
        }
    }

    void noteFinalized(H256 block) {
        List<Included> included = includedByBlock.remove(block);
        if (included != null) {
            included.forEach(one -> tell(one.transaction(), new TransactionStatus.Finalized(block, one.index())));
        }
    }
}
