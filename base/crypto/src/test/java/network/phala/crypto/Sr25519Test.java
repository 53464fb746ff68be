package network.phala.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import network.phala.crypto.Sr25519.Pair;
import network.phala.crypto.Sr25519.PublicKey;
import network.phala.primitives.Bytes32;
import network.phala.primitives.Hex;
import org.junit.jupiter.api.Test;

class Sr25519Test {
    private static final long SEED = 1;
    private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.US_ASCII);

    /// The group order, little-endian.
    private static final byte[] ORDER = Hex.parse("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");

    @Test
    void seedsGiveTheWorkerKeysOfPhalasTests() {
        String[] keys = {
            "3a3d45dc55b57bf542f4c6ff41af080ec675317f4ed50ae1d2713bf9f892692d",
            "54c71c235773b82115f0744252369c13414fd0e8bad3e8feff462c6a4bb58a0f",
            "86f0395b1e3b3f547b5fb2c6739d6c7919e7f71623e2ad8fb70baedfa2d6301d",
            "9c3f9a15df05e8e58a476cd47b71c6371fea43ed53c96203f06df97f94100a33",
            "2423def8add6af72c1a63caa1683cc1e0bf5a7a130837f2347cdf7c42d3f415b"
        };
        for (int n = 1; n <= keys.length; n++) {
            assertThat(worker(n).publicKey().toHex()).isEqualTo("0x" + keys[n - 1]);
        }
        assertThat(worker(0x10).publicKey().toHex())
                .isEqualTo("0xa4ae54895746962f6624e0701b2ecb9f5218114a0a097f722160b94d51296201");
        assertThat(Hex.plain(worker(1).exposeSecret()))
                .isEqualTo("1e4dfc9e79d85d1cc4c0ab23f966ba89cab178d31ce9515d2b3cc76f0c9f430a"
                        + "bc545075d7ce4333786a73bd01715a14bc541d837cb8a819f6207986ad5d053a");
    }

    @Test
    void agreementIsTheSameFromBothSides() throws Exception {
        byte[] shared = worker(1).agree(worker(2).publicKey());
        assertThat(Hex.plain(shared)).isEqualTo("b671021e31b1c82735e8b53338e32f200df554e66640f55949f7a52ef2ec3316");
        assertThat(worker(2).agree(worker(1).publicKey())).isEqualTo(shared);
        Random random = new Random(SEED);
        for (int i = 0; i < 50; i++) {
            Pair a = random(random);
            Pair b = random(random);
            assertThat(a.agree(b.publicKey())).isEqualTo(b.agree(a.publicKey()));
        }
    }

    @Test
    void agreementRefusesTheNeutralElementAndWhatIsNoPoint() {
        assertThatThrownBy(() -> worker(1).agree(new PublicKey(Bytes32.ZERO))).isInstanceOf(CryptoException.class);
        for (String bad : badEncodings()) {
            assertThatThrownBy(() -> worker(1).agree(PublicKey.fromHex(bad)))
                    .as(bad)
                    .isInstanceOf(CryptoException.class)
                    .hasMessageContaining(bad);
        }
    }

    @Test
    void signaturesVerifyInTheirContextOnly() {
        Random random = new Random(SEED);
        for (int i = 0; i < 40; i++) {
            Pair pair = random(random);
            byte[] message = new byte[random.nextInt(400)];
            random.nextBytes(message);
            byte[] signature = pair.sign(message, random::nextBytes);
            assertThat(pair.publicKey().verify(message, signature)).isTrue();
            assertThat(pair.publicKey().verify("other".getBytes(StandardCharsets.US_ASCII), message, signature))
                    .isFalse();
            assertThat(worker(1).publicKey().verify(message, signature)).isFalse();
            byte[] context = new byte[random.nextInt(200)];
            byte[] other = pair.sign(context, message, random::nextBytes);
            assertThat(pair.publicKey().verify(context, message, other)).isTrue();
            assertThat(pair.publicKey().verify(message, other)).isFalse();
        }
    }

    @Test
    void randomnessChangesTheSignatureAndItsAbsenceDoesNot() {
        Pair pair = worker(1);
        Random random = new Random(SEED);
        assertThat(pair.sign(MESSAGE)).isEqualTo(pair.sign(MESSAGE));
        assertThat(pair.sign(MESSAGE, random::nextBytes)).isNotEqualTo(pair.sign(MESSAGE, random::nextBytes));
        assertThat(pair.publicKey().verify(MESSAGE, pair.sign(MESSAGE))).isTrue();
    }

    @Test
    void verificationRefusesEveryChangedBit() {
        Pair pair = worker(1);
        byte[] signature = pair.sign(MESSAGE);
        for (int bit = 0; bit < 512; bit++) {
            byte[] changed = signature.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(pair.publicKey().verify(MESSAGE, changed))
                    .as("bit %d", bit)
                    .isFalse();
        }
        for (int bit = 0; bit < 256; bit++) {
            byte[] changed = pair.publicKey().value().toArray();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(PublicKey.of(changed).verify(MESSAGE, signature))
                    .as("key bit %d", bit)
                    .isFalse();
        }
        for (int bit = 0; bit < 8 * MESSAGE.length; bit++) {
            byte[] changed = MESSAGE.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(pair.publicKey().verify(changed, signature))
                    .as("message bit %d", bit)
                    .isFalse();
        }
        for (int length = 0; length < 130; length++) {
            if (length != 64) {
                assertThat(pair.publicKey().verify(MESSAGE, Arrays.copyOf(signature, length)))
                        .isFalse();
            }
        }
    }

    @Test
    void verificationRefusesAScalarThatIsNotCanonical() {
        Pair pair = worker(1);
        byte[] signature = pair.sign(MESSAGE);
        // s + l is the same number modulo l and must not be accepted as a second form of the signature.
        int carry = 0;
        byte[] changed = signature.clone();
        changed[63] &= 0x7f;
        for (int i = 0; i < 32; i++) {
            int sum = (changed[32 + i] & 0xff) + (ORDER[i] & 0xff) + carry;
            changed[32 + i] = (byte) sum;
            carry = sum >>> 8;
        }
        changed[63] |= (byte) 0x80;
        assertThat(pair.publicKey().verify(MESSAGE, changed)).isFalse();
    }

    @Test
    void secretsRestoreAndHostileOnesAreRefused() throws Exception {
        Pair pair = worker(7);
        assertThat(Pair.fromSecret(pair.exposeSecret()).publicKey()).isEqualTo(pair.publicKey());
        byte[] secret = pair.exposeSecret();
        System.arraycopy(ORDER, 0, secret, 0, 32);
        assertThatThrownBy(() -> Pair.fromSecret(secret)).isInstanceOf(CryptoException.class);
        secret[0]--;
        assertThat(Pair.fromSecret(secret).publicKey().isUsable()).isTrue();
        assertThatThrownBy(() -> Pair.fromSecret(new byte[64])).isInstanceOf(CryptoException.class);
        assertThatThrownBy(() -> Pair.fromSecret(new byte[63])).isInstanceOf(CryptoException.class);
        Arrays.fill(secret, (byte) 0xff);
        assertThatThrownBy(() -> Pair.fromSecret(secret)).isInstanceOf(CryptoException.class);
    }

    @Test
    void softChildrenMatchTheirPublicDerivation() throws Exception {
        Random random = new Random(SEED);
        for (int i = 0; i < 20; i++) {
            Pair pair = random(random);
            byte[] code = new byte[32];
            random.nextBytes(code);
            Pair child = pair.deriveSoft(Bytes32.of(code));
            assertThat(child.publicKey()).isEqualTo(pair.publicKey().deriveSoft(Bytes32.of(code)));
            assertThat(child.publicKey().verify(MESSAGE, child.sign(MESSAGE))).isTrue();
            assertThat(pair.deriveHard(Bytes32.of(code)).publicKey()).isNotEqualTo(child.publicKey());
        }
    }

    @Test
    void aPairNeverShowsItsSecretAndForgetsItOnClose() {
        Pair pair = worker(1);
        String secret = Hex.plain(pair.exposeSecret());
        assertThat(pair.toString()).doesNotContain(secret.substring(0, 16)).contains("3a3d45dc");
        assertThat(pair).isNotEqualTo(worker(1));
        pair.close();
        assertThatThrownBy(() -> pair.sign(MESSAGE)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(pair::exposeSecret).isInstanceOf(IllegalStateException.class);
    }

    // RFC 9496, A.1: multiples of the base point, and A.2: invalid encodings.
    @Test
    void ristrettoEncodesTheMultiplesOfTheBasePoint() {
        String[] multiples = {
            "0000000000000000000000000000000000000000000000000000000000000000",
            "e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76",
            "6a493210f7499cd17fecb510ae0cea23a110e8d5b901f8acadd3095c73a3b919",
            "94741f5d5d52755ece4f23f044ee27d5d1ea1e2bd196b462166b16152a9d0259"
        };
        for (int i = 0; i < multiples.length; i++) {
            byte[] scalar = new byte[32];
            scalar[0] = (byte) i;
            byte[] encoded = Ristretto.encode(Multiplication.base(scalar));
            assertThat(Hex.plain(encoded)).isEqualTo(multiples[i]);
            assertThat(Ristretto.encode(Ristretto.decode(encoded).orElseThrow()))
                    .isEqualTo(encoded);
        }
        for (String bad : badEncodings()) {
            assertThat(Ristretto.decode(Hex.parse(bad))).as(bad).isEmpty();
        }
    }

    @Test
    void theThreeMultiplicationsAgree() {
        Random random = new Random(SEED);
        byte[] one = new byte[32];
        one[0] = 1;
        EdwardsPoint base = Multiplication.base(one);
        for (int i = 0; i < 60; i++) {
            byte[] wide = new byte[64];
            random.nextBytes(wide);
            byte[] a = Scalar.reduceWide(wide);
            random.nextBytes(wide);
            byte[] b = Scalar.reduceWide(wide);
            byte[] expected = Ristretto.encode(Multiplication.base(Scalar.add(a, b)));
            assertThat(Ristretto.encode(Multiplication.publicCombination(a, base, b)))
                    .isEqualTo(expected);
            assertThat(Ristretto.encode(Multiplication.secret(Scalar.add(a, b), base)))
                    .isEqualTo(expected);
        }
    }

    private static String[] badEncodings() {
        return new String[] {
            // Not canonical field elements.
            "0x00ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            "0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "0xf3ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "0xedffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            // Negative field elements.
            "0x0100000000000000000000000000000000000000000000000000000000000000",
            "0x01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "0xed57ffd8c914fb201471d1c3d245ce3c746fcbe63a3679d51b6a516ebebe0e20",
            // Not squares.
            "0x26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371",
            "0x4eac077a713c57b4f4397629a4145982c661f48044dd3f96427d40b147d9742f",
            // Negative x·y.
            "0x3eb858e78f5a7254d8c9731174a94f76755fd3941c0ac93735c07ba14579630e",
            "0xa45fdc55c76448c049a1ab33f17023edfb2be3581e9c7aade8a6125215e04220",
            // s = −1, which gives y = 0.
            "0xecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
        };
    }

    private static Pair worker(int n) {
        byte[] seed = new byte[32];
        seed[31] = (byte) n;
        return Pair.fromSeed(seed);
    }

    private static Pair random(Random random) {
        byte[] seed = new byte[32];
        random.nextBytes(seed);
        return Pair.fromSeed(seed);
    }

    @Test
    void aPreparedKeyJudgesAsTheKeyDoes() {
        Random random = new Random(SEED);
        for (int i = 0; i < 100; i++) {
            Pair pair = random(random);
            byte[] message = new byte[random.nextInt(200)];
            random.nextBytes(message);
            byte[] signature = pair.sign(message);
            Sr25519.PreparedKey prepared = pair.publicKey().prepared().orElseThrow();
            assertThat(prepared.verify(message, signature)).isTrue();
            for (int change = 0; change < 5; change++) {
                byte[] changed = signature.clone();
                changed[random.nextInt(64)] ^= (byte) (1 << random.nextInt(8));
                assertThat(prepared.verify(message, changed))
                        .as("%s", Hex.plain(changed))
                        .isEqualTo(pair.publicKey().verify(message, changed))
                        .isFalse();
            }
            assertThat(random(random).publicKey().prepared().orElseThrow().verify(message, signature))
                    .isFalse();
            assertThat(prepared.verify(message, new byte[63])).isFalse();
        }
        for (String bad : badEncodings()) {
            assertThat(PublicKey.fromHex(bad).prepared()).as(bad).isEmpty();
        }
    }

    @Test
    void preparedCombinationsOfEdgeScalarsAreThoseOfPlainOnes() {
        byte[][] scalars = new byte[40][32];
        Random random = new Random(SEED);
        for (int i = 0; i < scalars.length; i++) {
            switch (i) {
                case 0 -> {}
                case 1 -> scalars[i][0] = 1;
                case 2 -> {
                    scalars[i] = ORDER.clone();
                    scalars[i][0]--;
                }
                case 3, 4, 5, 6, 7, 8, 9 -> scalars[i][4 * (i - 3) + 3] = (byte) 0x80;
                case 10 -> {
                    Arrays.fill(scalars[i], (byte) 0xff);
                    scalars[i][31] = 0x0f;
                }
                default -> {
                    random.nextBytes(scalars[i]);
                    scalars[i][31] &= 0x0f;
                }
            }
        }
        EdwardsPoint point =
                Ristretto.decode(worker(3).publicKey().value().toArray()).orElseThrow();
        Multiplication.Prepared prepared = new Multiplication.Prepared(point);
        for (byte[] a : scalars) {
            for (byte[] b : scalars) {
                assertThat(Ristretto.encode(prepared.combination(a, b)))
                        .as("%s, %s", Hex.plain(a), Hex.plain(b))
                        .isEqualTo(Ristretto.encode(Multiplication.publicCombination(a, point, b)));
            }
        }
    }

    /// A key's first visits are judged in one way and the later ones in another; others come in between.
    @Test
    void aKeyThatComesOftenIsJudgedAsAtItsFirstVisit() {
        Random random = new Random(SEED);
        Pair[] pairs = new Pair[40];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = random(random);
        }
        for (int visit = 0; visit < 8; visit++) {
            for (Pair pair : pairs) {
                byte[] signature = pair.sign(MESSAGE);
                assertThat(pair.publicKey().verify(MESSAGE, signature)).isTrue();
                signature[random.nextInt(64)] ^= (byte) (1 << random.nextInt(8));
                assertThat(pair.publicKey().verify(MESSAGE, signature)).isFalse();
            }
            for (String bad : badEncodings()) {
                assertThat(PublicKey.fromHex(bad).verify(MESSAGE, pairs[0].sign(MESSAGE)))
                        .as(bad)
                        .isFalse();
            }
        }
    }
}
