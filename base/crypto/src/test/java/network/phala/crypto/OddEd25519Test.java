package network.phala.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes32;
import network.phala.primitives.Hex;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Signatures with keys and commitments of small or mixed order, with encodings that are not canonical or of no point,
/// with scalars that are not reduced: as `sp_core::ed25519` (ed25519-zebra 3.1) judged them. Made by
/// protocol/phala-types/vectors/generate.sh.
class OddEd25519Test {
    @Test
    void everyOddSignatureHasSubstratesVerdict() throws IOException {
        JsonMapper json = JsonMapper.builder().build();
        List<String> differences = new ArrayList<>();
        int[] verdicts = new int[2];
        try (InputStream in = OddEd25519Test.class.getResourceAsStream("/vectors/keys/ed25519-odd.jsonl.gz");
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode entry = json.readTree(line);
                boolean valid = entry.get("valid").asBoolean();
                verdicts[valid ? 1 : 0]++;
                byte[] key = bytes(entry, "ed25519");
                byte[] message = bytes(entry, "message");
                byte[] signature = bytes(entry, "signature");
                boolean ofKey = Ed25519.verify(Bytes32.wrap(key), message, signature);
                boolean ofAccount = SignatureScheme.ED25519.verify(message, signature, AccountId.of(key));
                if (ofKey != valid || ofAccount != valid) {
                    differences.add(entry.get("name").asString() + ": " + valid + ", ours " + ofKey + " " + ofAccount);
                }
            }
        }
        assertThat(differences).isEmpty();
        assertThat(verdicts[0]).isGreaterThan(1500);
        assertThat(verdicts[1]).isGreaterThan(500);
    }

    private static byte[] bytes(JsonNode entry, String field) {
        return Hex.parse(entry.get(field).asString());
    }
}
