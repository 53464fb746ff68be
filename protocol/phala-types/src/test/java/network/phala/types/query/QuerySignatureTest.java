package network.phala.types.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Hex;
import network.phala.types.Golden;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Certificates of every signature type, as Phala's published code judged them.
class QuerySignatureTest {
    @Test
    void agreesWithAllObservedCertificates() throws SignatureError {
        int cases = 0;
        for (JsonNode entry : Golden.entries("certificates")) {
            if (entry.has("case")) {
                assertThat(outcome(entry)).as("%s", entry).isEqualTo(expected(entry.get("result")));
                cases++;
            } else if (entry.has("eip712_digest")) {
                TypedData typed = entry.get("ttl").isNull()
                        ? new TypedData.Query()
                        : new TypedData.Certificate((int) entry.get("ttl").asLong());
                assertThat(Hex.withPrefix(typed.digest(bytes(entry.get("message")))))
                        .isEqualTo(entry.get("eip712_digest").asString());
            } else if (entry.has("evm_account")) {
                Bytes pubkey = bytes(entry.get("pubkey"));
                assertThat(SignatureType.evmAccount(pubkey).toString())
                        .contains(entry.get("evm_account").asString().substring(2));
                assertThat(SignatureType.substrateAccount(pubkey).toString())
                        .contains(entry.get("substrate_account").asString().substring(2));
            }
        }
        assertThat(cases).isGreaterThan(270);
    }

    private static List<String> outcome(JsonNode entry) {
        JsonNode type = entry.get("msg_type");
        TypedData typed = type.isString()
                ? new TypedData.Query()
                : new TypedData.Certificate((int) type.get("certificate_ttl").asLong());
        try {
            List<String> accounts = new ArrayList<>();
            for (AccountId account : signature(entry.get("signature"))
                    .verify(
                            bytes(entry.get("message")),
                            typed,
                            (int) entry.get("current_block").asLong(),
                            entry.get("max_depth").asInt())
                    .accounts()) {
                accounts.add(account.toBytes().toHex());
            }
            return accounts;
        } catch (SignatureError e) {
            // The text inside DecodeFailed is a Rust library's own.
            return List.of(e.name().replaceFirst("\\(.*", ""));
        }
    }

    private static List<String> expected(JsonNode result) {
        if (result.has("err")) {
            return List.of(result.get("err").asString().replaceFirst("(?s)\\(.*", ""));
        }
        List<String> accounts = new ArrayList<>();
        result.get("ok").forEach(account -> accounts.add(account.asString()));
        return accounts;
    }

    private static QuerySignature signature(JsonNode json) {
        JsonNode signedBy = json.get("signed_by");
        Optional<QuerySignature.Certificate> certificate = signedBy == null || signedBy.isNull()
                ? Optional.empty()
                : Optional.of(new QuerySignature.Certificate(
                        bytes(signedBy.get("encoded_body")),
                        signedBy.get("signature").isNull()
                                ? Optional.empty()
                                : Optional.of(signature(signedBy.get("signature")))));
        return new QuerySignature(json.get("type").asInt(), bytes(json.get("signature")), certificate);
    }

    private static Bytes bytes(JsonNode hex) {
        return Bytes.fromHex(hex.asString());
    }
}
