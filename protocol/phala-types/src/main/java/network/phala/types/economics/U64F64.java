package network.phala.types.economics;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import network.phala.primitives.U128;

/// A number of 64 integer and 64 fractional bits: value = bits / 2^64. Addition, subtraction and products wrap at 128
/// bits; products and quotients are rounded down.
///
/// Follows the `fixed` crate's U64F64 in a build without overflow checks.
public record U64F64(U128 bits) implements Comparable<U64F64> {
    public static final U64F64 ZERO = new U64F64(U128.ZERO);
    public static final U64F64 ONE = new U64F64(new U128(1, 0));

    /// One, in steps of half the smallest number.
    private static final BigInteger UNIT = BigInteger.ONE.shiftLeft(65);

    private static final int FRACTION_BITS = 64;
    private static final int SQRT_SHIFT = 32;
    private static final BigInteger MASK = BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE);

    /// A whole number, unsigned.
    public static U64F64 of(long integer) {
        return new U64F64(new U128(integer, 0));
    }

    public U64F64 add(U64F64 other) {
        return new U64F64(bits.wrappingAdd(other.bits));
    }

    public U64F64 subtract(U64F64 other) {
        return new U64F64(bits.wrappingSubtract(other.bits));
    }

    /// `(a · b) >> 64`.
    public U64F64 multiply(U64F64 other) {
        U128 whole = new U128(bits.high() * other.bits.high(), 0);
        U128 crossed = product(bits.high(), other.bits.low()).wrappingAdd(product(bits.low(), other.bits.high()));
        U128 fraction = U128.of(Math.unsignedMultiplyHigh(bits.low(), other.bits.low()));
        return new U64F64(whole.wrappingAdd(crossed).wrappingAdd(fraction));
    }

    private static U128 product(long a, long b) {
        return new U128(Math.unsignedMultiplyHigh(a, b), a * b);
    }

    /// `(a << 64) / b`.
    ///
    /// @throws ArithmeticException when `other` is zero
    public U64F64 divide(U64F64 other) {
        BigInteger quotient = bits.toBigInteger().shiftLeft(FRACTION_BITS).divide(other.bits.toBigInteger());
        return new U64F64(U128.of(quotient.and(MASK)));
    }

    /// As [#divide], but nothing for a division by zero or a quotient beyond 64 integer bits.
    public Optional<U64F64> checkedDivide(U64F64 other) {
        if (other.isZero()) {
            return Optional.empty();
        }
        BigInteger quotient = bits.toBigInteger().shiftLeft(FRACTION_BITS).divide(other.bits.toBigInteger());
        return quotient.bitLength() > 128 ? Optional.empty() : Optional.of(new U64F64(U128.of(quotient)));
    }

    /// Divided by a whole number, unsigned.
    ///
    /// @throws ArithmeticException when `divisor` is zero
    public U64F64 divide(long divisor) {
        return new U64F64(bits.divide(U128.of(divisor)));
    }

    /// The root to 32 fractional bits: `isqrt(bits) << 32`.
    public U64F64 sqrt() {
        return new U64F64(U128.of(bits.toBigInteger().sqrt().shiftLeft(SQRT_SHIFT)));
    }

    public boolean isZero() {
        return bits.isZero();
    }

    /// The whole part, unsigned.
    public long toLong() {
        return bits.high();
    }

    public U64F64 min(U64F64 other) {
        return compareTo(other) <= 0 ? this : other;
    }

    /// In decimals: the fewest digits after the point that still name this number among its neighbours.
    ///
    /// Follows the `fixed` crate's Display.
    public String toDecimal() {
        BigInteger remainder = new BigInteger(Long.toUnsignedString(bits.low())).shiftLeft(1);
        BigInteger halfStep = BigInteger.ONE;
        BigInteger digits = BigInteger.ZERO;
        int count = 0;
        while (remainder.compareTo(halfStep) >= 0 && UNIT.subtract(remainder).compareTo(halfStep) >= 0) {
            BigInteger[] split = remainder.multiply(BigInteger.TEN).divideAndRemainder(UNIT);
            digits = digits.multiply(BigInteger.TEN).add(split[0]);
            remainder = split[1];
            halfStep = halfStep.multiply(BigInteger.TEN);
            count++;
        }
        if (remainder.shiftLeft(1).compareTo(UNIT) >= 0) {
            digits = digits.add(BigInteger.ONE);
        }
        BigInteger whole = new BigInteger(Long.toUnsignedString(bits.high()));
        BigDecimal fraction = new BigDecimal(digits, count);
        return new BigDecimal(whole).add(fraction).toPlainString();
    }

    @Override
    public int compareTo(U64F64 other) {
        return bits.compareTo(other.bits);
    }
}
