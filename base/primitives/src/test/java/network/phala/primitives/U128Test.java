package network.phala.primitives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Every operation against [BigInteger], on pairs of numbers at the borders of their halves and on random ones.
class U128Test {
    private static final BigInteger LIMIT = BigInteger.ONE.shiftLeft(128);
    private static final long SEED = Long.getLong("seed", 128);
    private static final List<BigInteger> NUMBERS = new ArrayList<>();

    @BeforeAll
    static void choose() {
        for (int bits : new int[] {0, 1, 31, 32, 63, 64, 65, 96, 127, 128}) {
            BigInteger power = BigInteger.ONE.shiftLeft(bits);
            for (int off = -2; off <= 2; off++) {
                BigInteger number = power.add(BigInteger.valueOf(off));
                if (number.signum() >= 0 && number.bitLength() <= 128) {
                    NUMBERS.add(number);
                }
            }
        }
        Random random = new Random(SEED);
        for (int i = 0; i < 200; i++) {
            NUMBERS.add(new BigInteger(random.nextInt(129), random));
        }
    }

    @FunctionalInterface
    private interface Pair {
        void check(BigInteger a, BigInteger b);
    }

    private static void forAllPairs(Pair pair) {
        for (BigInteger a : NUMBERS) {
            for (BigInteger b : NUMBERS) {
                pair.check(a, b);
            }
        }
    }

    /// The checked operation gives the exact result, or refuses where it is no number of 128 bits.
    private static void checked(BinaryOperator<U128> ours, BinaryOperator<BigInteger> exact) {
        forAllPairs((a, b) -> {
            U128 first = U128.of(a);
            U128 second = U128.of(b);
            BigInteger expected = exact.apply(a, b);
            if (expected.signum() < 0 || expected.bitLength() > 128) {
                assertThatThrownBy(() -> ours.apply(first, second))
                        .as("%s, %s, seed %d", a, b, SEED)
                        .isInstanceOf(ArithmeticException.class);
            } else {
                assertThat(ours.apply(first, second).toBigInteger())
                        .as("%s, %s, seed %d", a, b, SEED)
                        .isEqualTo(expected);
            }
        });
    }

    private static void total(BinaryOperator<U128> ours, BinaryOperator<BigInteger> expected) {
        forAllPairs((a, b) -> assertThat(ours.apply(U128.of(a), U128.of(b)).toBigInteger())
                .as("%s, %s, seed %d", a, b, SEED)
                .isEqualTo(expected.apply(a, b)));
    }

    private static BigInteger saturated(BigInteger exact) {
        return exact.max(BigInteger.ZERO).min(LIMIT.subtract(BigInteger.ONE));
    }

    @Test
    void plainOperationsAreExactOrRefuse() {
        checked(U128::add, BigInteger::add);
        checked(U128::subtract, BigInteger::subtract);
        checked(U128::multiply, BigInteger::multiply);
    }

    @Test
    void saturatingOperationsEndAtTheBorders() {
        total(U128::saturatingAdd, (a, b) -> saturated(a.add(b)));
        total(U128::saturatingSubtract, (a, b) -> saturated(a.subtract(b)));
        total(U128::saturatingMultiply, (a, b) -> saturated(a.multiply(b)));
    }

    @Test
    void wrappingOperationsAreModuloTheLimit() {
        total(U128::wrappingAdd, (a, b) -> a.add(b).mod(LIMIT));
        total(U128::wrappingSubtract, (a, b) -> a.subtract(b).mod(LIMIT));
        total(U128::wrappingMultiply, (a, b) -> a.multiply(b).mod(LIMIT));
    }

    @Test
    void dividesDownAndRefusesZero() {
        forAllPairs((a, b) -> {
            U128 first = U128.of(a);
            U128 second = U128.of(b);
            if (b.signum() == 0) {
                assertThatThrownBy(() -> first.divide(second)).isInstanceOf(ArithmeticException.class);
                assertThatThrownBy(() -> first.remainder(second)).isInstanceOf(ArithmeticException.class);
            } else {
                assertThat(first.divide(second).toBigInteger()).isEqualTo(a.divide(b));
                assertThat(first.remainder(second).toBigInteger()).isEqualTo(a.mod(b));
            }
        });
    }

    @Test
    void comparesAsNumbers() {
        forAllPairs((a, b) -> {
            U128 first = U128.of(a);
            U128 second = U128.of(b);
            assertThat(Integer.signum(first.compareTo(second))).isEqualTo(a.compareTo(b));
            assertThat(first.equals(second)).isEqualTo(a.equals(b));
            assertThat(first.min(second).toBigInteger()).isEqualTo(a.min(b));
            assertThat(first.max(second).toBigInteger()).isEqualTo(a.max(b));
            assertThat(first.addOverflows(second)).isEqualTo(a.add(b).bitLength() > 128);
        });
    }

    @Test
    void isReadAndWrittenInDecimals() {
        for (BigInteger number : NUMBERS) {
            U128 ours = U128.of(number);
            assertThat(ours).hasToString(number.toString());
            assertThat(U128.parse(number.toString())).isEqualTo(ours);
            assertThat(ours.isZero()).isEqualTo(number.signum() == 0);
            assertThat(ours.fitsLong()).isEqualTo(number.bitLength() <= 64);
            assertThat(Long.toUnsignedString(ours.saturatedToLong()))
                    .isEqualTo(number.min(BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE))
                            .toString());
        }
        for (BigInteger none : List.of(BigInteger.ONE.negate(), LIMIT)) {
            assertThatThrownBy(() -> U128.of(none))
                    .isInstanceOf(ArithmeticException.class)
                    .hasMessage(none + " does not fit an unsigned 128-bit integer");
        }
        assertThatThrownBy(() -> U128.parse("12x")).isInstanceOf(NumberFormatException.class);
    }
}
