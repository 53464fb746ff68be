package network.phala.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.primitives.Hex;
import org.junit.jupiter.api.Test;

class HostileKeysTest {
    private static final long SEED = 99;
    private static final byte[] MESSAGE = "hostile".getBytes(StandardCharsets.US_ASCII);

    @Test
    void everySchemeRefusesEveryChangedBitAndEveryOtherLength() throws Exception {
        byte[] seed = new byte[32];
        Arrays.fill(seed, (byte) 7);
        Sr25519.Pair sr = Sr25519.Pair.fromSeed(seed);
        Ed25519.Pair ed = Ed25519.Pair.fromSeed(seed);
        Ecdsa.Pair ec = Ecdsa.Pair.fromSeed(seed);
        refuseChanges(SignatureScheme.SR25519, new AccountId(sr.publicKey().value()), sr.sign(MESSAGE));
        refuseChanges(SignatureScheme.ED25519, new AccountId(ed.publicKey()), ed.sign(MESSAGE));
        refuseChanges(SignatureScheme.ECDSA, SignatureScheme.ecdsaAccount(ec.publicKey()), ec.sign(MESSAGE));
    }

    private static void refuseChanges(SignatureScheme scheme, AccountId signer, byte[] signature) {
        assertThat(scheme.verify(MESSAGE, signature, signer)).isTrue();
        assertThat(signature).hasSize(scheme.signatureSize());
        for (int bit = 0; bit < 8 * signature.length; bit++) {
            byte[] changed = signature.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(scheme.verify(MESSAGE, changed, signer))
                    .as("%s bit %d", scheme, bit)
                    .isFalse();
        }
        for (int length = 0; length < 80; length++) {
            if (length != signature.length) {
                assertThat(scheme.verify(MESSAGE, Arrays.copyOf(signature, length), signer))
                        .isFalse();
            }
        }
        for (SignatureScheme other : SignatureScheme.values()) {
            if (other != scheme) {
                assertThat(other.verify(MESSAGE, Arrays.copyOf(signature, other.signatureSize()), signer))
                        .isFalse();
            }
        }
        assertThat(scheme.verify(MESSAGE, signature, AccountId.ZERO)).isFalse();
    }

    @Test
    void randomInputNeverCrashesAVerifier() {
        Random random = new Random(SEED);
        for (int i = 0; i < 2000; i++) {
            byte[] key = new byte[32];
            random.nextBytes(key);
            byte[] signature = new byte[65];
            random.nextBytes(signature);
            signature[64] &= 3;
            signature[63] |= (byte) 0x80;
            AccountId signer = AccountId.of(key);
            for (SignatureScheme scheme : SignatureScheme.values()) {
                assertThat(scheme.verify(MESSAGE, Arrays.copyOf(signature, scheme.signatureSize()), signer))
                        .isFalse();
            }
        }
    }

    @Test
    void ecdsaRefusesNumbersOutsideTheGroup() throws Exception {
        String order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
        byte[] digest = Blake2b.digest256(MESSAGE);
        for (String r : new String[] {"00".repeat(32), order, "ff".repeat(32)}) {
            for (int id = 0; id < 8; id++) {
                byte[] signature = Hex.parse(r + "01".repeat(32) + "0" + id);
                assertThat(Ecdsa.recover(digest, signature)).isEmpty();
                byte[] swapped = Hex.parse("01".repeat(32) + r + "0" + id);
                assertThat(Ecdsa.recover(digest, swapped)).isEmpty();
            }
        }
        assertThat(Ecdsa.recover(new byte[31], new byte[65])).isEmpty();
        for (String secret : new String[] {"00".repeat(32), order, "ff".repeat(32), "01".repeat(31)}) {
            assertThatThrownBy(() -> Ecdsa.Pair.fromSeed(Hex.parse(secret))).isInstanceOf(CryptoException.class);
        }
        for (String key : new String[] {"", "04" + "01".repeat(64), "05" + "01".repeat(32), "02" + "ff".repeat(32)}) {
            assertThatThrownBy(() -> Ecdsa.decompress(Bytes.fromHex(key))).isInstanceOf(CryptoException.class);
        }
    }

