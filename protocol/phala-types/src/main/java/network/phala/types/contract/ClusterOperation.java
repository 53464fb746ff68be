package network.phala.types.contract;

import java.util.Map;
import java.util.TreeMap;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.Sr25519Public;
import network.phala.primitives.U128;
import network.phala.scale.Codec;
import network.phala.scale.Index;
import network.phala.scale.Scale;
import network.phala.scale.Unnamed;
import network.phala.types.EncryptedKey;
import network.phala.types.mq.Topic;

/// To the workers of a cluster: keys from the gatekeepers, everything else from the contracts pallet.
public sealed interface ClusterOperation {
    Topic TOPIC = Topic.of("phala/cluster/key");

    static Codec<ClusterOperation> codec() {
        return Scale.of(ClusterOperation.class);
    }

    @Index(0)
    record DispatchKeys(
            Map<Sr25519Public, EncryptedKey> secretKeys,
            H256 cluster,
            AccountId owner,
            U128 deposit,
            U128 gasPrice,
            U128 depositPerItem,
            U128 depositPerByte,
            AccountId treasuryAccount)
            implements ClusterOperation {
        public DispatchKeys {
            secretKeys = new TreeMap<>(secretKeys);
        }
    }

    @Index(1)
    @Unnamed
    record DestroyCluster(H256 cluster) implements ClusterOperation {}

    @Index(2)
    record UploadResource(AccountId origin, H256 clusterId, ResourceType resourceType, Bytes resourceData)
            implements ClusterOperation {}

    /// `amount` was locked on chain for `account` in the cluster.
    @Index(3)
    record Deposit(H256 clusterId, AccountId account, U128 amount) implements ClusterOperation {}

    @Index(4)
    record RemoveWorker(H256 clusterId, Sr25519Public worker) implements ClusterOperation {}
}
