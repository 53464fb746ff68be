package network.phala.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import network.phala.crypto.Blake2b;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.Hex;
import network.phala.scale.Codec;
import network.phala.scale.DecodeException;
import network.phala.scale.Scale;
import network.phala.types.contract.ClusterEvent;
import network.phala.types.contract.ClusterInfo;
import network.phala.types.contract.ClusterOperation;
import network.phala.types.contract.ClusterPermission;
import network.phala.types.contract.CommandPayload;
import network.phala.types.contract.ContractIds;
import network.phala.types.contract.ContractOperation;
import network.phala.types.contract.WorkerClusterReport;
import network.phala.types.messaging.GatekeeperChange;
import network.phala.types.messaging.GatekeeperEvent;
import network.phala.types.messaging.GatekeeperLaunch;
import network.phala.types.messaging.KeyDistribution;
import network.phala.types.messaging.SystemEvent;
import network.phala.types.messaging.WorkingInfoUpdateEvent;
import network.phala.types.messaging.WorkingReportEvent;
import network.phala.types.mq.SignedContent;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// `phala/crypto/types.json`: every observed value decodes to the fields that Rust printed and encodes back.
class TypesGoldenTest {
    /// The observer kept this many characters of a long text.
    private static final int OBSERVED_MAX = 880;

    /// By the type's name without path, generic arguments and variant.
    private static final Map<String, Class<?>> TYPES = Map.ofEntries(
            Map.entry("WorkerRegistrationInfo", WorkerRegistrationInfo.class),
            Map.entry("WorkerRegistrationInfoV2", WorkerRegistrationInfoV2.class),
            Map.entry("VersionedWorkerEndpoints", VersionedWorkerEndpoints.class),
            Map.entry("WorkerEndpointPayload", WorkerEndpointPayload.class),
            Map.entry("WorkerIdentity", WorkerIdentity.class),
            Map.entry("HandoverChallenge", HandoverChallenge.class),
            Map.entry("ChallengeHandlerInfo", ChallengeHandlerInfo.class),
            Map.entry("DcapHandoverChallenge", DcapHandoverChallenge.class),
            Map.entry("DcapChallengeHandlerInfo", DcapChallengeHandlerInfo.class),
            Map.entry("EncryptedWorkerKey", EncryptedWorkerKey.class),
            Map.entry("SystemEvent", SystemEvent.class),
            Map.entry("WorkingReportEvent", WorkingReportEvent.class),
            Map.entry("WorkingInfoUpdateEvent", WorkingInfoUpdateEvent.class),
            Map.entry("GatekeeperLaunch", GatekeeperLaunch.class),
            Map.entry("GatekeeperChange", GatekeeperChange.class),
            Map.entry("KeyDistribution", KeyDistribution.class),
            Map.entry("GatekeeperEvent", GatekeeperEvent.class),
            Map.entry("ClusterEvent", ClusterEvent.class),
            Map.entry("ClusterOperation", ClusterOperation.class),
            Map.entry("WorkerClusterReport", WorkerClusterReport.class),
            Map.entry("ContractOperation", ContractOperation.class),
            Map.entry("CommandPayload", CommandPayload.class),
            Map.entry("ClusterPermission", ClusterPermission.class),
            Map.entry("ClusterInfo", ClusterInfo.class),
            Map.entry("AttestationProvider", AttestationProvider.class));

    @Test
    void everyObservedValueHasTheSameFieldsAndBytes() throws Exception {
        int checked = 0;
        for (JsonNode entry : Golden.entries("types")) {
            if (!entry.has("value")) {
                continue;
            }
            Bytes scale = Golden.bytes(entry.get("scale"));
            Codec<Object> codec = codec(entry);
            Object decoded = codec.decodeAll(scale);
            assertThat(codec.encode(decoded)).isEqualTo(scale);
            String debug = entry.get("value").asString();
            List<String> expected = RustDebug.tokensOf(debug);
            List<String> actual = RustDebug.tokensOfValue(decoded);
            if (debug.length() == OBSERVED_MAX) {
                // Cut, perhaps within the last token.
                actual = actual.subList(0, expected.size() - 1);
                expected = expected.subList(0, expected.size() - 1);
            }
            assertThat(actual).as(entry.get("type").asString()).isEqualTo(expected);
            if (entry.has("blake2_256")) {
                assertThat(Blake2b.hash256(scale.unsafeArray()).toHex())
                        .isEqualTo(entry.get("blake2_256").asString());
            }
            checked++;
        }
        assertThat(checked).isEqualTo(59);
    }

