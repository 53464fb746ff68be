package network.phala.types.economics;

import java.math.BigInteger;
import network.phala.primitives.U128;

/// Between money (12 decimals) and fixed-point numbers of PHA, by way of 48 fractional bits.
///
/// Follows phala-blockchain pallets/phala/src/utils/balance_convert.rs.
public final class Balances {
    private static final U128 UNIT = U128.of(1_000_000_000_000L);
    private static final BigInteger BIG_UNIT = UNIT.toBigInteger();
    private static final int DECIMAL_BITS = 48;
    private static final int TO_64_BITS = 16;
    private static final int BALANCE_BITS_MAX = 80;

    private Balances() {}

    /// `((b << 48) / 10^12) << 16`.
    ///
    /// @throws ArithmeticException when the balance does not fit
    public static U64F64 toFixed(U128 balance) {
        BigInteger amount = balance.toBigInteger();
        if (amount.bitLength() > BALANCE_BITS_MAX) {
            throw new ArithmeticException("Balance " + balance + " does not fit 80 bits");
        }
        BigInteger bits = amount.shiftLeft(DECIMAL_BITS).divide(BIG_UNIT).shiftLeft(TO_64_BITS);
        return new U64F64(U128.of(bits));
    }

    /// `((bits >> 16) · 10^12) >> 48`.
    ///
    /// @throws ArithmeticException when the product exceeds 128 bits
    public static U128 fromFixed(U64F64 number) {
        BigInteger product = number.bits().toBigInteger().shiftRight(TO_64_BITS).multiply(BIG_UNIT);
        return U128.of(U128.of(product).toBigInteger().shiftRight(DECIMAL_BITS));
    }

    /// A balance times a price.
    public static U128 multiply(U128 balance, U64F64 price) {
        return fromFixed(toFixed(balance).multiply(price));
    }

    /// A balance divided by a price.
    ///
    /// @throws ArithmeticException when the price is zero
    public static U128 divide(U128 balance, U64F64 price) {
        return fromFixed(toFixed(balance).divide(price));
    }
}
