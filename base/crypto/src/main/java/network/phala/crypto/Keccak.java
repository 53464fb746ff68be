package network.phala.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import network.phala.primitives.Bytes32;

/// Keccak-256 as Ethereum uses it (padding 0x01, not SHA-3's 0x06).
public final class Keccak {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int RATE = 136;

    private Keccak() {}

    /// The 32-byte digest of the concatenated parts.
    public static Bytes32 hash256(byte[]... parts) {
        return Bytes32.wrap(digest256(parts));
    }

    /// The 32-byte digest of the concatenated parts.
    public static byte[] digest256(byte[]... parts) {
        long[] state = new long[25];
        byte[] block = new byte[RATE];
        int filled = 0;
        for (byte[] part : parts) {
            for (byte value : part) {
                block[filled++] = value;
                if (filled == RATE) {
                    absorb(state, block);
                    filled = 0;
                }
            }
        }
        Arrays.fill(block, filled, RATE, (byte) 0);
        block[filled] ^= 0x01;
        block[RATE - 1] ^= (byte) 0x80;
        absorb(state, block);
        byte[] out = new byte[32];
        for (int i = 0; i < 4; i++) {
            LONGS.set(out, 8 * i, state[i]);
        }
        return out;
    }

    private static void absorb(long[] state, byte[] block) {
        for (int i = 0; i < RATE / 8; i++) {
            state[i] ^= (long) LONGS.get(block, 8 * i);
        }
        KeccakF.permute(state);
    }
}
