package network.phala.types.economics;

import java.math.BigInteger;
import network.phala.primitives.U128;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.scale.Unnamed;

/// Parts of a million. More than a million does not decode, as in the original.
@TypePath("sp_arithmetic::per_things::Permill")
@Unnamed
public record Permill(@TypeName("u32") int parts) {
    public static final Permill ZERO = new Permill(0);

    private static final int ACCURACY = 1_000_000;
    private static final BigInteger WHOLE = BigInteger.valueOf(ACCURACY);

    /// @throws IllegalArgumentException when there are more than a million parts
    public Permill {
        if (Integer.compareUnsigned(parts, ACCURACY) > 0) {
            throw new IllegalArgumentException(
                    Integer.toUnsignedString(parts) + " parts; at most a million make a whole");
        }
    }

    /// This part of an amount, to nearest; an exact half is rounded down.
    public U128 multiply(U128 amount) {
        BigInteger[] quotient =
                amount.toBigInteger().multiply(BigInteger.valueOf(parts)).divideAndRemainder(WHOLE);
        boolean up = quotient[1].shiftLeft(1).compareTo(WHOLE) > 0;
        return U128.of(up ? quotient[0].add(BigInteger.ONE) : quotient[0]);
    }
}
