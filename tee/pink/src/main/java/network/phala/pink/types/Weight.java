package network.phala.pink.types;

import network.phala.scale.ScaleWriter;

/// A cost in two dimensions: picoseconds of reference time and bytes of proof, both unsigned 64-bit. On the wire two
/// compact numbers.
public record Weight(long refTime, long proofSize) {
    public static final Weight ZERO = new Weight(0, 0);

    public static Weight of(long refTime, long proofSize) {
        return new Weight(refTime, proofSize);
    }

    /// The sum, held at 2^64 - 1 in each dimension.
    public Weight saturatingAdd(Weight other) {
        return new Weight(saturatingAdd(refTime, other.refTime), saturatingAdd(proofSize, other.proofSize));
    }

    /// The difference, held at 0 in each dimension.
    public Weight saturatingSubtract(Weight other) {
        return new Weight(saturatingSubtract(refTime, other.refTime), saturatingSubtract(proofSize, other.proofSize));
    }

    /// `count` (unsigned 32-bit) times this, held at 2^64 - 1 in each dimension.
    public Weight times(long count) {
        return new Weight(saturatingMultiply(refTime, count), saturatingMultiply(proofSize, count));
    }

    /// Whether neither dimension is larger than the other's.
    public boolean fitsIn(Weight other) {
        return Long.compareUnsigned(refTime, other.refTime) <= 0
                && Long.compareUnsigned(proofSize, other.proofSize) <= 0;
    }

    /// The smaller of each dimension.
    public Weight min(Weight other) {
        return new Weight(minUnsigned(refTime, other.refTime), minUnsigned(proofSize, other.proofSize));
    }

    public void encode(ScaleWriter out) {
        out.writeCompact(refTime);
        out.writeCompact(proofSize);
    }

    public static long saturatingAdd(long a, long b) {
        long sum = a + b;
        return Long.compareUnsigned(sum, a) < 0 ? -1L : sum;
    }

    public static long saturatingSubtract(long a, long b) {
        return Long.compareUnsigned(a, b) <= 0 ? 0 : a - b;
    }

    public static long saturatingMultiply(long a, long b) {
        return Math.unsignedMultiplyHigh(a, b) != 0 ? -1L : a * b;
    }

    public static long minUnsigned(long a, long b) {
        return Long.compareUnsigned(a, b) <= 0 ? a : b;
    }
}