    @Test
    void truncatedAndMutatedValuesNeverCrashADecoder() {
        Random random = new Random(11);
        for (JsonNode entry : Golden.entries("types")) {
            if (!entry.has("value")) {
                continue;
            }
            Bytes scale = Golden.bytes(entry.get("scale"));
            Codec<Object> codec = codec(entry);
            for (int length = 0; length < scale.size(); length++) {
                Bytes cut = scale.slice(0, length);
                assertThatThrownBy(() -> codec.decodeAll(cut)).isInstanceOf(DecodeException.class);
            }
            for (int i = 0; i < 100; i++) {
                byte[] changed = scale.toArray();
                changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
                try {
                    Object value = codec.decodeAll(Bytes.wrap(changed));
                    // Not always the same bytes: map entries out of order decode, and are written in order.
                    assertThat(codec.decodeAll(codec.encode(value))).isEqualTo(value);
                } catch (DecodeException e) {
                    assertThat(e).hasMessageNotContaining("null");
                }
            }
        }
    }

    @Test
    void rotationsSignAllButTheSignature() throws Exception {
        List<JsonNode> entries = Golden.entries("types");
        JsonNode rotation = entries.stream()
                .filter(entry ->
                        entry.has("type") && entry.get("type").asString().endsWith("MasterKeyRotation"))
                .findFirst()
                .orElseThrow();
        JsonNode expected = entries.stream()
                .filter(entry -> entry.has("wrapped"))
                .findFirst()
                .orElseThrow();
        var decoded = (KeyDistribution.MasterKeyRotation)
                KeyDistribution.codec().decodeAll(Golden.bytes(rotation.get("scale")));
        assertThat(decoded.dataToSign()).isEqualTo(Golden.bytes(expected.get("data")));
        assertThat(SignedContent.MASTER_KEY_ROTATION.wrap(decoded.dataToSign()))
                .isEqualTo(Golden.bytes(expected.get("wrapped")));
    }

    @Test
    void contractsHaveTheObservedIdsAndTopics() {
        int checked = 0;
        for (JsonNode entry : Golden.entries("types")) {
            if (entry.has("contract_id")) {
                JsonNode id = entry.get("contract_id");
                assertThat(ContractIds.contractId(
                                Golden.bytes(id.get("deployer")),
                                Golden.bytes(id.get("code_hash")),
                                H256.fromHex(id.get("cluster").asString()),
                                Golden.bytes(id.get("salt"))))
                        .isEqualTo(H256.fromHex(id.get("id").asString()));
                checked++;
            } else if (entry.has("command_topic")) {
                JsonNode topic = entry.get("command_topic");
                assertThat(ContractIds.commandTopic(
                                        H256.fromHex(topic.get("contract").asString()))
                                .toString())
                        .isEqualTo(topic.get("topic").asString());
                checked++;
            }
        }
        assertThat(checked).isEqualTo(6);
        assertThat(ContractIds.clusterAccount(ContractIds.clusterId(1)).toHex())
                .isEqualTo("0x823c90daba0bd4ceb047034cc847b4e85c388c78153fac4f2855f82196f4d8e4");
    }

    @Test
    void badCommandsDoNotDecode() {
        List<String> refused = new ArrayList<>();
        for (JsonNode entry : Golden.entries("types")) {
            if (entry.has("decode_command_payload")) {
                assertThat(entry.get("ok").asBoolean()).isFalse();
                Bytes bytes = Golden.bytes(entry.get("decode_command_payload"));
                assertThatThrownBy(() -> CommandPayload.codec().decodePrefix(bytes))
                        .as(bytes.toHex())
                        .isInstanceOf(DecodeException.class);
                refused.add(Hex.plain(bytes.toArray()));
            }
        }
        assertThat(refused).hasSize(6);
    }

    @SuppressWarnings("unchecked")
    private static Codec<Object> codec(JsonNode entry) {
        for (String part : entry.get("type").asString().split("::")) {
            Class<?> type = TYPES.get(part);
            if (type != null) {
                return (Codec<Object>) Scale.of(type);
            }
        }
        throw new IllegalArgumentException("Unknown type " + entry.get("type"));
    }
}
