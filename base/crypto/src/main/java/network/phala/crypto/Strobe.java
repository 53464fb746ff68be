package network.phala.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The part of STROBE-128 (version 1.0.2) that Merlin transcripts use: a duplex sponge over Keccak-f[1600] with
/// the operations AD, meta-AD, PRF and KEY.
final class Strobe {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int RATE = 166;
    private static final int FLAG_I = 1;
    private static final int FLAG_A = 1 << 1;
    private static final int FLAG_C = 1 << 2;
    private static final int FLAG_M = 1 << 4;
    private static final int FLAG_K = 1 << 5;

    private final byte[] state;
    private final long[] lanes = new long[25];
    private int position;
    private int begin;

    Strobe(String protocol) {
        state = new byte[200];
        byte[] head = {1, (byte) (RATE + 2), 1, 0, 1, 96};
        byte[] version = "STROBEv1.0.2".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(head, 0, state, 0, head.length);
        System.arraycopy(version, 0, state, head.length, version.length);
        permute();
        metaAd(protocol.getBytes(StandardCharsets.US_ASCII), false);
    }

    private Strobe(Strobe other) {
        state = other.state.clone();
        position = other.position;
        begin = other.begin;
    }

    Strobe copy() {
        return new Strobe(this);
    }

    /// Absorbs framing data; `more` continues the operation before.
    void metaAd(byte[] data, boolean more) {
        if (!more) {
            begin(FLAG_M | FLAG_A);
        }
        absorb(data);
    }

    /// Absorbs data.
    void ad(byte[] data) {
        begin(FLAG_A);
        absorb(data);
    }

    /// Squeezes pseudo-random bytes.
    void prf(byte[] out) {
        begin(FLAG_I | FLAG_A | FLAG_C);
        for (int i = 0; i < out.length; i++) {
            out[i] = state[position];
            state[position++] = 0;
            runFunctionWhenFull();
        }
    }

    /// Overwrites part of the state with a secret.
    void key(byte[] data) {
        begin(FLAG_A | FLAG_C);
        for (byte value : data) {
            state[position++] = value;
            runFunctionWhenFull();
        }
    }

    void wipe() {
        Arrays.fill(state, (byte) 0);
        Arrays.fill(lanes, 0);
    }

    private void begin(int flags) {
        int oldBegin = begin;
        begin = position + 1;
        absorb(new byte[] {(byte) oldBegin, (byte) flags});
        if ((flags & (FLAG_C | FLAG_K)) != 0 && position != 0) {
            runFunction();
        }
    }

    private void absorb(byte[] data) {
        for (byte value : data) {
            state[position++] ^= value;
            runFunctionWhenFull();
        }
    }

    private void runFunctionWhenFull() {
        if (position == RATE) {
            runFunction();
        }
    }

    private void runFunction() {
        state[position] ^= (byte) begin;
        state[position + 1] ^= 0x04;
        state[RATE + 1] ^= (byte) 0x80;
        permute();
        position = 0;
        begin = 0;
    }

    private void permute() {
        for (int i = 0; i < 25; i++) {
            lanes[i] = (long) LONGS.get(state, 8 * i);
        }
        KeccakF.permute(lanes);
        for (int i = 0; i < 25; i++) {
            LONGS.set(state, 8 * i, lanes[i]);
        }
    }
}
