package network.phala.pruntime.system;

import java.util.List;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.scale.Codec;
import network.phala.scale.DecodeException;
import network.phala.scale.Scale;
import network.phala.scale.ScaleReader;
import network.phala.scale.ScaleWriter;
import network.phala.sidevm.Sidevms;

/// A cluster as one worker has it after a block, for another worker of the cluster: its state, its key within, its
/// contracts, its programs, and its messages that the chain has not taken.
///
/// `format u32 ‖` SCALE of the fields in order; only workers of ours read it.
///
/// Follows phala-blockchain crates/phactory/src/lib.rs, ClusterState.
record ClusterTransfer(
        H256 genesis,
        int block,
        EgressQueue.SavedChannel messages,
        SavedWorker.SavedCluster cluster,
        List<Sidevms.Saved> programs) {
    private static final Codec<ClusterTransfer> CODEC = Scale.of(ClusterTransfer.class);

    Bytes encode() {
        ScaleWriter out = new ScaleWriter();
        out.writeInt(SavedWorker.FORMAT);
        CODEC.encode(this, out);
        return out.toBytes();
    }

    static ClusterTransfer decode(Bytes bytes) throws DecodeException {
        ScaleReader in = new ScaleReader(bytes);
        int format = in.readInt();
        if (format != SavedWorker.FORMAT) {
            throw new DecodeException(0, "format " + format + "; expected " + SavedWorker.FORMAT);
        }
        ClusterTransfer transfer = CODEC.decode(in);
        in.expectEnd();
        return transfer;
    }
}
