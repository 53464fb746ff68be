package network.phala.trie;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import network.phala.primitives.Bytes;
import org.jspecify.annotations.Nullable;

/// Walks a trie's entries in key order, from a given place on.
final class NodeIterator implements Iterator<Map.Entry<Bytes, Bytes>> {
    /// A node on the way down: its key ends at `pathLength`; slots below `slot` are done.
    private static final class Frame {
        final Node node;
        final int pathLength;
        int slot;

        Frame(Node node, int pathLength, int slot) {
            this.node = node;
            this.pathLength = pathLength;
            this.slot = slot;
        }
    }

    private final Deque<Frame> frames = new ArrayDeque<>();
    private byte[] path = new byte[128];
    private @Nullable Frame ahead;

    private NodeIterator() {}

    /// The entries whose key starts with `prefix`.
    static NodeIterator under(@Nullable Node top, Bytes prefix) {
        NodeIterator iterator = new NodeIterator();
        byte[] nibbles = Nibbles.of(prefix);
        Node node = top;
        int at = 0;
        while (node != null) {
            int common = Nibbles.commonLength(node.partial, nibbles, at);
            if (at + common == nibbles.length) {
                iterator.enter(node, at);
                break;
            }
            if (common < node.partial.length) {
                break;
            }
            int end = iterator.append(node, at);
            int slot = nibbles[end];
            node = node.hasChild(slot) ? node.child(slot) : null;
            at = iterator.appendSlot(end, slot);
        }
        return iterator;
    }

    /// The entries whose key is above `key`.
    static NodeIterator above(@Nullable Node top, Bytes key) {
        NodeIterator iterator = new NodeIterator();
        byte[] nibbles = Nibbles.of(key);
        Node node = top;
        int at = 0;
        while (node != null) {
            int common = Nibbles.commonLength(node.partial, nibbles, at);
            if (common < node.partial.length) {
                if (at + common == nibbles.length || node.partial[common] > nibbles[at + common]) {
                    iterator.enter(node, at);
                    return iterator;
                }
                break;
            }
            int end = iterator.append(node, at);
            if (end == nibbles.length) {
                iterator.frames.push(new Frame(node, end, 0));
                break;
            }
            int slot = nibbles[end];
            iterator.frames.push(new Frame(node, end, slot + 1));
            node = node.hasChild(slot) ? node.child(slot) : null;
            at = iterator.appendSlot(end, slot);
        }
        iterator.advance();
        return iterator;
    }

    @Override
    public boolean hasNext() {
        return ahead != null;
    }

    @Override
    public Map.Entry<Bytes, Bytes> next() {
        Frame found = ahead;
        if (found == null) {
            throw new NoSuchElementException();
        }
        Bytes value = found.node.valueBytes();
        if (value == null) {
            throw new IllegalStateException("Iterator stopped at a trie node without a value");
        }
        Map.Entry<Bytes, Bytes> entry = Map.entry(Nibbles.toKey(path, found.pathLength), value);
        advance();
        return entry;
    }

    /// Goes to the first entry at or below `node`, whose partial starts at nibble `at`.
    private void enter(Node node, int at) {
        Frame frame = new Frame(node, append(node, at), 0);
        frames.push(frame);
        if (node.value != null) {
            ahead = frame;
        } else {
            advance();
        }
    }

    private void advance() {
        ahead = null;
        while (ahead == null && !frames.isEmpty()) {
            Frame frame = frames.peek();
            int left = frame.slot > 15 ? 0 : frame.node.bitmap >>> frame.slot;
            if (left == 0) {
                frames.pop();
                continue;
            }
            int slot = frame.slot + Integer.numberOfTrailingZeros(left);
            frame.slot = slot + 1;
            Node child = frame.node.child(slot);
            int end = append(child, appendSlot(frame.pathLength, slot));
            Frame next = new Frame(child, end, 0);
            frames.push(next);
            if (child.value != null) {
                ahead = next;
            }
        }
    }

    private int append(Node node, int at) {
        int end = at + node.partial.length;
        ensure(end + 1);
        System.arraycopy(node.partial, 0, path, at, node.partial.length);
        return end;
    }

    private int appendSlot(int at, int slot) {
        ensure(at + 1);
        path[at] = (byte) slot;
        return at + 1;
    }

    private void ensure(int length) {
        if (length > path.length) {
            path = Arrays.copyOf(path, Math.max(length, path.length * 2));
        }
    }
}
