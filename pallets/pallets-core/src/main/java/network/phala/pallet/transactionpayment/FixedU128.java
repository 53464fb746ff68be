package network.phala.pallet.transactionpayment;

import java.math.BigInteger;
import network.phala.primitives.U128;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.scale.Unnamed;

/// A fixed-point number with 18 decimals in 128 bits (`sp_arithmetic::FixedU128`). All operations round down and
/// saturate.
@TypePath("sp_arithmetic::fixed_point::FixedU128")
@Unnamed
public record FixedU128(@TypeName("u128") U128 inner) implements Comparable<FixedU128> {
    private static final BigInteger DIV = BigInteger.TEN.pow(18);

    public static final FixedU128 ONE = new FixedU128(U128.of(DIV));

    public static FixedU128 ofRational(BigInteger numerator, BigInteger denominator) {
        return saturated(numerator.multiply(DIV).divide(denominator));
    }

    public FixedU128 multiply(FixedU128 other) {
        return saturated(big().multiply(other.big()).divide(DIV));
    }

    public FixedU128 add(FixedU128 other) {
        return new FixedU128(inner.saturatingAdd(other.inner));
    }

    public FixedU128 subtract(FixedU128 other) {
        return new FixedU128(inner.saturatingSubtract(other.inner));
    }

    /// The whole part of this times an integer.
    public U128 timesInteger(U128 integer) {
        BigInteger product = big().multiply(integer.toBigInteger()).divide(DIV);
        return product.bitLength() > 128 ? U128.MAX : U128.of(product);
    }

    private BigInteger big() {
        return inner.toBigInteger();
    }

    private static FixedU128 saturated(BigInteger value) {
        return new FixedU128(value.bitLength() > 128 ? U128.MAX : U128.of(value));
    }

    @Override
    public int compareTo(FixedU128 other) {
        return inner.compareTo(other.inner);
    }
}
