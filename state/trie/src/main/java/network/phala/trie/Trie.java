package network.phala.trie;

import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.primitives.H256;
import org.jspecify.annotations.Nullable;

/// An immutable sorted map from byte keys to byte values with the root hash of Substrate's trie, layout V0.
///
/// Every change gives a new trie that shares all untouched nodes with the old one, so a snapshot is just a reference.
/// Hashes are computed when [#root()] first asks for them, of the changed nodes only. Safe for any number of threads.
///
/// A value may itself be a trie ([#putTrie]): it reads as its 32-byte root. That is how child storage hangs in the
/// top trie.
public final class Trie {
    public static final Trie EMPTY = new Trie(null);

    private final @Nullable Node top;

    private Trie(@Nullable Node top) {
        this.top = top;
    }

    /// A trie of the given entries.
    public static Trie of(Map<Bytes, Bytes> entries) {
        Trie trie = EMPTY;
        for (Map.Entry<Bytes, Bytes> entry : entries.entrySet()) {
            trie = trie.put(entry.getKey(), entry.getValue());
        }
        return trie;
    }

    static Trie ofTop(Node top) {
        return new Trie(top);
    }

    public boolean isEmpty() {
        return top == null;
    }

    /// The root hash; of the empty trie the hash of one zero byte.
    public H256 root() {
        return new H256(Bytes32.wrap(top == null ? NodeCodec.hash(NodeCodec.EMPTY_TRIE) : top.rootHash()));
    }

    public Optional<Bytes> get(Bytes key) {
        Node node = find(key);
        return node == null ? Optional.empty() : Optional.ofNullable(node.valueBytes());
    }

    public boolean contains(Bytes key) {
        Node node = find(key);
        return node != null && node.value != null;
    }

    /// The trie stored under the key by [#putTrie], if there is one.
    public Optional<Trie> getTrie(Bytes key) {
        Node node = find(key);
        return node != null && node.value instanceof Trie child ? Optional.of(child) : Optional.empty();
    }

    private @Nullable Node find(Bytes key) {
        byte[] bytes = key.unsafeArray();
        int length = bytes.length * 2;
        int at = 0;
        Node node = top;
        while (node != null) {
            byte[] partial = node.partial;
            if (length - at < partial.length) {
                return null;
            }
            if (!Nibbles.matches(partial, bytes, at)) {
                return null;
            }
            at += partial.length;
            if (at == length) {
                return node;
            }
            int slot = Nibbles.at(bytes, at++);
            node = node.hasChild(slot) ? node.child(slot) : null;
        }
        return null;
    }

    public Trie put(Bytes key, Bytes value) {
        return putValue(key, value);
    }

    /// Stores a child trie; its root is the value. An empty child removes the key, as Substrate does.
    public Trie putTrie(Bytes key, Trie child) {
        return child.isEmpty() ? remove(key) : putValue(key, child);
    }

    private Trie putValue(Bytes key, Object value) {
        byte[] nibbles = Nibbles.of(key);
        Node next = top == null ? Node.leaf(nibbles, value) : put(top, nibbles, 0, value);
        return next == top ? this : new Trie(next);
    }

    private static Node put(Node node, byte[] key, int offset, Object value) {
        int common = Nibbles.commonLength(node.partial, key, offset);
        int at = offset + common;
        if (common < node.partial.length) {
            return split(node, common, key, at, value);
        }
        if (at == key.length) {
            return isSame(value, node.value) ? node : node.withValue(value);
        }
        int slot = key[at];
        if (!node.hasChild(slot)) {
            return node.withChild(slot, Node.leaf(Nibbles.slice(key, at + 1, key.length), value));
        }
        Node child = node.child(slot);
        Node changed = put(child, key, at + 1, value);
        return changed == child ? node : node.withChild(slot, changed);
    }

    /// Whether a value changes nothing. Tries count as changed unless they are one and the same: to compare them would
    /// hash them.
    private static boolean isSame(Object value, @Nullable Object before) {
        return value instanceof Trie trie ? before instanceof Trie old && old.top == trie.top : value.equals(before);
    }

    /// Puts a branch where `key` leaves the node's partial after `common` nibbles.
    private static Node split(Node node, int common, byte[] key, int at, Object value) {
        Node lower = node.withPartial(Nibbles.slice(node.partial, common + 1, node.partial.length));
        byte[] shared = Nibbles.slice(node.partial, 0, common);
        Node branch = new Node(shared, null, 0, Node.NO_CHILDREN).withChild(node.partial[common], lower);
        if (at == key.length) {
            return branch.withValue(value);
        }
        return branch.withChild(key[at], Node.leaf(Nibbles.slice(key, at + 1, key.length), value));
    }

