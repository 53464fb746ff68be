package network.phala.frame.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WeightTest {
    @Test
    void arithmeticSaturatesAtBothEnds() {
        Weight one = Weight.of(1, 1);
        assertThat(Weight.MAX.add(one)).isEqualTo(Weight.MAX);
        assertThat(one.subtract(Weight.of(2, 1))).isEqualTo(Weight.ZERO);
        assertThat(Weight.of(-1, 3).multiply(2)).isEqualTo(Weight.of(-1, 6));
    }

    @Test
    void comparisonIsByComponentAndUnsigned() {
        assertThat(Weight.of(-1, 0).anyGreaterThan(Weight.of(5, 5))).isTrue();
        assertThat(Weight.of(5, 0).anyGreaterThan(Weight.of(5, 5))).isFalse();
        assertThat(Weight.of(5, 6).allAtMost(Weight.of(5, 5))).isFalse();
        assertThat(Weight.of(-1, 1).min(Weight.of(2, 2))).isEqualTo(Weight.of(2, 1));
    }

    @Test
    void aCallNeverCostsMoreThanDeclared() {
        DispatchInfo info = DispatchInfo.normal(Weight.of(10, 10));
        assertThat(PostDispatchInfo.used(Weight.of(99, 5)).weightOf(info)).isEqualTo(Weight.of(10, 5));
        assertThat(PostDispatchInfo.DECLARED.weightOf(info)).isEqualTo(info.weight());
        assertThat(PostDispatchInfo.FREE.paysOf(info)).isEqualTo(Pays.NO);
    }
}
