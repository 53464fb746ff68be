package network.phala.pink;

import static org.assertj.core.api.Assertions.assertThat;

import network.phala.pink.types.Weight;
import network.phala.primitives.U128;
import org.junit.jupiter.api.Test;

class CoarseResultTest {
    @Test
    void gasKeepsNineLeadingBitsAndAtLeast28AreMasked() {
        assertThat(CoarseResult.maskGas(Weight.of(0, 5))).isEqualTo(Weight.of(0x0fff_ffff, 0));
        assertThat(CoarseResult.maskGas(Weight.of(0x10_0000_0000_0000L, 1)))
                .isEqualTo(Weight.of(0x10_0fff_ffff_ffffL, 0));
        assertThat(CoarseResult.maskGas(Weight.of(0xffff_ffff_0000_0000L, 0))).isEqualTo(Weight.of(-1L, 0));
    }

    @Test
    void depositsAreMaskedByThePriceOf256Bytes() {
        assertThat(CoarseResult.maskDeposit(U128.ZERO, U128.ZERO)).isEqualTo(U128.ZERO);
        assertThat(CoarseResult.maskDeposit(U128.ZERO, U128.ONE)).isEqualTo(U128.of(255));
        assertThat(CoarseResult.maskDeposit(U128.of(0x10), U128.of(10))).isEqualTo(U128.of(4095));
        assertThat(CoarseResult.maskDeposit(U128.of(0x10_0000_0000L), U128.of(10)))
                .isEqualTo(U128.of(0x10_0fff_ffffL));
    }

    /// Phala's own code would stop here; a price so high masks everything.
    @Test
    void aPriceBeyondAllBalancesMasksEverything() {
        assertThat(CoarseResult.maskDeposit(U128.ZERO, U128.MAX).toBigInteger().bitLength())
                .isEqualTo(127);
    }
}
