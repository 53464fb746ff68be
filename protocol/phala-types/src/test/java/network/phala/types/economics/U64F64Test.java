package network.phala.types.economics;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import network.phala.primitives.U128;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class U64F64Test {
    private static final BigDecimal TWO_64 =
            new BigDecimal(U128.MAX.toBigInteger().shiftRight(64).add(java.math.BigInteger.ONE));

    /// Decimal texts the original printed.
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "18446744073709551616, 1",
        "9223372036854775808, 0.5",
        "3689348814741910323, 0.2",
        "340282366920938463463374607431768211455, 18446744073709551615.99999999999999999995",
        "1, 0.00000000000000000005",
        "55340269761981147563110, 3000.00203509369147797934"
    })
    void printsAsTheOriginalDoes(String bits, String decimal) {
        assertThat(new U64F64(U128.parse(bits)).toDecimal()).isEqualTo(decimal);
    }

    @Test
    void everyDecimalNamesItsNumber() {
        long seed = 20_240_601;
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            U64F64 number = new U64F64(new U128(random.nextLong() >>> random.nextInt(64), random.nextLong()));
            BigDecimal back = new BigDecimal(number.toDecimal()).multiply(TWO_64);
            assertThat(back.setScale(0, RoundingMode.HALF_EVEN).toBigInteger())
                    .as("seed %d, number %s", seed, number)
                    .isEqualTo(number.bits().toBigInteger());
        }
    }
}
