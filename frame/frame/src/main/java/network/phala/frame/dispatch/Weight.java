package network.phala.frame.dispatch;

import network.phala.scale.Compact;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// Cost of a computation: `refTime` in picoseconds on the reference machine, `proofSize` in bytes. Both
/// unsigned 64 bit; arithmetic saturates.
@TypePath("sp_weights::weight_v2::Weight")
public record Weight(
        @Compact @TypeName("u64") long refTime,
        @Compact @TypeName("u64") long proofSize) {
    public static final Weight ZERO = new Weight(0, 0);
    public static final Weight MAX = new Weight(-1, -1);

    public static Weight of(long refTime, long proofSize) {
        return new Weight(refTime, proofSize);
    }

    public Weight add(Weight other) {
        return new Weight(add(refTime, other.refTime), add(proofSize, other.proofSize));
    }

    public Weight subtract(Weight other) {
        return new Weight(subtract(refTime, other.refTime), subtract(proofSize, other.proofSize));
    }

    /// Component-wise larger.
    public Weight max(Weight other) {
        return new Weight(
                Long.compareUnsigned(refTime, other.refTime) >= 0 ? refTime : other.refTime,
                Long.compareUnsigned(proofSize, other.proofSize) >= 0 ? proofSize : other.proofSize);
    }

    /// Component-wise smaller.
    public Weight min(Weight other) {
        return new Weight(
                Long.compareUnsigned(refTime, other.refTime) <= 0 ? refTime : other.refTime,
                Long.compareUnsigned(proofSize, other.proofSize) <= 0 ? proofSize : other.proofSize);
    }

    /// Each component times `factor`, saturating.
    public Weight multiply(long factor) {
        return new Weight(multiply(refTime, factor), multiply(proofSize, factor));
    }

    /// True when either component is larger than the other's.
    public boolean anyGreaterThan(Weight other) {
        return Long.compareUnsigned(refTime, other.refTime) > 0 || Long.compareUnsigned(proofSize, other.proofSize) > 0;
    }

    /// True when no component is larger than the other's.
    public boolean allAtMost(Weight other) {
        return !anyGreaterThan(other);
    }

    private static long add(long a, long b) {
        long sum = a + b;
        return Long.compareUnsigned(sum, a) < 0 ? -1 : sum;
    }

    private static long subtract(long a, long b) {
        return Long.compareUnsigned(a, b) <= 0 ? 0 : a - b;
    }

    private static long multiply(long a, long b) {
        return Math.unsignedMultiplyHigh(a, b) != 0 ? -1 : a * b;
    }
}
