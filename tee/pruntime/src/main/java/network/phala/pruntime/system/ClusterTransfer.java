package network.phala.pruntime.system;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.pruntime.cluster.ClusterView;
import network.phala.scale.Codec;
import network.phala.scale.DecodeException;
import network.phala.scale.Scale;
import network.phala.sidevm.Sidevms;

/// A cluster as one worker has it after a block, for another worker of the cluster: its state, its key within, its
/// contracts, its programs, and its messages that the chain has not taken.
///
/// `format u32 ‖` size and SCALE of the [Head], then the tries of the state and of the contracts, as a checkpoint
/// has them. Only workers of ours read it.
///
/// Follows phala-blockchain crates/phactory/src/lib.rs, ClusterState.
record ClusterTransfer(
        H256 genesis, int block, EgressQueue.SavedChannel messages, ClusterView cluster, List<Sidevms.Saved> programs) {
    /// All that is not large.
    private record Head(
            H256 genesis,
            int block,
            EgressQueue.SavedChannel messages,
            SavedWorker.ClusterHead cluster,
            List<Sidevms.Saved> programs) {}

    private static final Codec<Head> HEAD = Scale.of(Head.class);

    Bytes encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(SavedWorker.FORMAT);
            SavedWorker.write(
                    out,
                    HEAD.encode(new Head(genesis, block, messages, SavedWorker.ClusterHead.of(cluster), programs)));
            SavedWorker.write(out, cluster);
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory", e);
        }
        return Bytes.wrap(bytes.toByteArray());
    }

    static ClusterTransfer decode(Bytes bytes) throws DecodeException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.unsafeArray()))) {
            int format = in.readInt();
            if (format != SavedWorker.FORMAT) {
                throw new DecodeException(0, "format " + format + "; expected " + SavedWorker.FORMAT);
            }
            Head head = HEAD.decodeAll(SavedWorker.bytes(in));
            ClusterView cluster = SavedWorker.cluster(in, head.cluster());
            if (in.read() >= 0) {
                throw new DecodeException(0, "something follows the cluster");
            }
            return new ClusterTransfer(head.genesis(), head.block(), head.messages(), cluster, head.programs());
        } catch (IOException e) {
            throw new DecodeException(bytes.size(), "the cluster ends too soon");
        }
    }
}
