package network.phala.frame.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import network.phala.primitives.Bytes;
import network.phala.scale.DecodeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EraTest {
    /// Forms from Substrate's own description of eras.
    @ParameterizedTest
    @CsvSource({"64, 42, 0xa502", "32768, 20000, 0x4e9c", "4, 2, 0x2100"})
    void encodesAsSubstrateDoes(int period, int current, String form) throws DecodeException {
        Era era = Era.mortal(period, current);
        assertThat(Era.CODEC.encode(era).toHex()).isEqualTo(form);
        assertThat(Era.CODEC.decodeAll(Bytes.fromHex(form))).isEqualTo(era);
    }

    @Test
    void everyTwoBytesAreAnEraOrRefused() {
        for (int form = 0; form < 1 << 16; form++) {
            Bytes bytes = Bytes.of((byte) form, (byte) (form >> 8));
            try {
                Era era = Era.CODEC.decodeAll(bytes);
                assertThat(Era.CODEC.encode(era)).isEqualTo(bytes);
            } catch (DecodeException expected) {
                assertThat(expected.offset()).isBetween(0, 2);
            }
        }
    }

    @Test
    void birthAndDeathEncloseTheBlock() {
        for (long period = 4; period <= 1 << 16; period *= 2) {
            for (long current : new long[] {0, 1, 63, 64, 1000, 123_456}) {
                Era era = Era.mortal(period, current);
                assertThat(era.birth(current)).isLessThanOrEqualTo(current);
                assertThat(era.death(current)).isGreaterThan(current);
                assertThat(era.death(current) - era.birth(current)).isEqualTo(period);
                long last = era.death(current) - 1;
                assertThat(era.birth(last)).isEqualTo(era.birth(current));
            }
        }
        assertThat(Era.IMMORTAL.birth(77)).isZero();
        assertThat(Era.IMMORTAL.death(77)).isEqualTo(-1);
    }

    @Test
    void aPhaseBeyondItsPeriodIsRefused() {
        assertThatThrownBy(() -> Era.CODEC.decodeAll(Bytes.fromHex("0xf1ff")))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("phase");
    }
}
