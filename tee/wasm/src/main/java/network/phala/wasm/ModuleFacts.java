package network.phala.wasm;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import network.phala.primitives.Bytes;

/// What validating the bodies of a module found out, so that a module that was valid once need not be validated
/// again: [#PART] of a [CodeStore].
///
/// Bytes: length of the code (4), operators (8), uses floats (1), number of functions that are interpreted (4) and
/// their indices (4 each), all little-endian.
///
/// @param interpreted functions that do not fit the JVM, ascending; only known to who has compiled everything
record ModuleFacts(int codeBytes, long operators, boolean floats, List<Integer> interpreted) {
    static final String PART = "facts";

    private static final int FIXED_BYTES = 17;

    ModuleFacts {
        interpreted = List.copyOf(interpreted);
    }

    Bytes encode() {
        byte[] out = new byte[FIXED_BYTES + 4 * interpreted.size()];
        MemoryOps.INT.set(out, 0, codeBytes);
        MemoryOps.LONG.set(out, 4, operators);
        out[12] = (byte) (floats ? 1 : 0);
        MemoryOps.INT.set(out, 13, interpreted.size());
        for (int i = 0; i < interpreted.size(); i++) {
            MemoryOps.INT.set(out, FIXED_BYTES + 4 * i, (int) interpreted.get(i));
        }
        return Bytes.wrap(out);
    }

    /// The facts in the bytes; empty when they are not about code of this length.
    static Optional<ModuleFacts> decode(Bytes encoded, int codeBytes) {
        byte[] in = encoded.unsafeArray();
        if (in.length < FIXED_BYTES || (int) MemoryOps.INT.get(in, 0) != codeBytes) {
            return Optional.empty();
        }
        int count = (in.length - FIXED_BYTES) / 4;
        if ((int) MemoryOps.INT.get(in, 13) != count) {
            return Optional.empty();
        }
        List<Integer> interpreted = IntStream.range(0, count)
                .mapToObj(i -> (int) MemoryOps.INT.get(in, FIXED_BYTES + 4 * i))
                .toList();
        return Optional.of(new ModuleFacts(codeBytes, (long) MemoryOps.LONG.get(in, 4), in[12] != 0, interpreted));
    }
}
