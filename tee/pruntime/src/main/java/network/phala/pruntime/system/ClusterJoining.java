package network.phala.pruntime.system;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import network.phala.crypto.CryptoException;
import network.phala.primitives.H256;
import network.phala.primitives.Sr25519Public;
import network.phala.pruntime.cluster.ClusterView;
import network.phala.pruntime.seal.ClusterStateFiles;
import network.phala.pruntime.seal.SealedFiles;
import network.phala.pruntime.system.Phactory.Live;
import network.phala.scale.DecodeException;
import network.phala.sidevm.Sidevms;
import network.phala.types.mq.MessageOrigin;
import org.jspecify.annotations.Nullable;

/// How a worker joins a cluster that lives, from both sides: a member writes the cluster's state after some block, and
/// the newcomer takes it over when it has executed that block itself. For the writer thread.
///
/// Follows phala-blockchain crates/phactory/src/prpc_service.rs, save_cluster_state, load_cluster_state and
/// maybe_apply_cluster_state.
final class ClusterJoining {
    private static final Logger LOG = System.getLogger(ClusterJoining.class.getName());

    private final SealedFiles files;
    private final Sidevms sidevms;
    private @Nullable ClusterTransfer pending;

    ClusterJoining(SealedFiles files, Sidevms sidevms) {
        this.files = files;
        this.sidevms = sidevms;
    }

    /// The first block from which on this worker can take the state.
    int wanted(Live now) throws Phactory.RefusedException {
        if (now.cluster().view().isPresent()) {
            throw new Phactory.RefusedException("Already in cluster");
        }
        return now.sync().blockNext();
    }

    /// Writes the cluster's state for another worker that the chain gave to the cluster.
    ///
    /// @param from the receiver's next block
    /// @return the name of the file in the folder of downloads, and its block
    ClusterStateFiles.Written save(Live now, Sr25519Public receiver, int from)
            throws Phactory.RefusedException, IOException {
        ClusterView view = now.cluster().view().orElseThrow(() -> new Phactory.RefusedException("No cluster found"));
        int block = now.sync().blockNext() - 1;
        if (Integer.compareUnsigned(block, from) < 0) {
            throw new Phactory.RefusedException("Can not save cluster state at block " + Integer.toUnsignedString(block)
                    + " which earlier than min=" + Integer.toUnsignedString(from));
        }
        if (Integer.toUnsignedLong(from) + ClusterStateFiles.MOST_BLOCKS_LATE < Integer.toUnsignedLong(block)) {
            throw new Phactory.RefusedException("The destination worker state is too old, min_block_number="
                    + Integer.toUnsignedString(from) + ", current_block_number=" + Integer.toUnsignedString(block));
        }
        H256 cluster = now.sync()
                .storage()
                .clusterOfWorker(receiver)
                .orElseThrow(
                        () -> new Phactory.RefusedException("The destination worker is not attached to any cluster"));
        if (!cluster.equals(view.id())) {
            throw new Phactory.RefusedException("The destination worker is attached to another cluster, its cluster="
                    + cluster + ", our_cluster=" + view.id());
        }
        ClusterTransfer transfer = new ClusterTransfer(
                now.sync().genesisHash(),
                block,
                now.egress().save(new MessageOrigin.Cluster(view.id())),
                view,
                sidevms.save());
        try {
            return new ClusterStateFiles(files)
                    .write(now.identity().pair(), receiver, view.id(), block, transfer::encode);
        } catch (CryptoException e) {
            throw new Phactory.RefusedException("Invalid receiver");
        }
    }

    /// Reads the cluster's state that another worker wrote for this one; it counts once this worker has executed its
    /// block.
    void load(Live now, String name) throws Phactory.RefusedException, IOException {
        if (now.cluster().view().isPresent()) {
            throw new Phactory.RefusedException("Already in cluster");
        }
        ClusterTransfer transfer;
        try {
            transfer = ClusterTransfer.decode(new ClusterStateFiles(files)
                    .read(now.identity().pair(), name, now.sync().storage()::isWorkerRegistered));
        } catch (DecodeException | CryptoException e) {
            throw new Phactory.RefusedException("The cluster state " + name + " cannot be read: " + e.getMessage());
        }
        if (!transfer.genesis().equals(now.sync().genesisHash())) {
            throw new Phactory.RefusedException("The cluster state is of the chain " + transfer.genesis() + "; this is "
                    + now.sync().genesisHash());
        }
        int block = now.sync().blockNext() - 1;
        if (Integer.compareUnsigned(transfer.block(), block) <= 0) {
            throw new Phactory.RefusedException(
                    "Staled cluster state, current_block_number=" + Integer.toUnsignedString(block)
                            + ", state_block_number=" + Integer.toUnsignedString(transfer.block()));
        }
        pending = transfer;
    }

    /// Goes on with a cluster that another worker brought up to this block; false when there is none.
    boolean takeOver(Live now, BlockContext block) {
        ClusterTransfer transfer = pending;
        if (transfer == null || Integer.compareUnsigned(transfer.block(), block.number()) > 0) {
            return false;
        }
        pending = null;
        H256 cluster = transfer.cluster().id();
        Optional<String> obstacle = obstacle(now, cluster, block);
        if (obstacle.isEmpty()) {
            try {
                now.cluster().restore(transfer.cluster());
            } catch (CryptoException e) {
                obstacle = Optional.of(String.valueOf(e.getMessage()));
            }
        }
        if (obstacle.isPresent()) {
            LOG.log(Level.ERROR, "Cluster state dropped cluster={0} reason={1}", cluster, obstacle.get());
            return false;
        }
        now.egress().load(transfer.messages());
        sidevms.load(transfer.programs());
        sidevms.finishBlock(block.number());
        String number = Integer.toUnsignedString(block.number());
        LOG.log(Level.INFO, "Cluster taken over cluster={0} block={1}", cluster, number);
        return true;
    }

    private static Optional<String> obstacle(Live now, H256 cluster, BlockContext block) {
        if (now.system().gatekeeper().isPresent()) {
            return Optional.of("gatekeepers run no contracts");
        }
        if (now.cluster().view().isPresent()) {
            return Optional.of("a cluster is here");
        }
        boolean isOurs = block.storage()
                .clusterOfWorker(now.identity().publicKey())
                .filter(cluster::equals)
                .isPresent();
        return isOurs ? Optional.empty() : Optional.of("the chain has not given this worker to it");
    }
}
