package network.phala.pink.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EcdsaKeysTest {
    /// x of the generator of secp256k1, whose y is even: the key of the secret 1, of address 7e5f...5bdf.
    private static final String X = "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";

    @ParameterizedTest
    @CsvSource({
        "02, 7e5f4552091a69125d5dfcb7b8c2659029395bdf",
        "05, 7e5f4552091a69125d5dfcb7b8c2659029395bdf",
        "00,",
        "01,",
        "04,",
        "06,",
        "07,",
        "82,",
    })
    void aKeyMayAlsoBeXAlone(String tag, String address) {
        byte[] key = HexFormat.of().parseHex(tag + X);
        byte[] found = EcdsaKeys.ethereumAddress(key);
        assertThat(found == null ? null : HexFormat.of().formatHex(found)).isEqualTo(address);
        assertThat(key).as("untouched").isEqualTo(HexFormat.of().parseHex(tag + X));
    }
}
