package network.phala.trie;

import org.jspecify.annotations.Nullable;

/// What a branch holds of its children in its encoding: their references in slot order, in one array.
///
/// To encode a branch again after one child changed, the others need not be visited: in a large trie they lie all over
/// the memory. Immutable; a branch with one child replaced shares it, less what it says of that child.
final class ChildReferences {
    /// A cell is the reference's compact length and the reference, which has 32 bytes or fewer.
    static final int CELL = 1 + NodeCodec.HASH_SIZE;

    private final byte[] cells;
    /// The slots that have a cell, and those whose cell is right.
    private final int layout;

    private final int known;

    private ChildReferences(byte[] cells, int layout, int known) {
        this.cells = cells;
        this.layout = layout;
        this.known = known;
    }

    /// Of a branch's children all of whose references are asked for that were not known `before`.
    static ChildReferences of(Node branch, @Nullable ChildReferences before) {
        int bitmap = branch.bitmap;
        if (before != null && before.layout == bitmap && before.known == bitmap) {
            return before;
        }
        byte[] cells = new byte[CELL * branch.children.length];
        boolean alike = before != null && before.layout == bitmap;
        if (before != null && alike) {
            System.arraycopy(before.cells, 0, cells, 0, cells.length);
        }
        int at = 0;
        for (int left = bitmap, i = 0; left != 0; left &= left - 1, i++, at += CELL) {
            int slot = Integer.numberOfTrailingZeros(left);
            if (before == null || (before.known >>> slot & 1) == 0) {
                byte[] reference = branch.children[i].reference();
                cells[at] = (byte) (reference.length << 2);
                System.arraycopy(reference, 0, cells, at + 1, reference.length);
            } else if (!alike) {
                int from = CELL * Integer.bitCount(before.layout & (1 << slot) - 1);
                System.arraycopy(before.cells, from, cells, at, CELL);
            }
        }
        return new ChildReferences(cells, bitmap, bitmap);
    }

    /// The same for a branch whose child in this slot is another one, new or gone.
    ChildReferences without(int slot) {
        return new ChildReferences(cells, layout, known & ~(1 << slot));
    }

    /// Bytes of all references with their lengths. Only when all are known.
    int size() {
        int size = 0;
        for (int at = 0; at < cells.length; at += CELL) {
            size += 1 + ((cells[at] & 0xff) >> 2);
        }
        return size;
    }

    /// Writes all references with their lengths; gives where they end. Only when all are known.
    int write(byte[] out, int start) {
        int to = start;
        for (int at = 0; at < cells.length; at += CELL) {
            int length = 1 + ((cells[at] & 0xff) >> 2);
            System.arraycopy(cells, at, out, to, length);
            to += length;
        }
        return to;
    }
}
