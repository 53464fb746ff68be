package network.phala.trie;

import network.phala.crypto.Blake2b;
import network.phala.primitives.Bytes;
import org.jspecify.annotations.Nullable;

/// The wire form of a node.
///
/// Header: two kind bits (01 leaf, 10 branch, 11 branch with value) and the nibble count, 63 and more in further bytes;
/// then the partial key (an odd first nibble alone in its byte); a branch: u16 LE bitmap; the value with its
/// compact length; each child's reference with its compact length. The empty trie is the byte 0.
///
/// Follows polkadot-sdk substrate/primitives/trie/src/node_codec.rs and node_header.rs.
final class NodeCodec {
    static final int HASH_SIZE = 32;
    static final byte[] EMPTY_TRIE = {0};
    static final int LEAF = 0b01;
    static final int BRANCH = 0b10;
    static final int BRANCH_WITH_VALUE = 0b11;
    private static final int NIBBLE_COUNT_MAX_INLINE = 62;

    private NodeCodec() {}

    static byte[] hash(byte[] encoded) {
        return Blake2b.digest256(encoded, 0, encoded.length);
    }

    static byte[] encode(Node node) {
        byte[] partial = node.partial;
        Bytes value = node.valueBytes();
        ChildReferences below = node.bitmap == 0 ? null : node.childReferences();
        int size = headerSize(partial.length) + (partial.length + 1) / 2;
        if (below != null) {
            size += 2 + below.size();
        }
        if (value != null) {
            size += compactSize(value.size()) + value.size();
        }
        byte[] out = new byte[size];
        int at = writeHeader(out, kind(value, node.bitmap), partial.length);
        at = writePartial(out, at, partial);
        if (below != null) {
            out[at++] = (byte) node.bitmap;
            out[at++] = (byte) (node.bitmap >>> 8);
        }
        if (value != null) {
            at = writeCompact(out, at, value.size());
            System.arraycopy(value.unsafeArray(), 0, out, at, value.size());
            at += value.size();
        }
        if (below != null) {
            below.write(out, at);
        }
        return out;
    }

    private static int kind(@Nullable Bytes value, int bitmap) {
        if (bitmap == 0) {
            return LEAF;
        }
        return value == null ? BRANCH : BRANCH_WITH_VALUE;
    }

    private static int headerSize(int nibbles) {
        return nibbles <= NIBBLE_COUNT_MAX_INLINE ? 1 : 2 + (nibbles - NIBBLE_COUNT_MAX_INLINE - 1) / 255;
    }

    private static int writeHeader(byte[] out, int kind, int nibbles) {
        if (nibbles <= NIBBLE_COUNT_MAX_INLINE) {
            out[0] = (byte) (kind << 6 | nibbles);
            return 1;
        }
        out[0] = (byte) (kind << 6 | 0x3f);
        int at = 1;
        int rest = nibbles - NIBBLE_COUNT_MAX_INLINE - 1;
        for (; rest >= 255; rest -= 255) {
            out[at++] = (byte) 255;
        }
        out[at++] = (byte) rest;
        return at;
    }

    private static int writePartial(byte[] out, int start, byte[] partial) {
        int at = start;
        int i = 0;
        if ((partial.length & 1) != 0) {
            out[at++] = partial[i++];
        }
        for (; i < partial.length; i += 2) {
            out[at++] = (byte) (partial[i] << 4 | partial[i + 1]);
        }
        return at;
    }

    static int compactSize(int value) {
        if (value < 1 << 6) {
            return 1;
        }
        if (value < 1 << 14) {
            return 2;
        }
        return value < 1 << 30 ? 4 : 5;
    }

    static int writeCompact(byte[] out, int start, int value) {
        int at = start;
        switch (compactSize(value)) {
            case 1 -> out[at++] = (byte) (value << 2);
            case 2 -> {
                out[at++] = (byte) (value << 2 | 1);
                out[at++] = (byte) (value >>> 6);
            }
            case 4 -> {
                int shifted = value << 2 | 2;
                for (int shift = 0; shift < 32; shift += 8) {
                    out[at++] = (byte) (shifted >>> shift);
                }
            }
            default -> {
                out[at++] = 3;
                for (int shift = 0; shift < 32; shift += 8) {
                    out[at++] = (byte) (value >>> shift);
                }
            }
        }
        return at;
    }
}