    /// The 14 encodings of points of small order: every pair of them, with scalar 0, is a valid signature
    /// under ZIP 215 (196 cases, as ed25519-zebra's own tests have it).
    @Test
    void zip215CountsPointsOfSmallOrder() {
        List<String> small = List.of(
                "01" + "00".repeat(31),
                "01" + "00".repeat(30) + "80",
                "ec" + "ff".repeat(30) + "7f",
                "ec" + "ff".repeat(31),
                "ed" + "ff".repeat(30) + "7f",
                "ed" + "ff".repeat(31),
                "ee" + "ff".repeat(30) + "7f",
                "ee" + "ff".repeat(31),
                "00".repeat(32),
                "00".repeat(31) + "80",
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa");
        byte[] order = HexFormat.of().parseHex("edd3f55c1a631258d69cf7a2def9de14" + "00".repeat(15) + "10");
        for (String key : small) {
            for (String commitment : small) {
                byte[] signature = HexFormat.of().parseHex(commitment + "00".repeat(32));
                Bytes32 signer = Bytes32.fromHex("0x" + key);
                assertThat(Ed25519.verify(signer, MESSAGE, signature))
                        .as("%s %s", key, commitment)
                        .isTrue();
                System.arraycopy(order, 0, signature, 32, 32);
                assertThat(Ed25519.verify(signer, MESSAGE, signature))
                        .as("scalar not reduced")
                        .isFalse();
                signature = HexFormat.of().parseHex(commitment + "01" + "00".repeat(31));
                assertThat(Ed25519.verify(signer, MESSAGE, signature))
                        .as("another scalar")
                        .isFalse();
            }
        }
    }

    @Test
    void zip215AcceptsSignaturesAndRefusesOthers() {
        Random random = new Random(SEED);
        for (int i = 0; i < 50; i++) {
            byte[] seed = new byte[32];
            random.nextBytes(seed);
            Ed25519.Pair pair = Ed25519.Pair.fromSeed(seed);
            byte[] signature = pair.sign(MESSAGE);
            assertThat(Ed25519.verify(pair.publicKey(), MESSAGE, signature)).isTrue();
            signature[random.nextInt(64)] ^= (byte) (1 << random.nextInt(8));
            assertThat(Ed25519.verify(pair.publicKey(), MESSAGE, signature)).isFalse();
            assertThat(Ed25519.verify(pair.publicKey(), MESSAGE, Arrays.copyOf(signature, 63)))
                    .isFalse();
        }
    }

    @Test
    void ed25519RefusesAScalarThatIsNotCanonical() {
        Ed25519.Pair pair = Ed25519.Pair.fromSeed(new byte[32]);
        byte[] order = Hex.parse("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
        byte[] signature = pair.sign(MESSAGE);
        int carry = 0;
        for (int i = 0; i < 32; i++) {
            int sum = (signature[32 + i] & 0xff) + (order[i] & 0xff) + carry;
            signature[32 + i] = (byte) sum;
            carry = sum >>> 8;
        }
        assertThat(Ed25519.verify(pair.publicKey(), MESSAGE, signature)).isFalse();
    }

    @Test
    void addressesWithAMistakeAreRefused() throws Exception {
        String address = Ss58.encode(AccountId.ZERO, Ss58.PHALA);
        Random random = new Random(SEED);
        String alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
        int accepted = 0;
        for (int i = 0; i < address.length(); i++) {
            char wrong = alphabet.charAt(random.nextInt(alphabet.length()));
            if (wrong != address.charAt(i)) {
                String changed = address.substring(0, i) + wrong + address.substring(i + 1);
                assertThatThrownBy(() -> Ss58.decode(changed)).as(changed).isInstanceOf(CryptoException.class);
                accepted++;
            }
        }
        assertThat(accepted).isGreaterThan(40);
        for (String bad :
                new String[] {"", "0", "O0Il", "1", "é", address + "1", address.substring(1), "z".repeat(65)}) {
            assertThatThrownBy(() -> Ss58.decode(bad)).as(bad).isInstanceOf(CryptoException.class);
        }
        for (int prefix : new int[] {46, 47, -1, 16384}) {
            assertThatThrownBy(() -> Ss58.encode(AccountId.ZERO, prefix)).isInstanceOf(IllegalArgumentException.class);
        }
        byte[] key = new byte[33];
        assertThatThrownBy(() -> Ss58.decodeAccount(Ss58.encode(Bytes.of(key), 42)))
                .isInstanceOf(CryptoException.class);
    }

    @Test
    void phrasesWithAMistakeAreRefusedWithoutShowingThem() {
        String[] bad = {
            "",
            "bottom",
            KeyUri.DEV_PHRASE + " walk",
            KeyUri.DEV_PHRASE.replace("walk", "walc"),
            KeyUri.DEV_PHRASE.replace("walk", "zoo"),
            "drive bottom obey lake curtain smoke basket hold race lonely fit walk"
        };
        for (String phrase : bad) {
            assertThatThrownBy(() -> Mnemonic.toEntropy(phrase))
                    .as(phrase)
                    .isInstanceOf(CryptoException.class)
                    .hasMessageNotContaining("drive")
                    .hasMessageNotContaining("walc");
        }
    }

    @Test
    void keyUrisWithAMistakeAreRefused() {
        String[] bad = {
            "0x01",
            "0x" + "0".repeat(63),
            "0x" + "g".repeat(64),
            "0x" + "0".repeat(65),
            "//",
            "Alice",
            "/",
            "a/b",
            KeyUri.DEV_PHRASE + "//",
            "phräse//Alice"
        };
        for (String uri : bad) {
            assertThatThrownBy(() -> KeyUri.parse(uri)).as(uri).isInstanceOf(CryptoException.class);
        }
    }

    @Test
    void pairsHideAndForgetTheirSecrets() throws Exception {
        byte[] seed = new byte[32];
        Arrays.fill(seed, (byte) 0x5a);
        Ed25519.Pair ed = Ed25519.Pair.fromSeed(seed);
        Ecdsa.Pair ec = Ecdsa.Pair.fromSeed(seed);
        assertThat(ed.toString() + ec + KeyUri.parse("0x" + "5a".repeat(32))).doesNotContain("5a5a5a");
        ed.close();
        ec.close();
        assertThatThrownBy(() -> ed.sign(MESSAGE)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> ec.sign(MESSAGE)).isInstanceOf(IllegalStateException.class);
    }
}
