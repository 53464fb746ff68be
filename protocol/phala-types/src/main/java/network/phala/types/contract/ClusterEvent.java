package network.phala.types.contract;

import java.util.List;
import network.phala.primitives.AccountId;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.scale.Codec;
import network.phala.scale.Index;
import network.phala.scale.Scale;
import network.phala.types.WorkerIdentity;
import network.phala.types.mq.Topic;

/// From the contracts pallet to the gatekeepers.
public sealed interface ClusterEvent {
    Topic TOPIC = Topic.of("phala/cluster/event");

    static Codec<ClusterEvent> codec() {
        return Scale.of(ClusterEvent.class);
    }

    /// Make a cluster key and hand it to these workers.
    @Index(0)
    record DeployCluster(
            AccountId owner,
            H256 cluster,
            List<WorkerIdentity> workers,
            U128 deposit,
            U128 gasPrice,
            U128 depositPerItem,
            U128 depositPerByte,
            AccountId treasuryAccount)
            implements ClusterEvent {
        public DeployCluster {
            workers = List.copyOf(workers);
        }
    }
}
