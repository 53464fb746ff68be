package network.phala.types.contract;

import java.util.Comparator;
import network.phala.scale.TupleType;

/// Version of the contract runtime that the chain asks for: two u32. Absent on chain means [#FIRST].
@TupleType
public record PinkVersion(int major, int minor) implements Comparable<PinkVersion> {
    public static final PinkVersion FIRST = new PinkVersion(1, 0);

    private static final Comparator<PinkVersion> ORDER = Comparator.comparing(
                    PinkVersion::major, Integer::compareUnsigned)
            .thenComparing(PinkVersion::minor, Integer::compareUnsigned);

    @Override
    public int compareTo(PinkVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return Integer.toUnsignedString(major) + "." + Integer.toUnsignedString(minor);
    }
}
