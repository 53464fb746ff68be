package network.phala.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import network.phala.primitives.Bytes;
import network.phala.scale.DecodeException;
import org.junit.jupiter.api.Test;

class HeaderTest {
    /// Block 1 of the recorded dev chain (`blocks-dev-3000ms.json` of quality/golden).
    private static final Bytes BLOCK_1 = Bytes.fromHex(
            "0xcd78125ac9b0251889a8c869570b9736d51d0158b03eaeb20abd0f651dd71df504686755fd2d15f55a7de96d645cf5987a773d21759ecc"
                    + "839a0c9a3692c3d30b83f3a7882581417838e58223c5e5cf3d92b8b10edb46f0232734630a643d19602108064241424534020000"
                    + "00000146c32300000000044241424529010104d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d01"
                    + "000000000000000000000000000000000000000000000000000000000000000000000000000000");

    @Test
    void recordedHeaderHashesToItsRecordedHash() throws DecodeException {
        Header header = Header.decode(BLOCK_1);
        assertThat(header.number()).isEqualTo(1);
        assertThat(header.digest().logs()).hasSize(2);
        assertThat(header.encode()).isEqualTo(BLOCK_1);
        assertThat(header.hash().toHex())
                .isEqualTo("0xf705bf8dd084eafaf2aee85f71037697d5170a804f281f1af0b5573ce0c75248");
    }

    @Test
    void everyTruncationIsRefused() {
        for (int size = 0; size < BLOCK_1.size(); size++) {
            Bytes cut = BLOCK_1.slice(0, size);
            assertThatThrownBy(() -> Header.decode(cut)).as("%d bytes", size).isInstanceOf(DecodeException.class);
        }
    }

    @Test
    void mutatedHeadersNeverDoWorseThanADecodeException() {
        long seed = Long.getLong("seed", 7);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = BLOCK_1.toArray();
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            try {
                Header header = Header.decode(Bytes.wrap(bytes));
                assertThat(header.encode()).as("seed %d round %d", seed, i).isEqualTo(Bytes.wrap(bytes));
            } catch (DecodeException expected) {
                assertThat(expected.offset()).isLessThanOrEqualTo(bytes.length);
            }
        }
    }
}
