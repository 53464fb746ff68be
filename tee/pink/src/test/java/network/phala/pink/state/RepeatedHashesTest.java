package network.phala.pink.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import network.phala.crypto.Blake2b;
import network.phala.primitives.Bytes;
import org.junit.jupiter.api.Test;

/// A remembered hash is the hash, whatever else took its place in between.
class RepeatedHashesTest {
    private static final long SEED = Long.getLong("seed", 20260101);

    @Test
    void everyInputHasItsOwnHashEachTime() {
        Bytes[] inputs = new Bytes[30_000];
        Random random = new Random(SEED);
        for (int i = 0; i < inputs.length; i++) {
            byte[] input = new byte[random.nextInt(80)];
            random.nextBytes(input);
            inputs[i] = Bytes.wrap(input);
        }
        for (int step = 0; step < 40_000; step++) {
            // Half of the time one of a few, so that entries are found as well as replaced.
            Bytes input = inputs[random.nextInt(random.nextBoolean() ? 20 : inputs.length)];
            assertThat(RepeatedHashes.blake2b128(input).toArray())
                    .as("seed %d step %d", SEED, step)
                    .isEqualTo(Blake2b.digest128(input.toArray()));
            assertThat(RepeatedHashes.blake2b256(input).toArray())
                    .as("seed %d step %d", SEED, step)
                    .isEqualTo(Blake2b.digest256(input.toArray()));
        }
    }
}
