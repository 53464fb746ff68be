package network.phala.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.primitives.Hex;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Our keys against @polkadot/util-crypto, both ways: vectors made by `vectors/generate.mjs`, and ours checked
/// by `vectors/check.mjs` where Node and its packages are installed (`npm ci` in `base/crypto/vectors`).
class KeyVectorsTest {
    private static final JsonNode VECTORS = load();

    @Test
    void pairsAndSignaturesOfTheJavaScriptClientAreOurs() throws Exception {
        assertThat(VECTORS.get("pairs")).hasSize(24);
        for (JsonNode entry : VECTORS.get("pairs")) {
            byte[] seed = bytes(entry.get("seed"));
            byte[] message = bytes(entry.get("message"));
            JsonNode sr = entry.get("sr25519");
            Sr25519.Pair srPair = Sr25519.Pair.fromSeed(seed);
            assertThat(srPair.publicKey().toHex()).isEqualTo(sr.get("public").asString());
            byte[] form = bytes(sr.get("ed25519Form"));
            Scalar.divideByCofactor(form);
            assertThat(srPair.exposeSecret()).startsWith(Arrays.copyOf(form, 32));
            assertThat(srPair.publicKey().verify(message, bytes(sr.get("signature"))))
                    .isTrue();

            JsonNode ed = entry.get("ed25519");
            Ed25519.Pair edPair = Ed25519.Pair.fromSeed(seed);
            assertThat(edPair.publicKey().toHex()).isEqualTo(ed.get("public").asString());
            assertThat(edPair.sign(message)).isEqualTo(bytes(ed.get("signature")));
            assertThat(Ed25519.verify(edPair.publicKey(), message, bytes(ed.get("signature"))))
                    .isTrue();

            JsonNode ec = entry.get("ecdsa");
            Ecdsa.Pair ecPair = Ecdsa.Pair.fromSeed(seed);
            assertThat(ecPair.publicKey().toHex()).isEqualTo(ec.get("public").asString());
            assertThat(ecPair.sign(message)).isEqualTo(bytes(ec.get("signature")));
            assertThat(Ecdsa.verify(ecPair.publicKey(), message, bytes(ec.get("signature"))))
                    .isTrue();
        }
    }

    @Test
    void agreementsAndSoftChildrenOfTheJavaScriptClientAreOurs() throws Exception {
        for (JsonNode entry : VECTORS.get("agreements")) {
            Sr25519.Pair own = Sr25519.Pair.fromSeed(bytes(entry.get("seed")));
            Sr25519.PublicKey peer = Sr25519.PublicKey.fromHex(entry.get("peer").asString());
            assertThat(own.agree(peer)).isEqualTo(bytes(entry.get("shared")));
        }
        for (JsonNode entry : VECTORS.get("softPublic")) {
            Sr25519.PublicKey key =
                    Sr25519.PublicKey.fromHex(entry.get("public").asString());
            Bytes32 code = Bytes32.of(bytes(entry.get("chainCode")));
            assertThat(key.deriveSoft(code).toHex())
                    .isEqualTo(entry.get("child").asString());
        }
    }

    @Test
    void phrasesGiveTheSameEntropyAndSecret() throws Exception {
        assertThat(VECTORS.get("phrases")).hasSize(20);
        for (JsonNode entry : VECTORS.get("phrases")) {
            byte[] entropy = bytes(entry.get("entropy"));
            String phrase = entry.get("phrase").asString();
            assertThat(Mnemonic.fromEntropy(entropy)).isEqualTo(phrase);
            assertThat(Mnemonic.toEntropy(phrase)).isEqualTo(entropy);
            assertThat(Mnemonic.miniSecret(entropy, entry.get("password").asString()))
                    .isEqualTo(bytes(entry.get("miniSecret")));
        }
    }

