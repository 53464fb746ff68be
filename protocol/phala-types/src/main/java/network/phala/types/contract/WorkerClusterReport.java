package network.phala.types.contract;

import network.phala.primitives.H256;
import network.phala.primitives.Sr25519Public;
import network.phala.scale.Codec;
import network.phala.scale.Index;
import network.phala.scale.Scale;
import network.phala.types.mq.Topic;

/// From a worker to the contracts pallet: how the deployment of a cluster went.
public sealed interface WorkerClusterReport {
    Topic TOPIC = Topic.of("phala/cluster/worker/report");

    static Codec<WorkerClusterReport> codec() {
        return Scale.of(WorkerClusterReport.class);
    }

    @Index(0)
    record ClusterDeployed(H256 id, Sr25519Public pubkey) implements WorkerClusterReport {}

    @Index(1)
    record ClusterDeploymentFailed(H256 id) implements WorkerClusterReport {}
}
