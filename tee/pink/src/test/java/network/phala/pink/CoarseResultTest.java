package network.phala.pink;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import network.phala.pink.types.PinkRuntime;
import network.phala.pink.types.Weight;
import network.phala.primitives.U128;
import org.junit.jupiter.api.Test;

class CoarseResultTest {
    private static U128 mask(U128 deposit, U128 depositPerByte) {
        return CoarseResult.maskDeposit(deposit, depositPerByte, PinkRuntime.NEWEST);
    }

    @Test
    void gasKeepsNineLeadingBitsAndAtLeast28AreMasked() {
        assertThat(CoarseResult.maskGas(Weight.of(0, 5))).isEqualTo(Weight.of(0x0fff_ffff, 0));
        assertThat(CoarseResult.maskGas(Weight.of(0x10_0000_0000_0000L, 1)))
                .isEqualTo(Weight.of(0x10_0fff_ffff_ffffL, 0));
        assertThat(CoarseResult.maskGas(Weight.of(0xffff_ffff_0000_0000L, 0))).isEqualTo(Weight.of(-1L, 0));
    }

    @Test
    void depositsAreMaskedByThePriceOf256Bytes() {
        assertThat(mask(U128.ZERO, U128.ZERO)).isEqualTo(U128.ZERO);
        assertThat(mask(U128.ZERO, U128.ONE)).isEqualTo(U128.of(255));
        assertThat(mask(U128.of(0x10), U128.of(10))).isEqualTo(U128.of(4095));
        assertThat(mask(U128.of(0x10_0000_0000L), U128.of(10))).isEqualTo(U128.of(0x10_0fff_ffffL));
    }

    /// The examples of phala-blockchain's own test at pruntime-v2.1.0.
    @Test
    void runtimesBefore12MaskThePriceOf1024Bytes() {
        U128 price = U128.of(10);
        for (PinkRuntime runtime : List.of(PinkRuntime.V1_0, PinkRuntime.V1_1)) {
            assertThat(CoarseResult.maskDeposit(U128.ZERO, price, runtime)).isEqualTo(U128.of(0x3fff));
            assertThat(CoarseResult.maskDeposit(U128.of(0x10_0000), price, runtime))
                    .isEqualTo(U128.of(0x10_3fff));
            assertThat(CoarseResult.maskDeposit(U128.of(0x10_0000_0000L), price, runtime))
                    .isEqualTo(U128.of(0x10_0fff_ffffL));
        }
        assertThat(CoarseResult.maskDeposit(U128.ZERO, U128.ONE, PinkRuntime.V1_0))
                .isEqualTo(U128.of(0x7ff));
        // The product may wrap: then the floor is what is left of it.
        U128 huge = new U128(Long.MIN_VALUE, 0);
        assertThat(CoarseResult.maskDeposit(U128.ZERO, huge, PinkRuntime.V1_0)).isEqualTo(U128.ZERO);
    }

    /// Against arithmetic without a width.
    @Test
    void depositsOfAnySizeAreMaskedAsPhalaWritesIt() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            BigInteger deposit = new BigInteger(random.nextInt(129), random);
            BigInteger price = new BigInteger(random.nextInt(129), random);
            BigInteger floor = price.shiftLeft(8)
                    .min(U128.MAX.toBigInteger())
                    .subtract(BigInteger.ONE)
                    .max(BigInteger.ZERO);
            int bits = Math.min(127, Math.max(deposit.bitLength() - 9, floor.bitLength()));
            BigInteger mask = BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
            assertThat(mask(U128.of(deposit), U128.of(price)))
                    .as("%s at %s, seed %d", deposit, price, seed)
                    .isEqualTo(U128.of(deposit.or(mask)));
        }
    }

    /// Phala's own code would stop here; a price so high masks everything.
    @Test
    void aPriceBeyondAllBalancesMasksEverything() {
        assertThat(mask(U128.ZERO, U128.MAX).toBigInteger().bitLength()).isEqualTo(127);
    }
}
