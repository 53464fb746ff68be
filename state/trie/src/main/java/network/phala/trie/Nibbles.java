package network.phala.trie;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import network.phala.primitives.Bytes;

/// Keys as half bytes: one array entry 0..15 per nibble, high nibble of a byte first.
final class Nibbles {
    static final byte[] NONE = new byte[0];

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final long LOW_HALVES = 0x0f0f_0f0f_0f0f_0f0fL;

    private Nibbles() {}

    static byte[] of(Bytes key) {
        byte[] bytes = key.unsafeArray();
        byte[] nibbles = new byte[bytes.length * 2];
        int i = 0;
        for (; i + 4 <= bytes.length; i += 4) {
            LONG.set(nibbles, 2 * i, Long.expand((int) INT.get(bytes, i) & 0xffff_ffffL, LOW_HALVES));
        }
        for (; i < bytes.length; i++) {
            nibbles[2 * i] = (byte) at(bytes, 2 * i);
            nibbles[2 * i + 1] = (byte) at(bytes, 2 * i + 1);
        }
        return nibbles;
    }

    /// A nibble of a key.
    static int at(byte[] key, int nibble) {
        return (nibble & 1) == 0 ? key[nibble >> 1] >> 4 & 0xf : key[nibble >> 1] & 0xf;
    }

    /// Whether the key has the partial from its nibble `start` on; it must be long enough.
    static boolean matches(byte[] partial, byte[] key, int start) {
        int i = 0;
        int at = start;
        if ((at & 1) != 0 && partial.length > 0) {
            if (partial[i++] != at(key, at++)) {
                return false;
            }
        }
        // Four bytes of the key at a time, spread to eight nibbles.
        for (; i + 8 <= partial.length; i += 8, at += 8) {
            long spread = Long.expand((int) INT.get(key, at >> 1) & 0xffff_ffffL, LOW_HALVES);
            if ((long) LONG.get(partial, i) != spread) {
                return false;
            }
        }
        for (; i < partial.length; i++, at++) {
            if (partial[i] != at(key, at)) {
                return false;
            }
        }
        return true;
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
        return from == to ? NONE : Arrays.copyOfRange(nibbles, from, to);
    }

    /// How many nibbles of `partial` agree with `key` from `offset` on.
    static int commonLength(byte[] partial, byte[] key, int offset) {
        int limit = Math.min(partial.length, key.length - offset);
        int differs = Arrays.mismatch(partial, 0, limit, key, offset, offset + limit);
        return differs < 0 ? limit : differs;
    }

    static byte[] join(byte[] head, int middle, byte[] tail) {
        byte[] joined = new byte[head.length + 1 + tail.length];
        System.arraycopy(head, 0, joined, 0, head.length);
        joined[head.length] = (byte) middle;
        System.arraycopy(tail, 0, joined, head.length + 1, tail.length);
        return joined;
    }
}
