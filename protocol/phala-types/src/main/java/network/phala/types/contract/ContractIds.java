package network.phala.types.contract;

import network.phala.crypto.Blake2b;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.types.mq.Topic;

/// How contracts and clusters are addressed.
public final class ContractIds {
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

    private static H256 hash(Bytes bytes) {
        return new H256(Blake2b.hash256(bytes.unsafeArray()));
    }
}
