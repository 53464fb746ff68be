package network.phala.trie;

import network.phala.primitives.Bytes;
import org.jspecify.annotations.Nullable;

/// One immutable trie node: a leaf when it has no children, else a branch with or without a value.
///
/// `partial` are the nibbles between the parent's child slot and this node. Children stand in slot order without gaps,
/// `bitmap` says which of the 16 slots they fill. The value is [Bytes], or a [Trie] for a child trie, whose root
/// then is the value. What encoding the node takes is computed when first asked for and kept, except the reference of a
/// small leaf: its parent has that.
final class Node {
    static final Node[] NO_CHILDREN = new Node[0];

    final byte[] partial;
    final @Nullable Object value;
    final int bitmap;
    final Node[] children;
    /// A leaf with a value longer than this keeps its reference.
    private static final int SMALL_VALUE = 256;

    private volatile byte @Nullable [] reference;
    private volatile @Nullable ChildReferences below;

    Node(byte[] partial, @Nullable Object value, int bitmap, Node[] children) {
        this(partial, value, bitmap, children, null);
    }

    private Node(byte[] partial, @Nullable Object value, int bitmap, Node[] children, @Nullable ChildReferences below) {
        this.partial = partial;
        this.value = value;
        this.bitmap = bitmap;
        this.children = children;
        this.below = below;
    }

    static Node leaf(byte[] partial, Object value) {
        return new Node(partial, value, 0, NO_CHILDREN);
    }

    boolean hasChild(int slot) {
        return (bitmap >>> slot & 1) != 0;
    }

    /// The index in `children` of the slot: how many slots below it are filled.
    int position(int slot) {
        return Integer.bitCount(bitmap & ((1 << slot) - 1));
    }

    Node child(int slot) {
        return children[position(slot)];
    }

    Node withPartial(byte[] newPartial) {
        return new Node(newPartial, value, bitmap, children, below);
    }

    Node withValue(@Nullable Object newValue) {
        return new Node(partial, newValue, bitmap, children, below);
    }

    Node withChild(int slot, Node child) {
        int at = position(slot);
        Node[] next;
        if (hasChild(slot)) {
            next = children.clone();
            next[at] = child;
            return new Node(partial, value, bitmap, next, belowWithout(slot));
        }
        next = new Node[children.length + 1];
        System.arraycopy(children, 0, next, 0, at);
        next[at] = child;
        System.arraycopy(children, at, next, at + 1, children.length - at);
        return new Node(partial, value, bitmap | 1 << slot, next, belowWithout(slot));
    }

    Node withoutChild(int slot) {
        int at = position(slot);
        Node[] next = new Node[children.length - 1];
        System.arraycopy(children, 0, next, 0, at);
        System.arraycopy(children, at + 1, next, at, next.length - at);
        return new Node(partial, value, bitmap & ~(1 << slot), next, belowWithout(slot));
    }

    /// The value as bytes; of a child trie its root.
    @Nullable
    Bytes valueBytes() {
        return switch (value) {
            case null -> null;
            case Trie child -> child.root().toBytes();
            case Object bytes -> (Bytes) bytes;
        };
    }

    private @Nullable ChildReferences belowWithout(int slot) {
        ChildReferences now = below;
        return now == null ? null : now.without(slot);
    }

    /// The references of a branch's children, all of them known.
    ChildReferences childReferences() {
        ChildReferences before = below;
        ChildReferences all = ChildReferences.of(this, before);
        if (all != before) {
            below = all;
        }
        return all;
    }

    /// What a parent holds for this node: its encoding when shorter than 32 bytes, else the hash of it.
    byte[] reference() {
        byte[] known = reference;
        if (known == null) {
            byte[] encoded = NodeCodec.encode(this);
            known = encoded.length < NodeCodec.HASH_SIZE ? encoded : NodeCodec.hash(encoded);
            if (children.length > 0 || value instanceof Bytes bytes && bytes.size() > SMALL_VALUE) {
                reference = known;
            }
        }
        return known;
    }

    /// The hash of the encoding, whatever its length; this is how a root is named.
    byte[] rootHash() {
        byte[] known = reference();
        return known.length == NodeCodec.HASH_SIZE ? known : NodeCodec.hash(known);
    }
}
