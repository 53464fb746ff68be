package network.phala.pruntime.system;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import network.phala.primitives.Bytes;
import network.phala.pruntime.cluster.ClusterView;
import network.phala.pruntime.seal.Checkpoints;
import network.phala.pruntime.seal.IdentityKey;
import network.phala.pruntime.seal.SealedFiles;
import network.phala.scale.Scale;
import network.phala.types.mq.Message;
import network.phala.types.mq.MessageOrigin;
import network.phala.types.mq.SignedMessage;

/// What the newest checkpoint of a worker holds that every worker of its cluster must hold too, for tests that compare
/// them.
///
/// @param cluster everything about the cluster: its whole state, contracts with weights and hooks, handlers
/// @param chain the chain's whole storage
/// @param nextMessage the number of the cluster's next message
/// @param waiting the cluster's messages to the chain that wait, without their signatures, which are by chance
public record CheckpointContents(Bytes cluster, Bytes chain, long nextMessage, List<Message> waiting) {
    /// Opens it with the identity that lies beside.
    ///
    /// @param data the worker's data folder
    public static CheckpointContents newest(Path data) throws IOException {
        SealedFiles files = new SealedFiles(data);
        IdentityKey identity = IdentityKey.loadAny(files).orElseThrow();
        SavedWorker saved = new Checkpoints(files)
                .load(identity.pair(), false, SavedWorker::read)
                .orElseThrow();
        ClusterView cluster = saved.cluster().orElseThrow();
        Optional<EgressQueue.SavedChannel> channel = saved.head().egress().stream()
                .filter(each -> each.sender().equals(new MessageOrigin.Cluster(cluster.id())))
                .findFirst();
        return new CheckpointContents(
                bytes(out -> {
                    SavedWorker.write(
                            out, Scale.of(SavedWorker.ClusterHead.class).encode(SavedWorker.ClusterHead.of(cluster)));
                    SavedWorker.write(out, cluster);
                }),
                bytes(out -> SavedWorker.write(out, saved.chain().top())),
                channel.map(EgressQueue.SavedChannel::nextSequence).orElse(0L),
                channel.map(EgressQueue.SavedChannel::messages).orElse(List.of()).stream()
                        .map(SignedMessage::message)
                        .toList());
    }

    private interface Written {
        void to(DataOutputStream out) throws IOException;
    }

    private static Bytes bytes(Written content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        content.to(new DataOutputStream(bytes));
        return Bytes.wrap(bytes.toByteArray());
    }

    /// Sizes only: contents are too large to read.
    @Override
    public String toString() {
        return "checkpoint with " + cluster.size() + " bytes of cluster (hash " + Objects.hash(cluster) + "), "
                + chain.size() + " bytes of chain, message " + nextMessage;
    }
}
