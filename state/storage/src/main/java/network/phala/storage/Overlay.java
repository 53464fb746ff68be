package network.phala.storage;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.trie.Trie;
import org.jspecify.annotations.Nullable;

/// Changes in the making on top of an immutable [State], with nested transactional layers.
///
/// Reads see the newest write of the open layers, then the base. A layer opened with [#beginTransaction] ends with
/// [#commitTransaction], which merges it into the layer below, or [#rollbackTransaction], which forgets it. The base is
/// never changed: [#changes] and [#state] say what it would become. For one thread.
///
/// Follows polkadot-sdk substrate/primitives/state-machine/src/overlayed_changes and ext.rs.
public final class Overlay {
    private final State base;
    private final ChangeSet top = new ChangeSet();
    private final Map<Bytes, ChangeSet> childSets = new TreeMap<>();
    private int depth;

    public Overlay(State base) {
        this.base = base;
    }

    public State base() {
        return base;
    }

    public Optional<Bytes> get(Bytes key) {
        if (top.touches(key)) {
            return top.valueOf(key);
        }
        return base.get(key);
    }

    public boolean exists(Bytes key) {
        return top.touches(key) ? top.valueOf(key).isPresent() : base.top().contains(key);
    }

    public void put(Bytes key, Bytes value) {
        top.set(key, value);
    }

    public void remove(Bytes key) {
        top.set(key, null);
    }

    /// The smallest present key above `key`.
    public Optional<Bytes> nextKey(Bytes key) {
        return nextKey(top, base.top(), key);
    }

    /// All present keys that start with the prefix, in order.
    public List<Bytes> keysWithPrefix(Bytes prefix) {
        return keysWithPrefix(prefix, exists(prefix), this::nextKey);
    }

    /// Removes the keys that start with the prefix: all that this overlay wrote, and of the base's at most `limit`.
    public Removal clearPrefix(Bytes prefix, OptionalInt limit) {
        return clearPrefix(top, base.top(), prefix, limit);
    }

    public Optional<Bytes> childGet(Bytes childKey, Bytes key) {
        ChangeSet changes = childSets.get(childKey);
        return changes != null && changes.touches(key) ? changes.valueOf(key) : base.childGet(childKey, key);
    }

    public void childPut(Bytes childKey, Bytes key, Bytes value) {
        childSet(childKey).set(key, value);
    }

    public void childRemove(Bytes childKey, Bytes key) {
        childSet(childKey).set(key, null);
    }

    public Optional<Bytes> childNextKey(Bytes childKey, Bytes key) {
        ChangeSet changes = childSets.get(childKey);
        return changes == null ? base.childNextKey(childKey, key) : nextKey(changes, base.child(childKey), key);
    }

    public List<Bytes> childKeysWithPrefix(Bytes childKey, Bytes prefix) {
        return keysWithPrefix(prefix, childGet(childKey, prefix).isPresent(), key -> childNextKey(childKey, key));
    }

    /// Removes a child storage's keys: all that this overlay wrote, and of the base's at most `limit`.
    public Removal killChild(Bytes childKey, OptionalInt limit) {
        return clearPrefix(childSet(childKey), base.child(childKey), Bytes.EMPTY, limit);
    }

    /// The child storage as it is now.
    public Trie child(Bytes childKey) {
        ChangeSet changes = childSets.get(childKey);
        if (changes == null) {
            return base.child(childKey);
        }
        State now = base.apply(new StorageChanges(List.of(), List.of(new ChildChanges(childKey, changes.changes()))));
        return now.child(childKey);
    }

    private ChangeSet childSet(Bytes childKey) {
        ChangeSet changes = childSets.get(childKey);
        if (changes == null) {
            changes = new ChangeSet();
            for (int i = 0; i < depth; i++) {
                changes.begin();
            }
            childSets.put(childKey, changes);
        }
        return changes;
    }

    private static Optional<Bytes> nextKey(ChangeSet changes, Trie base, Bytes after) {
        Optional<Bytes> below = base.nextKey(after);
        if (changes.isEmpty()) {
            return below;
        }
        @Nullable Bytes written = changes.keys().higher(after);
        while (true) {
            if (below.isPresent() && (written == null || below.get().compareTo(written) < 0)) {
                return below;
            }
            if (written == null) {
                return Optional.empty();
            }
            if (changes.valueOf(written).isPresent()) {
                return Optional.of(written);
            }
            if (below.isPresent() && below.get().equals(written)) {
                below = base.nextKey(written);
            }
            written = changes.keys().higher(written);
        }
    }

    private static List<Bytes> keysWithPrefix(Bytes prefix, boolean prefixExists, KeyAfter nextKey) {
        List<Bytes> keys = new ArrayList<>();
        Optional<Bytes> key = prefixExists ? Optional.of(prefix) : nextKey.after(prefix);
        while (key.isPresent() && key.get().startsWith(prefix)) {
            keys.add(key.get());
            key = nextKey.after(key.get());
        }
        return keys;
    }

    private interface KeyAfter {
        Optional<Bytes> after(Bytes key);
    }

    private static Removal clearPrefix(ChangeSet changes, Trie base, Bytes prefix, OptionalInt limit) {
        int written = 0;
        for (Bytes key : List.copyOf(changes.keys().tailSet(prefix, true))) {
            if (!key.startsWith(prefix)) {
                break;
            }
            if (changes.valueOf(key).isPresent()) {
                written++;
                changes.set(key, null);
            }
        }
        int stored = 0;
        int loops = 0;
        Iterator<Map.Entry<Bytes, Bytes>> entries = base.iterator(prefix);
        while (entries.hasNext()) {
            Bytes key = entries.next().getKey();
            if (limit.isPresent() && loops >= limit.getAsInt()) {
                return new Removal(stored, stored + written, loops, Optional.of(key));
            }
            loops++;
            if (!changes.touches(key) || changes.valueOf(key).isPresent()) {
                changes.set(key, null);
                stored++;
            }
        }
        return new Removal(stored, stored + written, loops, Optional.empty());
    }

    public void beginTransaction() {
        depth++;
        top.begin();
        childSets.values().forEach(ChangeSet::begin);
    }

    /// Keeps the innermost layer's writes.
    ///
    /// @throws IllegalStateException when no layer is open
    public void commitTransaction() {
        leaveLayer();
        top.commit();
        childSets.values().forEach(ChangeSet::commit);
    }

    /// Forgets the innermost layer's writes.
    ///
    /// @throws IllegalStateException when no layer is open
    public void rollbackTransaction() {
        leaveLayer();
        top.rollback();
        childSets.values().forEach(ChangeSet::rollback);
    }

    private void leaveLayer() {
        if (depth == 0) {
            throw new IllegalStateException("No transaction is open in this overlay");
        }
        depth--;
    }

    public int transactionDepth() {
        return depth;
    }

    /// Every key written and not rolled back, changed or not, in key order.
    public StorageChanges changes() {
        List<ChildChanges> children = new ArrayList<>();
        childSets.forEach((childKey, changes) -> {
            if (!changes.isEmpty()) {
                children.add(new ChildChanges(childKey, changes.changes()));
            }
        });
        return new StorageChanges(top.changes(), children);
    }

    /// The base with everything written so far.
    public State state() {
        return base.apply(changes());
    }

    public H256 root() {
        return state().root();
    }

    /// What a prefix removal did, as Substrate's `MultiRemovalResults` counts it: keys removed that only the base held,
    /// all keys removed, base keys looked at, and the first base key left over when the limit stopped it.
    public record Removal(int backend, int unique, int loops, Optional<Bytes> next) {}
}
