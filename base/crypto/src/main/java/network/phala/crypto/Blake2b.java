package network.phala.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import network.phala.primitives.Bytes32;

/// BLAKE2b without key (RFC 7693): the hash of blocks, extrinsics, trie nodes and ids.
///
/// The static methods hash the concatenation of their arguments. An instance takes its input in pieces and
/// gives one digest; it belongs to one thread.
public final class Blake2b {
    private static final int BLOCK = 128;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long[] IV = {
        0x6a09e667f3bcc908L,
        0xbb67ae8584caa73bL,
        0x3c6ef372fe94f82bL,
        0xa54ff53a5f1d36f1L,
        0x510e527fade682d1L,
        0x9b05688c2b3e6c1fL,
        0x1f83d9abfb41bd6bL,
        0x5be0cd19137e2179L
    };

    /// Order of the message words in the twelve rounds, one hexadecimal digit each.
    private static final byte[] SIGMA = digits("0123456789abcdef" + "ea489fd61c02b753" + "b8c052fdae367194"
            + "7931dcbe265a40f8" + "905724afe1bc683d" + "2c6a0b834d75fe19" + "c51fed4a0763928b" + "db7ec13950f4862a"
            + "6fe9b308c2d714a5" + "a2847615fb9e3cd0" + "0123456789abcdef" + "ea489fd61c02b753");

    private final long[] h = IV.clone();
    private final long[] m = new long[16];
    private final byte[] buffer = new byte[BLOCK];
    private final int size;
    private int buffered;
    private long counter;

    private Blake2b(int size) {
        this.size = size;
        h[0] ^= 0x01010000L ^ size;
    }

    /// A digest of `size` bytes, 1 to 64.
    public static Blake2b create(int size) {
        if (size < 1 || size > 64) {
            throw new IllegalArgumentException("BLAKE2b digest of " + size + " bytes; 1 to 64 are possible");
        }
        return new Blake2b(size);
    }

    /// The 32-byte digest of the concatenated parts.
    public static Bytes32 hash256(byte[]... parts) {
        return Bytes32.wrap(digest(32, parts));
    }

    /// The 32-byte digest of the concatenated parts.
    public static byte[] digest256(byte[]... parts) {
        return digest(32, parts);
    }

    /// The 16-byte digest of the concatenated parts.
    public static byte[] digest128(byte[]... parts) {
        return digest(16, parts);
    }

    /// The 64-byte digest of the concatenated parts.
    public static byte[] digest512(byte[]... parts) {
        return digest(64, parts);
    }

    /// The 32-byte digest of `length` bytes of `input` from `offset`.
    public static byte[] digest256(byte[] input, int offset, int length) {
        return new Blake2b(32).update(input, offset, length).digest();
    }

    /// A digest of `size` bytes of the concatenated parts.
    public static byte[] digest(int size, byte[]... parts) {
        Blake2b hash = create(size);
        for (byte[] part : parts) {
            hash.update(part, 0, part.length);
        }
        return hash.digest();
    }

    /// Adds all of `input`.
    public Blake2b update(byte[] input) {
        return update(input, 0, input.length);
    }

    /// Adds one byte.
    public Blake2b update(byte value) {
        if (buffered == BLOCK) {
            absorbBuffer();
        }
        buffer[buffered++] = value;
        return this;
    }

    /// Adds `length` bytes of `input` from `offset`.
    public Blake2b update(byte[] input, int offset, int length) {
        int at = offset;
        int left = length;
        // The last block is compressed with the final flag, so a full buffer waits until more input comes.
        if (buffered + left > BLOCK) {
            if (buffered > 0) {
                int fill = BLOCK - buffered;
                System.arraycopy(input, at, buffer, buffered, fill);
                buffered = BLOCK;
                absorbBuffer();
                at += fill;
                left -= fill;
            }
            while (left > BLOCK) {
                counter += BLOCK;
                compress(input, at, 0);
                at += BLOCK;
                left -= BLOCK;
            }
        }
        System.arraycopy(input, at, buffer, buffered, left);
        buffered += left;
        return this;
    }

    /// The digest. The instance must not be used afterwards.
    public byte[] digest() {
        Arrays.fill(buffer, buffered, BLOCK, (byte) 0);
        counter += buffered;
        compress(buffer, 0, -1);
        byte[] full = new byte[64];
        for (int i = 0; i < 8; i++) {
            LONGS.set(full, 8 * i, h[i]);
        }
        return size == 64 ? full : Arrays.copyOf(full, size);
    }

    private void absorbBuffer() {
        counter += BLOCK;
        compress(buffer, 0, 0);
        buffered = 0;
    }

    private void compress(byte[] block, int offset, long last) {
        for (int i = 0; i < 16; i++) {
            m[i] = (long) LONGS.get(block, offset + 8 * i);
        }
        rounds(h, m, counter, last);
    }

