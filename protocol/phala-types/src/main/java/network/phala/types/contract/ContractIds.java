package network.phala.types.contract;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import network.phala.crypto.Blake2b;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.primitives.H256;
import network.phala.types.mq.Topic;

/// How contracts and clusters are addressed.
public final class ContractIds {
    private static final Pattern COMMAND_TOPIC = Pattern.compile("phala/contract/([0-9a-f]{64})/command");

    private ContractIds() {}

    /// BLAKE2b-256 of deployer, code hash, cluster id and salt, one after another without lengths.
    ///
    /// Follows phala-blockchain crates/phala-types/src/contract.rs, contract_id_preimage.
    public static H256 contractId(Bytes deployer, Bytes codeHash, H256 clusterId, Bytes salt) {
        return hash(Bytes.concat(deployer, codeHash, clusterId.toBytes(), salt));
    }

    /// The account that holds on chain what was transferred into the cluster: BLAKE2b-256 of `cluster:` and
    /// the id.
    public static AccountId clusterAccount(H256 clusterId) {
        return new AccountId(
                hash(Bytes.ofUtf8("cluster:").concat(clusterId.toBytes())).value());
    }

    /// The id of the n-th cluster: the number in the last eight bytes, big endian.
    public static H256 clusterId(long number) {
        byte[] id = new byte[32];
        for (int i = 0; i < 8; i++) {
            id[31 - i] = (byte) (number >>> 8 * i);
        }
        return H256.of(id);
    }

    /// `phala/contract/<64 hex digits>/command`.
    public static Topic commandTopic(H256 contract) {
        return Topic.of("phala/contract/" + contract.toHex().substring(2) + "/command");
    }

    /// The contract whose commands come under a topic; absent when the topic is not of that form.
    public static Optional<AccountId> contractOf(Topic topic) {
        Matcher parts = COMMAND_TOPIC.matcher(topic.toString());
        return parts.matches() ? Optional.of(new AccountId(Bytes32.fromHex("0x" + parts.group(1)))) : Optional.empty();
    }

    private static H256 hash(Bytes bytes) {
        return new H256(Blake2b.hash256(bytes.unsafeArray()));
    }
}
