package network.phala.pruntime.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BlockLinesTest {
    @Test
    void aFloodInOneBlockIsFewLinesAndTheNextBlockBeginsAnew() {
        BlockLines lines = new BlockLines(System.getLogger("test"), System.Logger.Level.INFO);
        int admitted = 0;
        for (int i = 1; i <= 10_000; i++) {
            boolean logged = lines.admits(7);
            assertThat(lines.count()).isEqualTo(i);
            assertThat(i > 16 || logged).isTrue();
            admitted += logged ? 1 : 0;
        }
        // 16, then 32, 64, … 8192.
        assertThat(admitted).isEqualTo(16 + 9);
        assertThat(lines.admits(8)).isTrue();
        assertThat(lines.count()).isEqualTo(1);
    }
}
