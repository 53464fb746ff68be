package network.phala.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import network.phala.primitives.Hex;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.Blake2bDigest;
import org.bouncycastle.crypto.digests.KeccakDigest;
import org.junit.jupiter.api.Test;

class HashesTest {
    private static final long SEED = 20260727;

    @Test
    void blake2bAgreesWithBouncyCastleAtEveryLengthAndCut() {
        Random random = new Random(SEED);
        for (int length = 0; length < 700; length++) {
            byte[] input = new byte[length];
            random.nextBytes(input);
            for (int size : new int[] {16, 20, 32, 64}) {
                byte[] expected = digest(new Blake2bDigest(8 * size), input);
                assertThat(Blake2b.digest(size, input))
                        .as("length %d size %d", length, size)
                        .isEqualTo(expected);
                int cut = random.nextInt(length + 1);
                Blake2b pieces = Blake2b.create(size).update(input, 0, cut);
                int second = cut + random.nextInt(length - cut + 1);
                pieces.update(input, cut, second - cut);
                for (int i = second; i < length; i++) {
                    pieces.update(input[i]);
                }
                assertThat(pieces.digest()).as("length %d cut %d", length, cut).isEqualTo(expected);
            }
        }
    }

    @Test
    void blake2bJoinsItsParts() {
        byte[] abc = "abc".getBytes(StandardCharsets.US_ASCII);
        assertThat(Hex.plain(Blake2b.digest512(abc)))
                .startsWith("ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1");
        assertThat(Blake2b.hash256(new byte[] {'a'}, new byte[0], new byte[] {'b', 'c'}))
                .isEqualTo(Blake2b.hash256(abc));
        assertThatThrownBy(() -> Blake2b.create(65)).hasMessageContaining("65 bytes");
    }

    @Test
    void keccakAgreesWithBouncyCastleAtEveryLength() {
        Random random = new Random(SEED);
        for (int length = 0; length < 500; length++) {
            byte[] input = new byte[length];
            random.nextBytes(input);
            int cut = random.nextInt(length + 1);
            assertThat(Keccak.digest256(Arrays.copyOfRange(input, 0, cut), Arrays.copyOfRange(input, cut, length)))
                    .as("length %d", length)
                    .isEqualTo(digest(new KeccakDigest(256), input));
        }
    }

    @Test
    void twoxGivesTheKnownStoragePrefixes() {
        assertThat(Hex.plain(Twox.hash128("PhalaMq"))).isEqualTo("2f039a6a7f13e94b9545257e54062a04");
        assertThat(Hex.plain(Twox.hash128("PhalaRegistry"))).isEqualTo("0d746931e7a6bfd47fbcccfd71984aef");
        assertThat(Hex.plain(Twox.hash128("PhalaComputation"))).isEqualTo("b71c310d8c830d345ee1c1b84566a8d1");
        assertThat(Hex.plain(Twox.hash128("PhalaPhatContracts"))).isEqualTo("87e421a91abbc42f22fc6f8dd9881942");
        assertThat(Hex.plain(Twox.hash128("PhalaPhatTokenomic"))).isEqualTo("84e262d422e2767e40f612ad579543f1");
        assertThat(Hex.plain(Twox.hash128("ParachainInfo"))).isEqualTo("0d715f2646c8f85767b5d2764bb27826");
        assertThat(Hex.plain(Twox.hash128("Timestamp"))).isEqualTo("f0c365c3cf59d671eb72da0e7a4113c4");
        assertThat(Hex.plain(Twox.hash128("System"))).isEqualTo("26aa394eea5630e07c48ae0c9558cef7");
        assertThat(Hex.plain(Twox.hash128("Events"))).isEqualTo("80d41e5e16056765bc8461851072c9d7");
        assertThat(Hex.plain(Twox.hash128("CurrentSetId"))).isEqualTo("8a2d09463effcc78a22d75b9cb87dffc");
        assertThat(Hex.plain(Twox.hash128(":__STORAGE_VERSION__:"))).isEqualTo("4e7b9012096b41c4eb3aaf947f6ea429");
        assertThat(Hex.plain(Twox.hash64(new byte[] {5}))).isEqualTo("0f974013a815ff50");
    }

    // xxHash64 of its specification's test pattern, all lengths classes: empty, tail bytes, tail words, full stripes.
    @Test
    void twoxFollowsXxHash64() {
        assertThat(Twox.xxHash64(new byte[0], 0)).isEqualTo(0xEF46DB3751D8E999L);
        assertThat(Twox.xxHash64("a".getBytes(StandardCharsets.US_ASCII), 0)).isEqualTo(0xD24EC4F1A98C6E5BL);
        assertThat(Twox.xxHash64("abc".getBytes(StandardCharsets.US_ASCII), 0)).isEqualTo(0x44BC2CF5AD770999L);
        assertThat(Twox.xxHash64("Nobody inspects the spammish repetition".getBytes(StandardCharsets.US_ASCII), 0))
                .isEqualTo(0xFBCEA83C8A378BF1L);
        assertThat(Hex.plain(Twox.hash256("abc".getBytes(StandardCharsets.US_ASCII))))
                .startsWith("990977adf52cbc44")
                .hasSize(64);
    }

    @Test
    void hkdfGivesTheVectorsOfRfc5869() {
        byte[] ikm = Hex.parse("0b".repeat(22));
        assertThat(Hex.plain(Hkdf.sha256(
                        Hex.parse("000102030405060708090a0b0c"),
                        ikm,
                        42,
                        Hex.parse("f0f1f2f3f4"),
                        Hex.parse("f5f6f7f8f9"))))
                .isEqualTo("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
        assertThat(Hex.plain(Hkdf.sha256(new byte[0], ikm, 42)))
                .isEqualTo("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
    }

    @Test
    void sha2GivesTheVectorsOfFips180() {
        byte[] abc = "abc".getBytes(StandardCharsets.US_ASCII);
        assertThat(Hex.plain(Sha2.digest256(abc)))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(Hex.plain(Sha2.digest512(abc))).startsWith("ddaf35a193617abacc417349ae204131");
    }

    @Test
    void aesGcmSealsAsTheSdkDoesAndRefusesEveryChangedBit() throws Exception {
        byte[] key = Hex.parse("8a3ae1de0dddb21d1dce3647d66d488ce9dfd0f0f4bdad4766e931aef7e35656");
        byte[] iv = Hex.parse("989e2eaba6f775ef660ccdd3");
        byte[] plain = Hex.parse("675abfa9aff26fbf3f4a0bd91f513c40644571f86aa2c18d2d284ad68f17fc97");
        byte[] sealed = AesGcm.seal(key, iv, plain);
        assertThat(Hex.plain(sealed))
                .isEqualTo("ba10a8bd942fddc0d3acc5c20e33fb114c292d3521efed516e7e7dc444a92a3f"
                        + "69d69dd07a003cb8160067953d79fad4");
        assertThat(AesGcm.open(key, iv, sealed)).isEqualTo(plain);
        for (int bit = 0; bit < 8 * sealed.length; bit++) {
            byte[] changed = sealed.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> AesGcm.open(key, iv, changed)).isInstanceOf(CryptoException.class);
        }
        for (int length = 0; length < sealed.length; length++) {
            byte[] cut = Arrays.copyOf(sealed, length);
            assertThatThrownBy(() -> AesGcm.open(key, iv, cut)).isInstanceOf(CryptoException.class);
        }
    }

    private static byte[] digest(Digest digest, byte[] input) {
        digest.update(input, 0, input.length);
        byte[] out = new byte[digest.getDigestSize()];
        digest.doFinal(out, 0);
        return out;
    }
}
