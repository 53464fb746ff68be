package network.phala.pruntime.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// A session's log lines end at the quota, and that is said once.
class LineQuotaTest {
    private static int said(LineQuota quota, int lines, int length) {
        int admitted = 0;
        for (int i = 0; i < lines; i++) {
            if (quota.admits(length)) {
                admitted++;
            }
        }
        return admitted;
    }

    @Test
    void manyLinesEndAtTheirNumber() {
        assertThat(said(new LineQuota(), LineQuota.LINES_MAX + 500, 10)).isEqualTo(LineQuota.LINES_MAX);
    }

    @Test
    void longLinesEndAtTheirLength() {
        LineQuota quota = new LineQuota();
        assertThat(said(quota, 100, 1 << 20)).isEqualTo(4);
        assertThat(quota.admits(1)).isFalse();
    }

    @Test
    void theFirstRefusalIsToldFromTheOthers() {
        LineQuota quota = new LineQuota();
        assertThat(quota.admits(10)).isTrue();
        assertThat(quota.isFirstRefusal()).isFalse();
        assertThat(quota.admits(Integer.MAX_VALUE)).isFalse();
        assertThat(quota.isFirstRefusal()).isTrue();
        assertThat(quota.admits(10)).isFalse();
        assertThat(quota.isFirstRefusal()).isFalse();
    }
}
