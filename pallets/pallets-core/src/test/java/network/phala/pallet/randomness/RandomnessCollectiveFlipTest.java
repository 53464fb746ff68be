package network.phala.pallet.randomness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RandomnessCollectiveFlipTest {
    /// Each digit is one seed; the results were worked out by hand, majority of three at each level.
    @ParameterizedTest
    @CsvSource({
        "011, 1",
        "010, 0",
        "022, 2",
        "021, 0",
        "011100101, 1",
        "000001010, 0",
        "110111000, 1",
        "000001010011100101110111000, 1"
    })
    void mixesByMajorityAtEveryLevel(String seeds, int mixed) {
        List<byte[]> parts = new ArrayList<>();
        seeds.chars().forEach(seed -> parts.add(new byte[] {(byte) (seed - '0')}));
        assertThat(RandomnessCollectiveFlip.tripletMix(parts)).containsExactly(mixed);
    }
}
