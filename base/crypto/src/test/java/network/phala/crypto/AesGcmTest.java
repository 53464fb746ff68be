package network.phala.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// Against a published vector, and what must not depend on which cipher object served before.
class AesGcmTest {
    private static final byte[] KEY = new byte[32];
    private static final byte[] IV = new byte[AesGcm.IV_SIZE];
    private static final byte[] PLAIN = new byte[16];

    /// Test case 14 of McGrew and Viega, "The Galois/Counter Mode of Operation".
    private static final byte[] SEALED =
            HexFormat.of().parseHex("cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919");

    @Test
    void sealsAsPublished() throws Exception {
        assertThat(AesGcm.seal(KEY, IV, PLAIN)).isEqualTo(SEALED);
        assertThat(AesGcm.open(KEY, IV, SEALED)).isEqualTo(PLAIN);
    }

    /// Whoever derives the IV from the message seals one message twice to the same bytes.
    @Test
    void sealsTheSameTwice() {
        for (int i = 0; i < 3; i++) {
            assertThat(AesGcm.seal(KEY, IV, PLAIN)).isEqualTo(SEALED);
        }
    }

    @Test
    void aRefusalLeavesTheNextAlone() throws Exception {
        for (int i = 0; i < SEALED.length; i++) {
            byte[] forged = SEALED.clone();
            forged[i] ^= 1;
            assertThatThrownBy(() -> AesGcm.open(KEY, IV, forged)).isInstanceOf(CryptoException.class);
            assertThat(AesGcm.open(KEY, IV, SEALED)).isEqualTo(PLAIN);
        }
    }

    @Test
    void aKeptKeyDoesWhatTheKeyDoes() throws Exception {
        AesGcm.Key kept = new AesGcm.Key(KEY);
        assertThat(kept.seal(IV, PLAIN)).isEqualTo(SEALED);
        for (int i = 0; i < SEALED.length; i++) {
            byte[] iv = IV.clone();
            iv[0] = (byte) (i + 1);
            byte[] message = new byte[i];
            assertThat(kept.seal(iv, message)).isEqualTo(AesGcm.seal(KEY, iv, message));
            byte[] forged = SEALED.clone();
            forged[i] ^= 1;
            assertThatThrownBy(() -> kept.open(IV, forged)).isInstanceOf(CryptoException.class);
            assertThat(kept.open(IV, SEALED)).isEqualTo(PLAIN);
        }
        assertThatThrownBy(() -> kept.open(IV, new byte[15])).isInstanceOf(CryptoException.class);
        assertThatThrownBy(() -> kept.seal(new byte[11], PLAIN)).isInstanceOf(IllegalArgumentException.class);
    }
}
