package network.phala.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import network.phala.crypto.AesGcm;
import network.phala.crypto.Blake2b;
import network.phala.crypto.CryptoException;
import network.phala.crypto.Sr25519;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.Hex;
import network.phala.primitives.Sr25519Public;
import network.phala.scale.Scale;
import network.phala.types.contract.CommandPayload.EncryptedData;
import network.phala.types.keys.KeyDerivation;
import network.phala.types.keys.SecretChannel;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// `phala/crypto/keys.json`: seeds, derivation, agreement, sealing and file keys.
class KeysGoldenTest {
    @Test
    void everyObservedKeyOperationAgrees() throws Exception {
        Map<String, Integer> checked = new TreeMap<>();
        for (JsonNode entry : Golden.entries("keys")) {
            String kind = List.of(
                            "seed",
                            "derive_from_seed",
                            "agree",
                            "aead",
                            "aead_open",
                            "share",
                            "encrypted_data",
                            "file_keys")
                    .stream()
                    .filter(entry::has)
                    .findFirst()
                    .orElseThrow();
            switch (kind) {
                case "seed" -> checkSeed(entry);
                case "derive_from_seed" -> checkDerivation(entry);
                case "agree" -> checkAgreement(entry.get("agree"));
                case "aead" -> checkSealing(entry.get("aead"));
                case "aead_open" -> checkOpening(entry);
                case "share" -> checkSharing(entry.get("share"));
                case "encrypted_data" -> checkEncryptedData(entry.get("encrypted_data"));
                default -> checkFileKeys(entry.get("file_keys"));
            }
            checked.merge(kind, 1, Integer::sum);
        }
        assertThat(checked)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "seed",
                        47,
                        "derive_from_seed",
                        48,
                        "agree",
                        27,
                        "aead",
                        11,
                        "aead_open",
                        8,
                        "share",
                        8,
                        "encrypted_data",
                        3,
                        "file_keys",
                        3));
    }

    private static void checkSeed(JsonNode entry) throws CryptoException {
        Sr25519.Pair pair = pair(entry.get("seed"));
        assertThat(pair.publicKey().toHex()).isEqualTo(entry.get("public").asString());
        assertThat(Hex.withPrefix(pair.exposeSecret()))
                .isEqualTo(entry.get("secret").asString());
        assertThat(Sr25519.Pair.fromSecret(pair.exposeSecret()).publicKey().toHex())
                .isEqualTo(entry.get("restored_public").asString())
                .isEqualTo(entry.get("ecdh_public").asString());
        assertThat(Blake2b.hash256(pair.publicKey().value().unsafeArray()).toHex())
                .isEqualTo(entry.get("hashed_id").asString());
    }

    private static void checkDerivation(JsonNode entry) {
        Sr25519.Pair derived = KeyDerivation.derive(pair(entry.get("derive_from_seed")), list(entry.get("info")));
        assertThat(derived.publicKey().toHex()).isEqualTo(entry.get("public").asString());
        assertThat(Hex.withPrefix(derived.exposeSecret()))
                .isEqualTo(entry.get("secret").asString());
        assertThat(KeyDerivation.contractKey(derived, H256.fromHex("22".repeat(32)))
                        .publicKey()
                        .toHex())
                .isEqualTo(entry.get("child_contract_key_22").asString());
    }

    private static void checkAgreement(JsonNode entry) throws CryptoException {
        Sr25519.Pair own =
                Sr25519.Pair.fromSecret(Golden.bytes(entry.get("secret")).toArray());
        Sr25519.PublicKey peer =
                Sr25519.PublicKey.fromHex(entry.get("peer_public").asString());
        String shared = entry.get("shared").asString("panic");
        if (peer.isUsable()) {
            assertThat(Hex.withPrefix(own.agree(peer))).isEqualTo(shared);
        } else {
            // The original agrees on zero with the zero key and panics at what is no point; we refuse both.
            assertThat(shared).matches("panic|0x0{64}");
            assertThatThrownBy(() -> own.agree(peer)).isInstanceOf(CryptoException.class);
        }
    }

    private static void checkSealing(JsonNode entry) throws CryptoException {
        byte[] key = Golden.bytes(entry.get("key")).toArray();
        byte[] iv = Golden.bytes(entry.get("iv")).toArray();
        byte[] plain = Golden.bytes(entry.get("plain")).toArray();
        byte[] sealed = AesGcm.seal(key, iv, plain);
        assertThat(Hex.withPrefix(sealed)).isEqualTo(entry.get("cipher").asString());
        assertThat(AesGcm.open(key, iv, sealed)).isEqualTo(plain);
    }

    /// Keys and IVs of other lengths do not occur in our types; the original cuts or refuses them, or panics.
    private static void checkOpening(JsonNode entry) throws CryptoException {
        byte[] key = Golden.bytes(entry.get("key")).toArray();
        byte[] iv = Golden.bytes(entry.get("iv")).toArray();
        byte[] sealed = Golden.bytes(entry.get("cipher")).toArray();
        if (key.length != 32 || iv.length != AesGcm.IV_SIZE) {
            assertThatThrownBy(() -> AesGcm.open(key, iv, sealed)).isInstanceOf(IllegalArgumentException.class);
        } else if (entry.get("result").has("ok")) {
            assertThat(Hex.withPrefix(AesGcm.open(key, iv, sealed)))
                    .isEqualTo(entry.get("result").get("ok").asString());
        } else {
            assertThatThrownBy(() -> AesGcm.open(key, iv, sealed)).isInstanceOf(CryptoException.class);
        }
    }

    private static void checkSharing(JsonNode entry) throws CryptoException {
        Sr25519.Pair secret =
                Sr25519.Pair.fromSecret(Golden.bytes(entry.get("secret")).toArray());
        EncryptedKey sealed = SecretChannel.sealKey(
                pair(entry.get("base_seed")),
                Bytes.concat(list(entry.get("info"))),
                Sr25519Public.fromHex(entry.get("dest_public").asString()),
                Golden.bytes(entry.get("iv")),
                secret);
        assertThat(sealed.ecdhPubkey().toHex())
                .isEqualTo(entry.get("sender_public").asString());
        assertThat(sealed.encryptedKey().toHex()).isEqualTo(entry.get("cipher").asString());
        assertThat(SecretChannel.openKey(pair(entry.get("dest_seed")), sealed).publicKey())
                .isEqualTo(secret.publicKey());
    }

    private static void checkEncryptedData(JsonNode entry) throws Exception {
        EncryptedData sealed = SecretChannel.seal(
                pair(entry.get("sender_seed")),
                Sr25519.PublicKey.fromHex(entry.get("receiver_public").asString()),
                Golden.bytes(entry.get("iv")),
                Golden.bytes(entry.get("plain")));
        assertThat(Scale.of(EncryptedData.class).encode(sealed)).isEqualTo(Golden.bytes(entry.get("scale")));
    }

    private static void checkFileKeys(JsonNode entry) throws CryptoException {
        Sr25519.Pair identity = pair(entry.get("identity_seed"));
        Sr25519.Pair peer = pair(entry.get("peer_seed"));
        assertThat(Hex.withPrefix(KeyDerivation.checkpointKey(identity)))
                .isEqualTo(entry.get("checkpoint_key").asString());
        assertThat(Hex.withPrefix(KeyDerivation.clusterStateKey(identity.agree(peer.publicKey()))))
                .isEqualTo(entry.get("cluster_state_key").asString());
    }

    private static Sr25519.Pair pair(JsonNode seed) {
        return Sr25519.Pair.fromSeed(Golden.bytes(seed).toArray());
    }

    private static Bytes[] list(JsonNode array) {
        List<Bytes> list = new ArrayList<>();
        array.forEach(element -> list.add(Golden.bytes(element)));
        return list.toArray(Bytes[]::new);
    }
}
