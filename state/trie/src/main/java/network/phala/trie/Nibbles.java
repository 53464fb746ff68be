package network.phala.trie;

import network.phala.primitives.Bytes;

/// Keys as half bytes: one array entry 0..15 per nibble, high nibble of a byte first.
final class Nibbles {
    static final byte[] NONE = new byte[0];

    private Nibbles() {}

    static byte[] of(Bytes key) {
        byte[] bytes = key.unsafeArray();
        byte[] nibbles = new byte[bytes.length * 2];
        for (int i = 0; i < bytes.length; i++) {
            nibbles[2 * i] = (byte) ((bytes[i] >> 4) & 0xf);
            nibbles[2 * i + 1] = (byte) (bytes[i] & 0xf);
        }
        return nibbles;
    }

    /// The whole bytes that the first `length` nibbles make; `length` is even.
    static Bytes toKey(byte[] nibbles, int length) {
        byte[] bytes = new byte[length / 2];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (nibbles[2 * i] << 4 | nibbles[2 * i + 1]);
        }
        return Bytes.wrap(bytes);
    }

    static byte[] slice(byte[] nibbles, int from, int to) {
        return from == to ? NONE : java.util.Arrays.copyOfRange(nibbles, from, to);
    }

    /// How many nibbles of `partial` agree with `key` from `offset` on.
    static int commonLength(byte[] partial, byte[] key, int offset) {
        int limit = Math.min(partial.length, key.length - offset);
        int i = 0;
        while (i < limit && partial[i] == key[offset + i]) {
            i++;
        }
        return i;
    }

    static byte[] join(byte[] head, int middle, byte[] tail) {
        byte[] joined = new byte[head.length + 1 + tail.length];
        System.arraycopy(head, 0, joined, 0, head.length);
        joined[head.length] = (byte) middle;
        System.arraycopy(tail, 0, joined, head.length + 1, tail.length);
        return joined;
    }
}
