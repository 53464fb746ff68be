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
        Place place = iterator.find(top, prefix);
        if (place != null) {
            iterator.enter(place.node, place.start);
        }
        return iterator;
    }

    /// The entry with the largest key that starts with `prefix`.
    static Map.@Nullable Entry<Bytes, Bytes> last(@Nullable Node top, Bytes prefix) {
        NodeIterator iterator = new NodeIterator();
        Place place = iterator.find(top, prefix);
        if (place == null) {
            return null;
        }
        Node node = place.node;
        int end = iterator.append(node, place.start);
        while (node.children.length > 0) {
            int slot = 31 - Integer.numberOfLeadingZeros(node.bitmap);
            node = node.child(slot);
            end = iterator.append(node, iterator.appendSlot(end, slot));
        }
        return iterator.entry(node, end);
    }

    /// A node and the nibble of its key where its partial starts.
    private record Place(Node node, int start) {}

    /// The node under which all keys with the prefix stand.
    private @Nullable Place find(@Nullable Node top, Bytes prefix) {
        byte[] nibbles = Nibbles.of(prefix);
        Node node = top;
        int at = 0;
        while (node != null) {
            int common = Nibbles.commonLength(node.partial, nibbles, at);
            if (at + common == nibbles.length) {
                return new Place(node, at);
            }
            if (common < node.partial.length) {
                return null;
            }
            int end = append(node, at);
            int slot = nibbles[end];
            node = node.hasChild(slot) ? node.child(slot) : null;
            at = appendSlot(end, slot);
        }
        return null;
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
        Frame found = required();
        Map.Entry<Bytes, Bytes> entry = entry(found.node, found.pathLength);
        advance();
        return entry;
    }

    /// The key of the next entry.
    Bytes key() {
        return Nibbles.toKey(path, required().pathLength);
    }

    /// The value of the next entry as it is stored, which then is behind.
    Object nextValue() {
        Object value = required().node.value;
        if (value == null) {
            throw new IllegalStateException("Trie node without a value where an entry must end");
        }
        advance();
        return value;
    }

    private Frame required() {
        Frame found = ahead;
        if (found == null) {
            throw new NoSuchElementException();
        }
        return found;
    }

    private Map.Entry<Bytes, Bytes> entry(Node node, int pathLength) {
        Bytes value = node.valueBytes();
        if (value == null) {
            throw new IllegalStateException("Trie node without a value where an entry must end");
        }
        return Map.entry(Nibbles.toKey(path, pathLength), value);
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
