package network.phala.pruntime.system;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import network.phala.lightclient.LightClient;
import network.phala.pink.Cluster;
import network.phala.pink.types.PinkRuntime;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.pruntime.cluster.ClusterView;
import network.phala.pruntime.cluster.Outcomes;
import network.phala.scale.Codec;
import network.phala.scale.DecodeException;
import network.phala.scale.Scale;
import network.phala.sidevm.Sidevms;
import network.phala.storage.State;
import network.phala.trie.Trie;
import network.phala.trie.TrieBuilder;
import network.phala.types.contract.PinkVersion;

/// Everything a worker is after a block but its keys, as a checkpoint holds it. Immutable: it is
/// made of references to what the worker is at one moment, and can be written while the worker goes
/// on.
///
/// Written are: [#FORMAT] (4), the size of the [Head] (4) and its SCALE, the chain's state, and
/// where there is a cluster its state and its contracts. A state is a trie: 1 before each entry,
/// whose key and value follow with their sizes (4 each); 2, key and entries for each child trie; 0
/// at its end. Sizes are big-endian. Roots of child tries are left out; they follow.
record SavedWorker(Head head, State chain, Optional<ClusterView> cluster) {
    static final int FORMAT = 6;

    private static final int END = 0;
    private static final int ENTRY = 1;
    private static final int CHILD = 2;
    /// No key, value or head is longer; the largest are programs.
    private static final int BYTES_MAX = 256 << 20;

    /// All that is not large.
    record Head(
            LightClient.State client,
            int paraId,
            int genesisBlock,
            List<EgressQueue.SavedChannel> egress,
            WorkerState.Saved worker,
            Optional<Gatekeeper.Saved> gatekeeper,
            Optional<ClusterHead> cluster,
            Optional<Bytes> operator,
            List<Sidevms.Saved> sidevms,
            List<Outcomes.Saved> outcomes) {
        static Codec<Head> codec() {
            return Scale.of(Head.class);
        }
    }

    /// What there is of a cluster besides its state and the list of its contracts.
    record ClusterHead(
            H256 id, PinkVersion version, int contractCount, Optional<AccountId> logHandler, Optional<H256> jsRuntime) {
        static ClusterHead of(ClusterView view) {
            PinkRuntime runtime = view.cluster().runtime();
            return new ClusterHead(
                    view.id(),
                    new PinkVersion(runtime.major(), runtime.minor()),
                    view.contractCount(),
                    view.logHandler(),
                    view.jsRuntime());
        }

        ClusterView with(Trie state, Trie contracts) throws DecodeException {
            Optional<PinkRuntime> runtime = PinkRuntime.of(version.major(), version.minor());
            if (runtime.isEmpty()) {
                throw new DecodeException(
                        0,
                        "the saved cluster runs contract runtime " + version.major() + "." + version.minor()
                                + "; known are those up to " + PinkRuntime.NEWEST);
            }
            Cluster cluster = new Cluster(new State(state), runtime.get());
            return new ClusterView(id, cluster, contracts, contractCount, logHandler, jsRuntime);
        }
    }

    /// What is public about it, as JSON.
    String info() {
        return "{\"blocknum\": " + Integer.toUnsignedString(head.client().blockNext()) + ", \"headernum\": "
                + Integer.toUnsignedString(head.client().headerNext()) + ", \"state_root\": \""
                + chain.root().toHex().substring(2) + "\"}";
    }

    // ----- writing -----

    void writeTo(OutputStream target) throws IOException {
        DataOutputStream out = new DataOutputStream(target);
        out.writeInt(FORMAT);
        write(out, Head.codec().encode(head));
        write(out, chain.top());
        if (cluster.isPresent()) {
            write(out, cluster.get());
        }
        out.flush();
    }

    /// What a [ClusterHead] does not hold of a cluster.
    static void write(DataOutputStream out, ClusterView cluster) throws IOException {
        write(out, cluster.cluster().state().top());
        write(out, cluster.contracts());
    }

    static void write(DataOutputStream out, Bytes bytes) throws IOException {
        out.writeInt(bytes.size());
        out.write(bytes.unsafeArray());
    }

    static void write(DataOutputStream out, Trie trie) throws IOException {
        trie.visit(new Trie.Visitor<IOException>() {
            @Override
            public void value(Bytes key, Bytes value) throws IOException {
                out.writeByte(ENTRY);
                write(out, key);
                write(out, value);
            }

            @Override
            public void child(Bytes key, Trie child) throws IOException {
                out.writeByte(CHILD);
                write(out, key);
                write(out, child);
            }
        });
        out.writeByte(END);
    }

    // ----- reading -----

    static SavedWorker read(InputStream source) throws IOException, DecodeException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(source, 1 << 13));
        int format = in.readInt();
        if (format != FORMAT) {
            throw new DecodeException(0, "format " + format + "; this program reads " + FORMAT);
        }
        Head head = Head.codec().decodeAll(bytes(in));
        State chain = new State(trie(in, true));
        Optional<ClusterView> cluster = Optional.empty();
        if (head.cluster().isPresent()) {
            cluster = Optional.of(cluster(in, head.cluster().get()));
        }
        if (in.read() >= 0) {
            throw new DecodeException(0, "something follows the saved worker");
        }
        return new SavedWorker(head, chain, cluster);
    }

    static ClusterView cluster(DataInputStream in, ClusterHead head) throws IOException, DecodeException {
        Trie state = trie(in, true);
        return head.with(state, trie(in, false));
    }

    static Bytes bytes(DataInputStream in) throws IOException, DecodeException {
        int size = in.readInt();
        if (size < 0 || size > BYTES_MAX) {
            throw new DecodeException(0, size + " bytes in one; at most " + BYTES_MAX);
        }
        byte[] read = in.readNBytes(size);
        if (read.length < size) {
            throw new EOFException("it ends in the middle of " + size + " bytes");
        }
        return Bytes.wrap(read);
    }

    private static Trie trie(DataInputStream in, boolean hasChildren) throws IOException, DecodeException {
        TrieBuilder trie = new TrieBuilder();
        for (int kind = in.readUnsignedByte(); kind != END; kind = in.readUnsignedByte()) {
            try {
                if (kind == ENTRY) {
                    Bytes key = bytes(in);
                    trie.add(key, bytes(in));
                } else if (kind == CHILD && hasChildren) {
                    Bytes key = bytes(in);
                    trie.addTrie(key, trie(in, false));
                } else {
                    throw new DecodeException(0, "entry of kind " + kind);
                }
            } catch (IllegalArgumentException e) {
                throw new DecodeException(0, String.valueOf(e.getMessage()));
            }
        }
        return trie.build();
    }
}
