package network.phala.trie;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.phala.primitives.Bytes;
import org.jspecify.annotations.Nullable;

/// A node read back from its wire form, children still as references. Anything malformed is refused.
final class EncodedNode {
    /// Longest partial key accepted; Substrate's own limit is u16::MAX nibbles.
    private static final int NIBBLE_COUNT_MAX = 65535;

    private final Bytes source;
    private int at;
    private boolean empty;
    private byte[] partial = Nibbles.NONE;
    private @Nullable Bytes value;
    private int bitmap;
    private final List<Bytes> children = new ArrayList<>(0);

    private EncodedNode(Bytes source) {
        this.source = source;
    }

    static EncodedNode decode(Bytes source) throws ProofException {
        EncodedNode node = new EncodedNode(source);
        node.read();
        return node;
    }

    boolean isEmpty() {
        return empty;
    }

    byte[] partial() {
        return partial;
    }

    Optional<Bytes> value() {
        return Optional.ofNullable(value);
    }

    /// The reference in the slot: 32 bytes are a hash, fewer are the child itself.
    Optional<Bytes> child(int slot) {
        if ((bitmap >>> slot & 1) == 0) {
            return Optional.empty();
        }
        return Optional.of(children.get(Integer.bitCount(bitmap & ((1 << slot) - 1))));
    }

    private void read() throws ProofException {
        int header = readByte();
        if (header == 0) {
            empty = true;
            expectEnd();
            return;
        }
        int kind = header >>> 6;
        if (kind == 0) {
            throw error("header byte " + header + "; a V0 node is a leaf, a branch or the empty trie");
        }
        readPartial(readNibbleCount(header & 0x3f));
        if (kind != NodeCodec.LEAF) {
            bitmap = readByte() | readByte() << 8;
            if (bitmap == 0) {
                throw error("a branch without children");
            }
        }
        if (kind != NodeCodec.BRANCH) {
            value = readSized(Integer.MAX_VALUE);
        }
        for (int i = Integer.bitCount(bitmap); i > 0; i--) {
            children.add(readSized(NodeCodec.HASH_SIZE));
        }
        expectEnd();
    }

    private int readNibbleCount(int inline) throws ProofException {
        if (inline < 0x3f) {
            return inline;
        }
        int count = inline;
        int more;
        do {
            more = readByte();
            count += more;
            if (count > NIBBLE_COUNT_MAX) {
                throw error("partial key of more than " + NIBBLE_COUNT_MAX + " nibbles");
            }
        } while (more == 255);
        return count;
    }

    private void readPartial(int count) throws ProofException {
        need((count + 1) / 2);
        partial = new byte[count];
        int i = 0;
        if ((count & 1) != 0) {
            int first = readByte();
            if (first > 0xf) {
                throw error("padding nibble " + (first >> 4) + "; expected 0");
            }
            partial[i++] = (byte) first;
        }
        while (i < count) {
            int pair = readByte();
            partial[i++] = (byte) (pair >> 4);
            partial[i++] = (byte) (pair & 0xf);
        }
    }

    private Bytes readSized(int limit) throws ProofException {
        long size = readCompact();
        if (size > limit) {
            throw error("length " + size + "; expected at most " + limit);
        }
        need(size);
        Bytes read = source.slice(at, at + (int) size);
        at += (int) size;
        return read;
    }

    private long readCompact() throws ProofException {
        int first = readByte();
        return switch (first & 3) {
            case 0 -> first >>> 2;
            case 1 -> (first | (long) readByte() << 8) >>> 2;
            case 2 -> (first | readLittleEndian(3) << 8) >>> 2;
            default -> {
                if (first != 3) {
                    throw error("compact length of more than 4 bytes");
                }
                yield readLittleEndian(4);
            }
        };
    }

    private long readLittleEndian(int bytes) throws ProofException {
        long number = 0;
        for (int i = 0; i < bytes; i++) {
            number |= (long) readByte() << 8 * i;
        }
        return number;
    }

    private int readByte() throws ProofException {
        need(1);
        return source.unsigned(at++);
    }

    private void need(long size) throws ProofException {
        if (size > source.size() - at) {
            throw error("it ends; " + size + " more bytes expected");
        }
    }

    private void expectEnd() throws ProofException {
        if (at != source.size()) {
            throw error("bytes left over");
        }
    }

    private ProofException error(String what) {
        return new ProofException("Trie node of " + source.size() + " bytes, at byte " + at + ": " + what);
    }
}
