package network.phala.pruntime.system;

import java.util.List;
import java.util.Optional;
import network.phala.primitives.H256;
import network.phala.primitives.Sr25519Public;
import network.phala.pruntime.chain.ChainStorage;
import network.phala.pruntime.cluster.ClusterView;
import network.phala.pruntime.seal.IdentityKey;

/// The worker after one block, as readers see it. Immutable: queries never wait for the writer, nor it for them.
///
/// `headerNext` and `blockNext` are the next numbers wanted.
public record Snapshot(
        IdentityKey identity,
        H256 genesisHash,
        int headerNext,
        int blockNext,
        boolean stateValidated,
        ChainStorage storage,
        long blockMillis,
        WorkerState.Saved worker,
        GatekeeperView gatekeeper,
        List<EgressQueue.Pending> egress,
        Optional<ClusterView> cluster,
        int genesisBlock) {
    /// What a worker is as a gatekeeper; the key is absent when it is none.
    public record GatekeeperView(int role, Optional<Sr25519Public> masterPublicKey) {
        public static final int NONE = 0;
        public static final int DUMMY = 1;
        public static final int ACTIVE = 2;
    }

    /// The same worker with another cluster.
    public Snapshot withCluster(ClusterView other) {
        return new Snapshot(
                identity,
                genesisHash,
                headerNext,
                blockNext,
                stateValidated,
                storage,
                blockMillis,
                worker,
                gatekeeper,
                egress,
                Optional.of(other),
                genesisBlock);
    }

    /// The last block dispatched.
    public int lastBlock() {
        return blockNext - 1;
    }

    public int pendingMessages() {
        int count = 0;
        for (EgressQueue.Pending each : egress) {
            count += each.messages().size();
        }
        return count;
    }
}
