package network.phala.pruntime.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.phala.lightclient.LightClient;
import network.phala.pink.Cluster;
import network.phala.pink.types.PinkRuntime;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.pruntime.cluster.ClusterView;
import network.phala.scale.Codec;
import network.phala.scale.Scale;
import network.phala.sidevm.Sidevms;
import network.phala.storage.State;
import network.phala.trie.Trie;
import network.phala.types.contract.PinkVersion;
import network.phala.types.sync.KeyValue;

/// Everything a worker is after a block but its keys, as a checkpoint holds it. SCALE of the fields in order.
record SavedWorker(
        int format,
        LightClient.State client,
        SavedState chain,
        int paraId,
        int genesisBlock,
        List<EgressQueue.SavedChannel> egress,
        WorkerState.Saved worker,
        Optional<Gatekeeper.Saved> gatekeeper,
        Optional<SavedCluster> cluster,
        Optional<Bytes> operator,
        List<Sidevms.Saved> sidevms) {
    static final int FORMAT = 3;

    static Codec<SavedWorker> codec() {
        return Scale.of(SavedWorker.class);
    }

    /// A state: top entries, then each child storage's. Roots of child storages are left out; they follow.
    record SavedState(List<KeyValue> top, List<SavedChild> children) {
        static SavedState of(State state) {
            List<KeyValue> top = new ArrayList<>();
            List<SavedChild> children = new ArrayList<>();
            state.top().entries().forEach(entry -> {
                Bytes key = entry.getKey();
                Optional<Trie> child = state.top().getTrie(key);
                if (child.isPresent()) {
                    children.add(
                            new SavedChild(key.slice(State.CHILD_PREFIX.size(), key.size()), entries(child.get())));
                } else {
                    top.add(new KeyValue(key, entry.getValue()));
                }
            });
            return new SavedState(top, children);
        }

        private static List<KeyValue> entries(Trie trie) {
            return trie.entries()
                    .map(entry -> new KeyValue(entry.getKey(), entry.getValue()))
                    .toList();
        }

        State restore() {
            Trie trie = trie(top);
            for (SavedChild child : children) {
                trie = trie.putTrie(State.CHILD_PREFIX.concat(child.key()), trie(child.entries()));
            }
            return new State(trie);
        }

        private static Trie trie(List<KeyValue> entries) {
            Trie trie = Trie.EMPTY;
            for (KeyValue entry : entries) {
                trie = trie.put(entry.key(), entry.value());
            }
            return trie;
        }
    }

    record SavedChild(Bytes key, List<KeyValue> entries) {}

    record SavedCluster(
            H256 id,
            SavedState state,
            PinkVersion version,
            List<KeyValue> contracts,
            Optional<AccountId> logHandler,
            Optional<H256> jsRuntime) {
        static SavedCluster of(ClusterView view) {
            PinkRuntime runtime = view.cluster().runtime();
            return new SavedCluster(
                    view.id(),
                    SavedState.of(view.cluster().state()),
                    new PinkVersion(runtime.major(), runtime.minor()),
                    SavedState.entries(view.contracts()),
                    view.logHandler(),
                    view.jsRuntime());
        }

        ClusterView restore() {
            PinkRuntime runtime = PinkRuntime.of(version.major(), version.minor())
                    .orElseThrow(
                            () -> new IllegalStateException("The saved cluster runs contract runtime " + version.major()
                                    + "." + version.minor() + "; known are those up to " + PinkRuntime.NEWEST));
            return new ClusterView(
                    id,
                    new Cluster(state.restore(), runtime),
                    SavedState.trie(contracts),
                    contracts.size(),
                    logHandler,
                    jsRuntime);
        }
    }
}
