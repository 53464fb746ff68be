package network.phala.chain;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import network.phala.storage.ChildChanges;
import network.phala.storage.State;
import network.phala.storage.StorageChange;
import network.phala.storage.StorageChanges;
import org.jspecify.annotations.Nullable;

/// States of earlier blocks. The newest ones are kept whole (they share almost everything); older ones are
/// found by going back from the nearest known state, undoing block by block. Thread-safe.
final class StateHistory {
    /// States kept behind the best one.
    static final int RECENT_COUNT = 256;

    /// A state is kept every so many blocks on the way back, so that its neighbours are found quickly.
    private static final int ANCHOR_DISTANCE = 256;

    private static final int ANCHOR_COUNT_MAX = 128;

    private final BlockStore store;
    /// Going back may take long: one at a time, and nobody else waits for it, least of all who makes blocks.
    private final ReentrantLock walking = new ReentrantLock();

    private final ReentrantLock lock = new ReentrantLock();
    private final TreeMap<Long, State> recent = new TreeMap<>();
    private final TreeMap<Long, State> anchors = new TreeMap<>();

    StateHistory(BlockStore store) {
        this.store = store;
    }

    void add(long number, State state) {
        lock.lock();
        try {
            recent.put(number, state);
            if (recent.size() > RECENT_COUNT) {
                recent.pollFirstEntry();
            }
        } finally {
            lock.unlock();
        }
    }

    /// The state after the block, which must be in the chain; empty when it is no longer kept.
    Optional<State> get(long number) {
        Map.Entry<Long, State> near = nearestAbove(number);
        if (near == null || near.getKey() == number) {
            return Optional.ofNullable(near).map(Map.Entry::getValue);
        }
        walking.lock();
        try {
            // Nearer, if somebody has just been there.
            Map.Entry<Long, State> from = nearestAbove(number);
            if (from == null) {
                return Optional.empty();
            }
            State state = from.getValue();
            for (long at = from.getKey(); at > number; at--) {
                Optional<StorageChanges> undo = store.undo(at);
                if (undo.isEmpty()) {
                    return Optional.empty();
                }
                state = state.apply(undo.get());
                if ((at - 1) % ANCHOR_DISTANCE == 0 || at - 1 == number) {
                    keepAnchor(at - 1, state);
                }
            }
            return Optional.of(state);
        } finally {
            walking.unlock();
        }
    }

    private Map.@Nullable Entry<Long, State> nearestAbove(long number) {
        lock.lock();
        try {
            Map.Entry<Long, State> inRecent = recent.ceilingEntry(number);
            Map.Entry<Long, State> inAnchors = anchors.ceilingEntry(number);
            return inAnchors != null && (inRecent == null || inAnchors.getKey() < inRecent.getKey())
                    ? inAnchors
                    : inRecent;
        } finally {
            lock.unlock();
        }
    }

    private void keepAnchor(long number, State state) {
        lock.lock();
        try {
            anchors.put(number, state);
            if (anchors.size() > ANCHOR_COUNT_MAX) {
                // Prefer to lose the ones that are not on the grid, then the oldest.
                Long lost = anchors.keySet().stream()
                        .filter(one -> one % ANCHOR_DISTANCE != 0 && one != number)
                        .findFirst()
                        .orElse(anchors.firstKey());
                anchors.remove(lost);
            }
        } finally {
            lock.unlock();
        }
    }

    /// What turns the state after `changes` back into `before`.
    static StorageChanges undoOf(StorageChanges changes, State before) {
        List<StorageChange> main = changes.main().stream()
                .map(change ->
                        new StorageChange(change.key(), before.get(change.key()).orElse(null)))
                .toList();
        List<ChildChanges> children = changes.children().stream()
                .map(child -> new ChildChanges(
                        child.childKey(),
                        child.changes().stream()
                                .map(change -> new StorageChange(
                                        change.key(),
                                        before.childGet(child.childKey(), change.key())
                                                .orElse(null)))
                                .toList()))
                .toList();
        return new StorageChanges(main, children);
    }
}
