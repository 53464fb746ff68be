package network.phala.types.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import network.phala.crypto.CryptoException;
import network.phala.crypto.Sr25519;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.Hex;
import network.phala.primitives.Sr25519Public;
import network.phala.scale.DecodeException;
import network.phala.scale.Scale;
import network.phala.types.EncryptedKey;
import network.phala.types.contract.CommandPayload.EncryptedData;
import org.junit.jupiter.api.Test;

/// Keys of a known master key, worked out apart from this code; the key of seed 1 stands in phala-blockchain,
/// too.
class KeyDerivationTest {
    private static final Sr25519.Pair MASTER = Sr25519.Pair.fromSeed(Hex.parse("0x" + "11".repeat(32)));

    private static Sr25519.Pair worker(int number) {
        byte[] seed = new byte[32];
        seed[31] = (byte) number;
        return Sr25519.Pair.fromSeed(seed);
    }

    private static String hex(Sr25519.Pair pair) {
        return pair.publicKey().toHex().replace("0x", "");
    }

    @Test
    void derivesWorkerClusterAndContractKeys() {
        assertThat(hex(worker(1))).isEqualTo("3a3d45dc55b57bf542f4c6ff41af080ec675317f4ed50ae1d2713bf9f892692d");
        assertThat(hex(worker(16))).isEqualTo("a4ae54895746962f6624e0701b2ecb9f5218114a0a097f722160b94d51296201");
        assertThat(hex(MASTER)).isEqualTo("50780547322a1ceba67ea8c552c9bc6c686f8698ac9a8cafab7cd15a1db19859");
        Sr25519.Pair cluster = KeyDerivation.clusterKey(MASTER, H256.fromHex("0x" + "00".repeat(31) + "01"));
        assertThat(hex(cluster)).isEqualTo("726111df01d9c356ab1a1ef9f1c35538377dd1b8a59c28829fc2557fde73c120");
        assertThat(hex(KeyDerivation.contractKey(cluster, H256.fromHex("0x" + "22".repeat(32)))))
                .isEqualTo("426db444a1c7ebe69bb502d3fe39ea3d177cca6b650f992851952023ee47087a");
        assertThat(hex(KeyDerivation.derive(MASTER, KeyDerivation.MASTER_KEY_SHARING)))
                .isEqualTo("7652d2758638656ab0485dd4bb4b009605bdc86174c4958cc98c712419e12f62");
    }

    @Test
    void sealsAClusterKeyForAWorker() throws CryptoException {
        Sr25519.Pair cluster = KeyDerivation.clusterKey(MASTER, H256.fromHex("0x" + "00".repeat(31) + "01"));
        EncryptedKey sealed = SecretChannel.sealKey(
                MASTER,
                KeyDerivation.CLUSTER_KEY_SHARING,
                new Sr25519Public(worker(1).publicKey().value()),
                Bytes.fromHex("0xf8dd496736e0be0a80946d2e"),
                cluster);
        assertThat(sealed.encryptedKey())
                .isEqualTo(
                        Bytes.fromHex(
                                "0x6e99abd81e338a8fb805c35d046629738aeeaf94d91cd5ecb36f78fd8e3cfb59a9e85c94e1ce"
                                        + "96a5bd3fd36f540e8d52f2f78305d0b7158364cd268394fd0dec118107ec4d5fd044f98a49f4d3e3c68c"));
        assertThat(sealed.ecdhPubkey().value().toHex())
                .isEqualTo("0xe43390a54a6532b27cc65ea90814e18488e7747b45b76f6ddde056621f63e178");
        assertThat(hex(SecretChannel.openKey(worker(1), sealed))).isEqualTo(hex(cluster));
        assertThatThrownBy(() -> SecretChannel.openKey(worker(2), sealed)).isInstanceOf(CryptoException.class);
    }

    @Test
    void derivesFileKeys() throws CryptoException {
        assertThat(Hex.withPrefix(KeyDerivation.checkpointKey(worker(1))))
                .isEqualTo("0x52098d04fb571c09c54b4c39804e36ac");
        assertThat(Hex.withPrefix(
                        KeyDerivation.clusterStateKey(worker(1).agree(worker(2).publicKey()))))
                .isEqualTo("0xdee5342eb290017b6c79d56cc863d15f");
    }

    @Test
    void sealsAQueryAsTheSdkDoes() throws CryptoException, DecodeException {
        Sr25519.Pair client = Sr25519.Pair.fromSeed(Hex.parse("0x" + "33".repeat(32)));
        Bytes plain = Bytes.fromHex(
                "0x" + "aa".repeat(32) + "bb".repeat(32) + "0010deadbeef" + "00".repeat(16) + "00".repeat(16) + "00");
        EncryptedData data =
                SecretChannel.seal(client, worker(1).publicKey(), Bytes.fromHex("0x" + "01".repeat(12)), plain);
        Bytes encoded = Scale.of(EncryptedData.class).encode(data);
        assertThat(encoded.toHex())
                .isEqualTo(
                        "0x" + "01".repeat(12) + "e2717db1170eb082174cc611998c8dd2b510b037854a3b0cbd3d35e53f625502dd01"
                                + "1348f0964dc2f83017d15c4059ff4a915ffc47013af08942dd2aee66b13455323aa3e1c76867273e46b99c2d7a4b745e"
                                + "e6d3bb1990934aa93df8f00d0cf8ea07822c50591b67e2ca233b9ac0b6adad193a2f0dd6a1d5524d2d270312b66c2edb"
                                + "76c6b8a8d78f993c2ce08057a5106c73957234c7fedf78");
        assertThat(SecretChannel.open(worker(1), Scale.of(EncryptedData.class).decodeAll(encoded)))
                .isEqualTo(plain);
    }

    @Test
    void refusesAPeerThatIsNotAPoint() {
        EncryptedData hostile = new EncryptedData(
                Bytes.fromHex("0x" + "01".repeat(12)),
                H256.fromHex("0x" + "ff".repeat(32)).value(),
                Bytes.fromHex("0x" + "00".repeat(40)));
        assertThatThrownBy(() -> SecretChannel.open(worker(1), hostile)).isInstanceOf(CryptoException.class);
    }
}
