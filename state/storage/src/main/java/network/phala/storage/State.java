package network.phala.storage;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.trie.StorageProof;
import network.phala.trie.Trie;

/// The whole storage at one moment: top storage and the child storages that hang in it. Immutable, so a snapshot is a
/// reference; safe for any number of threads.
///
/// A child storage `k` is the trie whose root is the top value under `:child_storage:default:` followed by
/// `k`; an empty one has no such value.
public record State(Trie top) {
    public static final Bytes CHILD_PREFIX = Bytes.ofUtf8(":child_storage:default:");
    public static final State EMPTY = new State(Trie.EMPTY);

    /// Top storage only.
    public static State of(Map<Bytes, Bytes> entries) {
        return new State(Trie.of(entries));
    }

    public Optional<Bytes> get(Bytes key) {
        return top.get(key);
    }

    public Optional<Bytes> nextKey(Bytes key) {
        return top.nextKey(key);
    }

    /// Top entries whose key starts with the prefix, in key order.
    public Iterator<Map.Entry<Bytes, Bytes>> iterator(Bytes prefix) {
        return top.iterator(prefix);
    }

    public Trie child(Bytes childKey) {
        return top.getTrie(CHILD_PREFIX.concat(childKey)).orElse(Trie.EMPTY);
    }

    public Optional<Bytes> childGet(Bytes childKey, Bytes key) {
        return child(childKey).get(key);
    }

    public Optional<Bytes> childNextKey(Bytes childKey, Bytes key) {
        return child(childKey).nextKey(key);
    }

    /// The state after the changes. A change of a top key that names a child storage's root is left out: the child's
    /// own changes decide it.
    public State apply(StorageChanges changes) {
        Trie next = top;
        for (StorageChange change : changes.main()) {
            if (!change.key().startsWith(CHILD_PREFIX)) {
                next = change(next, change);
            }
        }
        for (ChildChanges child : changes.children()) {
            Bytes rootKey = CHILD_PREFIX.concat(child.childKey());
            Trie trie = next.getTrie(rootKey).orElse(Trie.EMPTY);
            for (StorageChange change : child.changes()) {
                trie = change(trie, change);
            }
            next = next.putTrie(rootKey, trie);
        }
        return next == top ? this : new State(next);
    }

    private static Trie change(Trie trie, StorageChange change) {
        Bytes value = change.value();
        return value == null ? trie.remove(change.key()) : trie.put(change.key(), value);
    }

    public H256 root() {
        return top.root();
    }

    /// A read proof of top keys.
    public StorageProof prove(List<Bytes> keys) {
        return StorageProof.of(top, keys);
    }
}