    // A loop over the rounds with a table of word orders: unrolled, the method would pass 8000 bytecodes and stay
    // interpreted for ever.
    private static void rounds(long[] h, long[] m, long counter, long last) {
        long v0 = h[0];
        long v1 = h[1];
        long v2 = h[2];
        long v3 = h[3];
        long v4 = h[4];
        long v5 = h[5];
        long v6 = h[6];
        long v7 = h[7];
        long v8 = IV[0];
        long v9 = IV[1];
        long v10 = IV[2];
        long v11 = IV[3];
        long v12 = IV[4] ^ counter;
        long v13 = IV[5];
        long v14 = IV[6] ^ last;
        long v15 = IV[7];
        for (int s = 0; s < 192; s += 16) {
            v0 += v4 + m[SIGMA[s + 0]];
            v12 = Long.rotateRight(v12 ^ v0, 32);
            v8 += v12;
            v4 = Long.rotateRight(v4 ^ v8, 24);
            v0 += v4 + m[SIGMA[s + 1]];
            v12 = Long.rotateRight(v12 ^ v0, 16);
            v8 += v12;
            v4 = Long.rotateRight(v4 ^ v8, 63);
            v1 += v5 + m[SIGMA[s + 2]];
            v13 = Long.rotateRight(v13 ^ v1, 32);
            v9 += v13;
            v5 = Long.rotateRight(v5 ^ v9, 24);
            v1 += v5 + m[SIGMA[s + 3]];
            v13 = Long.rotateRight(v13 ^ v1, 16);
            v9 += v13;
            v5 = Long.rotateRight(v5 ^ v9, 63);
            v2 += v6 + m[SIGMA[s + 4]];
            v14 = Long.rotateRight(v14 ^ v2, 32);
            v10 += v14;
            v6 = Long.rotateRight(v6 ^ v10, 24);
            v2 += v6 + m[SIGMA[s + 5]];
            v14 = Long.rotateRight(v14 ^ v2, 16);
            v10 += v14;
            v6 = Long.rotateRight(v6 ^ v10, 63);
            v3 += v7 + m[SIGMA[s + 6]];
            v15 = Long.rotateRight(v15 ^ v3, 32);
            v11 += v15;
            v7 = Long.rotateRight(v7 ^ v11, 24);
            v3 += v7 + m[SIGMA[s + 7]];
            v15 = Long.rotateRight(v15 ^ v3, 16);
            v11 += v15;
            v7 = Long.rotateRight(v7 ^ v11, 63);
            v0 += v5 + m[SIGMA[s + 8]];
            v15 = Long.rotateRight(v15 ^ v0, 32);
            v10 += v15;
            v5 = Long.rotateRight(v5 ^ v10, 24);
            v0 += v5 + m[SIGMA[s + 9]];
            v15 = Long.rotateRight(v15 ^ v0, 16);
            v10 += v15;
            v5 = Long.rotateRight(v5 ^ v10, 63);
            v1 += v6 + m[SIGMA[s + 10]];
            v12 = Long.rotateRight(v12 ^ v1, 32);
            v11 += v12;
            v6 = Long.rotateRight(v6 ^ v11, 24);
            v1 += v6 + m[SIGMA[s + 11]];
            v12 = Long.rotateRight(v12 ^ v1, 16);
            v11 += v12;
            v6 = Long.rotateRight(v6 ^ v11, 63);
            v2 += v7 + m[SIGMA[s + 12]];
            v13 = Long.rotateRight(v13 ^ v2, 32);
            v8 += v13;
            v7 = Long.rotateRight(v7 ^ v8, 24);
            v2 += v7 + m[SIGMA[s + 13]];
            v13 = Long.rotateRight(v13 ^ v2, 16);
            v8 += v13;
            v7 = Long.rotateRight(v7 ^ v8, 63);
            v3 += v4 + m[SIGMA[s + 14]];
            v14 = Long.rotateRight(v14 ^ v3, 32);
            v9 += v14;
            v4 = Long.rotateRight(v4 ^ v9, 24);
            v3 += v4 + m[SIGMA[s + 15]];
            v14 = Long.rotateRight(v14 ^ v3, 16);
            v9 += v14;
            v4 = Long.rotateRight(v4 ^ v9, 63);
        }
        h[0] ^= v0 ^ v8;
        h[1] ^= v1 ^ v9;
        h[2] ^= v2 ^ v10;
        h[3] ^= v3 ^ v11;
        h[4] ^= v4 ^ v12;
        h[5] ^= v5 ^ v13;
        h[6] ^= v6 ^ v14;
        h[7] ^= v7 ^ v15;
    }

    private static byte[] digits(String hex) {
        byte[] out = new byte[hex.length()];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) Character.digit(hex.charAt(i), 16);
        }
        return out;
    }
}
