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

    private final long[] h = IV.clone();
    private final long[] m = new long[16];
    private final long[] v = new long[16];
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
        System.arraycopy(h, 0, v, 0, 8);
        System.arraycopy(IV, 0, v, 8, 8);
        v[12] ^= counter;
        v[14] ^= last;
        Blake2bRounds.mix(v, m);
        for (int i = 0; i < 8; i++) {
            h[i] ^= v[i] ^ v[i + 8];
        }
    }
}
