package network.phala.frame;

import java.math.BigInteger;
import network.phala.primitives.U128;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.scale.Unnamed;

/// Parts of a million (`sp_arithmetic::Permill`).
@TypePath("sp_arithmetic::per_things::Permill")
@Unnamed
public record Permill(@TypeName("u32") int parts) {
    private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

    public static Permill ofPercent(int percent) {
        return new Permill(percent * 10_000);
    }

    /// This part of an amount, rounded to the nearest, an exact half down.
    public U128 of(U128 amount) {
        BigInteger[] parts =
                amount.toBigInteger().multiply(BigInteger.valueOf(this.parts)).divideAndRemainder(MILLION);
        boolean up = parts[1].shiftLeft(1).compareTo(MILLION) > 0;
        return U128.of(up ? parts[0].add(BigInteger.ONE) : parts[0]);
    }
}