    @Test
    void keyUrisNameTheSameKeys() throws Exception {
        assertThat(VECTORS.get("uris").size()).isGreaterThan(20);
        for (JsonNode entry : VECTORS.get("uris")) {
            String uri = entry.get("uri").asString();
            try (KeyUri parsed = KeyUri.parse(uri)) {
                assertThat(parsed.sr25519().publicKey().toHex())
                        .as(uri)
                        .isEqualTo(entry.get("sr25519").asString());
                if (entry.has("ed25519")) {
                    assertThat(parsed.ed25519().publicKey().toHex())
                            .as(uri)
                            .isEqualTo(entry.get("ed25519").asString());
                    assertThat(parsed.ecdsa().publicKey().toHex())
                            .as(uri)
                            .isEqualTo(entry.get("ecdsa").asString());
                } else {
                    assertThatThrownBy(parsed::ed25519).isInstanceOf(CryptoException.class);
                    assertThatThrownBy(parsed::ecdsa).isInstanceOf(CryptoException.class);
                }
            }
        }
    }

    @Test
    void addressesReadAndWriteAlike() throws Exception {
        for (JsonNode entry : VECTORS.get("addresses")) {
            Bytes content = Bytes.wrap(bytes(entry.get("content")));
            int prefix = entry.get("prefix").asInt();
            String text = entry.get("address").asString();
            assertThat(Ss58.encode(content, prefix)).isEqualTo(text);
            assertThat(Ss58.decode(text)).isEqualTo(new Ss58.Address(prefix, content));
        }
        try (KeyUri alice = KeyUri.parse("//Alice")) {
            AccountId account = new AccountId(alice.sr25519().publicKey().value());
            assertThat(Ss58.encode(account, Ss58.PHALA)).isEqualTo("45R2pfjQUW2s9PQRHU48HQKLKHVMaDja7N3wpBtmF28UYDs2");
            assertThat(Ss58.decodeAccount("45R2pfjQUW2s9PQRHU48HQKLKHVMaDja7N3wpBtmF28UYDs2"))
                    .isEqualTo(account);
        }
    }

    @Test
    void theJavaScriptClientAcceptsWhatWeMake() throws Exception {
        Path vectors = Path.of("vectors").toAbsolutePath();
        assumeTrue(
                Files.isDirectory(vectors.resolve("node_modules")), "npm ci has not been run in base/crypto/vectors");
        Path file = Path.of("target", "java-keys.json").toAbsolutePath();
        Files.writeString(file, JsonMapper.builder().build().writeValueAsString(ours()));
        Process node = new ProcessBuilder("node", "check.mjs", file.toString())
                .directory(vectors.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(node.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(node.exitValue()).as(output).isZero();
        assertThat(output).contains("checked 150");
    }

    private static List<Map<String, Object>> ours() throws CryptoException {
        Random random = new Random(20260727);
        List<Map<String, Object>> entries = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            byte[] seed = new byte[32];
            random.nextBytes(seed);
            byte[] message = new byte[random.nextInt(300)];
            random.nextBytes(message);
            String text = Hex.withPrefix(message);
            Sr25519.Pair sr = Sr25519.Pair.fromSeed(seed);
            entries.add(signed(
                    "sr25519",
                    text,
                    sr.sign(message, random::nextBytes),
                    sr.publicKey().toHex()));
            Ed25519.Pair ed = Ed25519.Pair.fromSeed(seed);
            entries.add(signed("ed25519", text, ed.sign(message), ed.publicKey().toHex()));
            Ecdsa.Pair ec = Ecdsa.Pair.fromSeed(seed);
            entries.add(signed("ecdsa", text, ec.sign(message), ec.publicKey().toHex()));
            byte[] entropy = Arrays.copyOf(seed, 16 + 4 * (i % 5));
            entries.add(Map.of(
                    "kind", "phrase", "phrase", Mnemonic.fromEntropy(entropy), "entropy", Hex.withPrefix(entropy)));
            int prefix = i * 541 % 16384;
            entries.add(Map.of(
                    "kind",
                    "address",
                    "prefix",
                    prefix,
                    "address",
                    Ss58.encode(Bytes.of(seed), prefix),
                    "content",
                    Hex.withPrefix(seed)));
        }
        return entries;
    }

    private static Map<String, Object> signed(String kind, String message, byte[] signature, String key) {
        return Map.of("kind", kind, "message", message, "signature", Hex.withPrefix(signature), "public", key);
    }

    private static byte[] bytes(JsonNode hex) {
        return Hex.parse(hex.asString());
    }

    private static JsonNode load() {
        try (InputStream in = KeyVectorsTest.class.getResourceAsStream("/vectors/keys/polkadot-js.json")) {
            return JsonMapper.builder().build().readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
