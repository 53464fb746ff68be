package network.phala.primitives;

import java.math.BigInteger;

/// An unsigned 128-bit integer, two 64-bit halves. Little endian on the wire.
///
/// Plain names check for overflow and throw [ArithmeticException]; `saturating…` and `wrapping…` say so in the name.
public record U128(long high, long low) implements Comparable<U128> {
    public static final U128 ZERO = new U128(0, 0);
    public static final U128 ONE = new U128(0, 1);
    public static final U128 MAX = new U128(-1, -1);

    private static final BigInteger MASK_64 = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    /// From an unsigned 64-bit number.
    public static U128 of(long unsigned) {
        return unsigned == 0 ? ZERO : new U128(0, unsigned);
    }

    /// @throws ArithmeticException when the number is negative or needs more than 128 bits
    public static U128 of(BigInteger number) {
        if (number.signum() < 0 || number.bitLength() > 128) {
            throw new ArithmeticException(number + " does not fit an unsigned 128-bit integer");
        }
        return new U128(number.shiftRight(64).longValue(), number.longValue());
    }

    /// Parses decimal digits.
    public static U128 parse(String decimal) {
        return of(new BigInteger(decimal));
    }

    public BigInteger toBigInteger() {
        return BigInteger.valueOf(high)
                .and(MASK_64)
                .shiftLeft(64)
                .or(BigInteger.valueOf(low).and(MASK_64));
    }

    public boolean isZero() {
        return (high | low) == 0;
    }

    public boolean fitsLong() {
        return high == 0;
    }

    /// The number as an unsigned long, or all ones when it is larger.
    public long saturatedToLong() {
        return high == 0 ? low : -1L;
    }

    public U128 wrappingAdd(U128 other) {
        long sum = low + other.low;
        long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
        return new U128(high + other.high + carry, sum);
    }

    public U128 wrappingSubtract(U128 other) {
        long borrow = Long.compareUnsigned(low, other.low) < 0 ? 1 : 0;
        return new U128(high - other.high - borrow, low - other.low);
    }

    public boolean addOverflows(U128 other) {
        return wrappingAdd(other).compareTo(this) < 0;
    }

    public U128 add(U128 other) {
        U128 sum = wrappingAdd(other);
        if (sum.compareTo(this) < 0) {
            throw new ArithmeticException(this + " + " + other + " overflows 128 bits");
        }
        return sum;
    }

    public U128 subtract(U128 other) {
        if (compareTo(other) < 0) {
            throw new ArithmeticException(this + " - " + other + " is negative");
        }
        return wrappingSubtract(other);
    }

    public U128 saturatingAdd(U128 other) {
        U128 sum = wrappingAdd(other);
        return sum.compareTo(this) < 0 ? MAX : sum;
    }

    public U128 saturatingSubtract(U128 other) {
        return compareTo(other) <= 0 ? ZERO : wrappingSubtract(other);
    }

    public U128 multiply(U128 other) {
        if ((high | other.high) == 0) {
            return new U128(Math.unsignedMultiplyHigh(low, other.low), low * other.low);
        }
        return of(toBigInteger().multiply(other.toBigInteger()));
    }

    public U128 saturatingMultiply(U128 other) {
        if ((high | other.high) == 0) {
            return multiply(other);
        }
        BigInteger product = toBigInteger().multiply(other.toBigInteger());
        return product.bitLength() > 128 ? MAX : of(product);
    }

    public U128 wrappingMultiply(U128 other) {
        long h = Math.unsignedMultiplyHigh(low, other.low) + high * other.low + low * other.high;
        return new U128(h, low * other.low);
    }

    public U128 divide(U128 other) {
        if ((high | other.high) == 0) {
            return U128.of(Long.divideUnsigned(low, other.low));
        }
        return of(toBigInteger().divide(other.toBigInteger()));
    }

    public U128 remainder(U128 other) {
        if ((high | other.high) == 0) {
            return U128.of(Long.remainderUnsigned(low, other.low));
        }
        return of(toBigInteger().mod(other.toBigInteger()));
    }

    public U128 min(U128 other) {
        return compareTo(other) <= 0 ? this : other;
    }

    public U128 max(U128 other) {
        return compareTo(other) >= 0 ? this : other;
    }

    @Override
    public int compareTo(U128 other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    /// Decimal digits.
    @Override
    public String toString() {
        return high == 0 ? Long.toUnsignedString(low) : toBigInteger().toString();
    }
}