    public Trie remove(Bytes key) {
        if (top == null) {
            return this;
        }
        Node next = remove(top, Nibbles.of(key), 0);
        return next == top ? this : new Trie(next);
    }

    private static @Nullable Node remove(Node node, byte[] key, int offset) {
        int common = Nibbles.commonLength(node.partial, key, offset);
        if (common < node.partial.length) {
            return node;
        }
        int at = offset + common;
        if (at == key.length) {
            return node.value == null ? node : collapse(node.withValue(null));
        }
        int slot = key[at];
        if (!node.hasChild(slot)) {
            return node;
        }
        Node child = node.child(slot);
        return replaceChild(node, slot, child, remove(child, key, at + 1));
    }

    private static @Nullable Node replaceChild(Node node, int slot, Node child, @Nullable Node changed) {
        if (changed == child) {
            return node;
        }
        return changed == null ? collapse(node.withoutChild(slot)) : node.withChild(slot, changed);
    }

    /// A branch needs a value or two children: one without a value joins its only child, one without anything goes.
    private static @Nullable Node collapse(Node node) {
        if (node.value != null || node.children.length > 1) {
            return node;
        }
        if (node.children.length == 0) {
            return null;
        }
        Node only = node.children[0];
        int slot = Integer.numberOfTrailingZeros(node.bitmap);
        return only.withPartial(Nibbles.join(node.partial, slot, only.partial));
    }

    /// Removes every key that starts with the prefix, at the cost of one removal.
    public Trie clearPrefix(Bytes prefix) {
        if (top == null) {
            return this;
        }
        Node next = clear(top, Nibbles.of(prefix), 0);
        return next == top ? this : new Trie(next);
    }

    private static @Nullable Node clear(Node node, byte[] prefix, int offset) {
        int common = Nibbles.commonLength(node.partial, prefix, offset);
        int at = offset + common;
        if (at == prefix.length) {
            return null;
        }
        if (common < node.partial.length || !node.hasChild(prefix[at])) {
            return node;
        }
        int slot = prefix[at];
        Node child = node.child(slot);
        return replaceChild(node, slot, child, clear(child, prefix, at + 1));
    }

    /// The smallest key above `key`.
    public Optional<Bytes> nextKey(Bytes key) {
        NodeIterator entries = NodeIterator.above(top, key);
        return entries.hasNext() ? Optional.of(entries.next().getKey()) : Optional.empty();
    }

    /// All entries whose key starts with the prefix, in key order.
    public Iterator<Map.Entry<Bytes, Bytes>> iterator(Bytes prefix) {
        return NodeIterator.under(top, prefix);
    }

    /// The entry with the largest key that starts with the prefix.
    public Optional<Map.Entry<Bytes, Bytes>> last(Bytes prefix) {
        return Optional.ofNullable(NodeIterator.last(top, prefix));
    }

    /// All entries in key order.
    public Stream<Map.Entry<Bytes, Bytes>> entries() {
        Iterable<Map.Entry<Bytes, Bytes>> all = () -> iterator(Bytes.EMPTY);
        return StreamSupport.stream(all.spliterator(), false);
    }

    /// Sees the entries of a trie, child tries as what they are.
    public interface Visitor<E extends Exception> {
        void value(Bytes key, Bytes value) throws E;

        void child(Bytes key, Trie child) throws E;
    }

    /// Shows all entries in key order. No hash is computed for it, and what is shown was copied
    /// nowhere.
    public <E extends Exception> void visit(Visitor<E> visitor) throws E {
        NodeIterator entries = NodeIterator.under(top, Bytes.EMPTY);
        while (entries.hasNext()) {
            Bytes key = entries.key();
            switch (entries.nextValue()) {
                case Trie child -> visitor.child(key, child);
                case Object value -> visitor.value(key, (Bytes) value);
            }
        }
    }

    @Nullable
    Node top() {
        return top;
    }

    /// Equal when they hold the same entries, which is when their roots are equal.
    @Override
    public boolean equals(Object other) {
        return other instanceof Trie trie && (top == trie.top || root().equals(trie.root()));
    }

    @Override
    public int hashCode() {
        return root().hashCode();
    }

    @Override
    public String toString() {
        return "Trie " + root();
    }
}
