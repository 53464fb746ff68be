package network.phala.trie;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import network.phala.primitives.Bytes;
import org.jspecify.annotations.Nullable;

/// Makes a trie of entries that come in key order: each node is made once, and no more is held than
/// the trie itself and the way to its last entry. For one thread.
public final class TrieBuilder {
    /// A node that may still get children: its key ends at nibble `end`.
    private static final class Open {
        final int end;
        final @Nullable Object value;
        int bitmap;
        final List<Node> children = new ArrayList<>(0);

        Open(int end, @Nullable Object value) {
            this.end = end;
            this.value = value;
        }

        Node close(byte[] key, int from) {
            return new Node(
                    Nibbles.slice(key, from, end),
                    value,
                    bitmap,
                    children.isEmpty() ? Node.NO_CHILDREN : children.toArray(Node[]::new));
        }

        void add(int slot, Node child) {
            bitmap |= 1 << slot;
            children.add(child);
        }
    }

    /// From the top down to the last entry.
    private final List<Open> way = new ArrayList<>();
    private byte[] last = Nibbles.NONE;

    /// Adds an entry above all others.
    ///
    /// @throws IllegalArgumentException when the key is not above the last one
    public TrieBuilder add(Bytes key, Bytes value) {
        return addValue(key, value);
    }

    /// Adds a child trie, which must not be empty, as [Trie#putTrie] would.
    public TrieBuilder addTrie(Bytes key, Trie child) {
        if (child.isEmpty()) {
            throw new IllegalArgumentException("an empty child trie under " + key);
        }
        return addValue(key, child);
    }

    private TrieBuilder addValue(Bytes key, Object value) {
        byte[] nibbles = Nibbles.of(key);
        if (!way.isEmpty()) {
            if (Arrays.compare(nibbles, last) <= 0) {
                throw new IllegalArgumentException("key " + key + " is not above the one before it");
            }
            closeDownTo(Nibbles.commonLength(last, nibbles, 0));
        }
        way.add(new Open(nibbles.length, value));
        last = nibbles;
        return this;
    }

    /// Closes what ends below nibble `common` of the last key, so that the way ends with a node
    /// that ends there.
    private void closeDownTo(int common) {
        while (way.getLast().end > common) {
            Open done = way.removeLast();
            if (way.isEmpty() || way.getLast().end < common) {
                way.add(new Open(common, null));
            }
            Open parent = way.getLast();
            parent.add(last[parent.end], done.close(last, parent.end + 1));
        }
    }

    /// The trie of all entries so far; the builder is empty again.
    public Trie build() {
        if (way.isEmpty()) {
            return Trie.EMPTY;
        }
        while (way.size() > 1) {
            Open done = way.removeLast();
            Open parent = way.getLast();
            parent.add(last[parent.end], done.close(last, parent.end + 1));
        }
        return Trie.ofTop(way.removeLast().close(last, 0));
    }
}
