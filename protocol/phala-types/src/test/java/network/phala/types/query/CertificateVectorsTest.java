package network.phala.types.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import network.phala.crypto.Ecdsa;
import network.phala.crypto.Ed25519;
import network.phala.crypto.Sr25519;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Certificates that Phala's SDKs 0.5 and 0.6, ethers, viem and @polkadot/keyring made, alone and in
/// chains, and each of them with one, two or three things wrong: judged as Phala's own code judged them, to
/// the account and to the name of the error. Made by vectors/generate.sh.
class CertificateVectorsTest {
    private static List<JsonNode> cases() throws IOException {
        JsonMapper json = JsonMapper.builder().build();
        List<JsonNode> cases = new ArrayList<>();
        try (InputStream in = CertificateVectorsTest.class.getResourceAsStream("/vectors/certificates.jsonl.gz");
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                cases.add(json.readTree(line));
            }
        }
        return cases;
    }

    private static QuerySignature signature(JsonNode query) {
        JsonNode signedBy = query.get("signedBy");
        return new QuerySignature(
                query.get("signatureType").asInt(),
                bytes(query.get("signature")),
                signedBy == null
                        ? Optional.empty()
                        : Optional.of(new QuerySignature.Certificate(
                                bytes(signedBy.get("encodedBody")),
                                Optional.ofNullable(signedBy.get("signature"))
                                        .map(CertificateVectorsTest::signature))));
    }

    private static Bytes bytes(JsonNode hex) {
        return Bytes.fromHex("0x" + hex.asString());
    }

    private static int block(JsonNode entry) {
        return (int) entry.get("block").asLong();
    }

    private static int depth(JsonNode entry) {
        JsonNode depth = entry.get("maxDepth");
        return depth == null ? QuerySignature.DEPTH_MAX : depth.asInt();
    }

    private static String verdict(List<AccountId> accounts) {
        return accounts.stream()
                .map(account -> account.toBytes().toHex().substring(2))
                .toList()
                .toString();
    }

    private static String ours(JsonNode entry) {
        try {
            return verdict(signature(entry.get("query"))
                    .verify(bytes(entry.get("message")), new TypedData.Query(), block(entry), depth(entry))
                    .accounts());
        } catch (SignatureError e) {
            // What follows DecodeFailed is a Rust library's own text.
            return e.name().replaceFirst("\\(.*", "");
        }
    }

    private static String theirs(JsonNode entry) {
        if (entry.has("error")) {
            return entry.get("error").asString();
        }
        List<String> accounts = new ArrayList<>();
        entry.get("accounts").forEach(account -> accounts.add(account.asString()));
        return accounts.toString();
    }

    @Test
    void everyCertificateHasTheVerdictOfPhalasOwnCode() throws IOException {
        List<String> differences = new ArrayList<>();
        Map<String, Integer> verdicts = new TreeMap<>();
        for (JsonNode entry : cases()) {
            String theirs = theirs(entry);
            verdicts.merge(theirs.startsWith("[") ? "good" : theirs, 1, Integer::sum);
            String ours = ours(entry);
            if (!ours.equals(theirs)) {
                differences.add(entry.get("name").asString() + ": theirs " + theirs + ", ours " + ours);
            }
        }
        assertThat(differences).isEmpty();
        assertThat(verdicts)
                .containsOnlyKeys(
                        "good",
                        "CertificateExpired",
                        "CertificateMissing",
                        "DecodeFailed",
                        "InvalidPublicKey",
                        "InvalidSignature",
                        "InvalidSignatureType",
                        "TooLongCertificateChain")
                .allSatisfy((verdict, count) -> assertThat(count).as(verdict).isGreaterThan(40));
    }

    /// A session's later queries are judged by its key alone.
    @Test
    void aSignerThatHeldJudgesItsNextQueriesAlike() throws Exception {
        int checked = 0;
        for (JsonNode entry : cases()) {
            if (entry.has("error") || entry.has("maxDepth")) {
                continue;
            }
            QuerySignature signature = signature(entry.get("query"));
            Bytes message = bytes(entry.get("message"));
            QuerySignature.Signer signer =
                    signature.verifyQuery(message, block(entry)).signer();
            assertThat(signer.isValidAt(block(entry))).isTrue();
            for (QuerySignature.Signer each : List.of(signer, signer.prepared())) {
                assertThat(verdict(each.verifyQuery(signature.type(), message, signature.signature())))
                        .as(entry.get("name").asString())
                        .isEqualTo(theirs(entry));
            }
            checked++;
        }
        assertThat(checked).isGreaterThan(600);
    }

    /// Certificates and queries of every kind of key, signed here: what wallets' libraries recover from them is the
    /// signer.
    @Test
    void walletsLibrariesAcceptWhatWeSign() throws Exception {
        Path check = Path.of("vectors", "check").toAbsolutePath();
        assumeTrue(
                Files.isDirectory(check.resolve("node_modules")),
                "npm ci has not been run in protocol/phala-types/vectors/check");
        Path file = Path.of("target", "java-certificates.json").toAbsolutePath();
        Files.writeString(file, JsonMapper.builder().build().writeValueAsString(signedHere()));
        Process node = new ProcessBuilder("node", "check.mjs", file.toString())
                .directory(check.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(node.waitFor()).as(output).isZero();
        // Ten of each kind; EIP-712 twice, three judgements each.
        assertThat(output).contains("checked 120");
    }

    private static List<Map<String, Object>> signedHere() throws Exception {
        Random random = new Random(20261121);
        List<Map<String, Object>> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            byte[] seed = new byte[32];
            random.nextBytes(seed);
            byte[] session = new byte[32];
            random.nextBytes(session);
            int ttl = random.nextInt();
            Bytes body = CertificateBody.codec().encode(new CertificateBody(Bytes.wrap(session), ttl, 0));
            Bytes wrapped = wrap(body);
            Sr25519.Pair sr = Sr25519.Pair.fromSeed(seed);
            Ed25519.Pair ed = Ed25519.Pair.fromSeed(seed);
            Ecdsa.Pair ec = Ecdsa.Pair.fromSeed(seed);
            TypedData query = new TypedData.Query();
            for (boolean wraps : new boolean[] {false, true}) {
                byte[] message = (wraps ? wrapped : body).toArray();
                Bytes srKey = sr.publicKey().value().toBytes();
                all.add(signed(wraps ? 4 : 1, "sr25519", body, query, srKey, sr.sign(message)));
                all.add(signed(
                        wraps ? 3 : 0, "ed25519", body, query, ed.publicKey().toBytes(), ed.sign(message)));
                all.add(signed(wraps ? 5 : 2, "ecdsa", body, query, ec.publicKey(), ec.sign(message)));
            }
            for (TypedData typed : List.of(new TypedData.Certificate(ttl), query)) {
                byte[] signature = ec.signPrehashed(typed.digest(body));
                signature[64] += 27;
                all.add(signed(6, "eip712", body, typed, ec.publicKey(), signature));
            }
        }
        return all;
    }

    private static Bytes wrap(Bytes body) {
        return Bytes.concat(Bytes.ofUtf8("<Bytes>"), body, Bytes.ofUtf8("</Bytes>"));
    }

    /// Also that we accept it ourselves, for the account that the key has.
    private static Map<String, Object> signed(
            int type, String kind, Bytes body, TypedData typed, Bytes key, byte[] signature) throws Exception {
        AccountId account = SignatureType.of(type).verify(key, body, typed, Bytes.wrap(signature));
        boolean wraps = type >= 3 && type <= 5;
        Map<String, Object> entry = new TreeMap<>();
        entry.put("kind", kind);
        entry.put("message", (wraps ? wrap(body) : body).toHex());
        if (typed instanceof TypedData.Certificate(int ttl)) {
            entry.put("ttl", Integer.toUnsignedLong(ttl));
        }
        entry.put("key", key.toHex());
        entry.put("signature", Bytes.wrap(signature).toHex());
        entry.put("address", account.toBytes().slice(0, 20).toHex());
        return entry;
    }
}
