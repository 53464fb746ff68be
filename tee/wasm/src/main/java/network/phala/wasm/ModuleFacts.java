package network.phala.wasm;

import java.util.Arrays;
import java.util.Optional;
import network.phala.primitives.Bytes;

/// What validating the bodies of a module found out, so that a module that was valid once need not be validated
/// again: [#PART] of a [CodeStore].
///
/// Bytes: length of the code (4), operators (8), uses floats (1), number of functions that are interpreted (4) and
/// their indices (4 each), all little-endian.
///
/// @param interpreted functions that do not fit the JVM, ascending; only known to who has compiled everything
record ModuleFacts(int codeBytes, long operators, boolean floats, int[] interpreted) {
    static final String PART = "facts";

    private static final int FIXED_BYTES = 17;

    Bytes encode() {
        byte[] out = new byte[FIXED_BYTES + 4 * interpreted.length];
        MemoryOps.INT.set(out, 0, codeBytes);
        MemoryOps.LONG.set(out, 4, operators);
        out[12] = (byte) (floats ? 1 : 0);
        MemoryOps.INT.set(out, 13, interpreted.length);
        for (int i = 0; i < interpreted.length; i++) {
            MemoryOps.INT.set(out, FIXED_BYTES + 4 * i, interpreted[i]);
        }
        return Bytes.wrap(out);
    }

    /// The facts in the bytes; empty when they are not about code of this length.
    static Optional<ModuleFacts> decode(Bytes encoded, int codeBytes) {
        byte[] in = encoded.unsafeArray();
        if (in.length < FIXED_BYTES || (int) MemoryOps.INT.get(in, 0) != codeBytes) {
            return Optional.empty();
        }
        int[] interpreted = new int[(in.length - FIXED_BYTES) / 4];
        if ((int) MemoryOps.INT.get(in, 13) != interpreted.length) {
            return Optional.empty();
        }
        Arrays.setAll(interpreted, i -> (int) MemoryOps.INT.get(in, FIXED_BYTES + 4 * i));
        return Optional.of(new ModuleFacts(codeBytes, (long) MemoryOps.LONG.get(in, 4), in[12] != 0, interpreted));
    }
}
