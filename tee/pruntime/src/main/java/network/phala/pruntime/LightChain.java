package network.phala.pruntime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.phala.block.Digest;
import network.phala.block.Header;
import network.phala.crypto.Ed25519;
import network.phala.crypto.Twox;
import network.phala.lightclient.GrandpaJustification;
import network.phala.lightclient.Precommit;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.scale.Codecs;
import network.phala.scale.Scale;
import network.phala.storage.State;
import network.phala.trie.Trie;
import network.phala.types.sync.Authority;
import network.phala.types.sync.AuthoritySet;
import network.phala.types.sync.BlockHeaderWithChanges;
import network.phala.types.sync.BlockHeaderWithChanges.Change;
import network.phala.types.sync.BlockHeaderWithChanges.Changes;
import network.phala.types.sync.GenesisBlockInfo;
import network.phala.types.sync.HeaderToSync;
import network.phala.types.sync.KeyValue;

/// A chain as a relayer shows it to a worker: headers, storage changes, and the justification of one authority. Nothing
/// runs in it; whoever appends a block says what the block changes.
final class LightChain {
    private final Ed25519.Pair authority;
    private final List<Header> headers = new ArrayList<>();
    private final List<BlockHeaderWithChanges> blocks = new ArrayList<>();
    private final List<KeyValue> genesisState = new ArrayList<>();
    private final State genesis;
    private State state;

    /// @param entries storage at genesis besides what GRANDPA needs
    LightChain(Ed25519.Pair authority, List<KeyValue> entries) {
        this.authority = authority;
        genesisState.add(new KeyValue(
                key("Grandpa", "Authorities"),
                Codecs.vec(Scale.of(Authority.class)).encode(authorities().list())));
        genesisState.add(new KeyValue(key("Grandpa", "CurrentSetId"), Codecs.U64.encode(0L)));
        genesisState.addAll(entries);
        Trie trie = Trie.EMPTY;
        for (KeyValue entry : genesisState) {
            trie = trie.put(entry.key(), entry.value());
        }
        genesis = new State(trie);
        state = genesis;
        headers.add(new Header(H256.ZERO, 0, genesis.root(), H256.ZERO, Digest.EMPTY));
    }

    static Bytes key(String pallet, String item) {
        return Bytes.wrap(Twox.hash128(pallet)).concat(Bytes.wrap(Twox.hash128(item)));
    }

    private AuthoritySet authorities() {
        return new AuthoritySet(List.of(new Authority(authority.publicKey(), 1)), 0);
    }

    /// The state after the newest block.
    State state() {
        return state;
    }

    /// The newest block.
    Header head() {
        return headers.getLast();
    }

    int height() {
        return headers.size() - 1;
    }

    void append(List<Change> changes) {
        Trie trie = state.top();
        for (Change change : changes) {
            trie = change.value().isPresent()
                    ? trie.put(change.key(), change.value().get())
                    : trie.remove(change.key());
        }
        state = new State(trie);
        Header header = new Header(head().hash(), headers.size(), state.root(), H256.ZERO, Digest.EMPTY);
        headers.add(header);
        blocks.add(new BlockHeaderWithChanges(header, new Changes(changes, List.of())));
    }

    GenesisBlockInfo genesisInfo() {
        List<Bytes> proof = genesis.prove(List.of(key("Grandpa", "Authorities"), key("Grandpa", "CurrentSetId")))
                .nodes();
        return new GenesisBlockInfo(headers.getFirst(), authorities(), proof);
    }

    List<KeyValue> genesisState() {
        return List.copyOf(genesisState);
    }

    /// Headers `first` to `last`, the last one with its justification.
    List<HeaderToSync> headers(int first, int last) {
        List<HeaderToSync> batch = new ArrayList<>();
        for (int number = first; number <= last; number++) {
            Header header = headers.get(number);
            batch.add(new HeaderToSync(header, number == last ? Optional.of(justify(header)) : Optional.empty()));
        }
        return batch;
    }

    /// The changes of blocks `first` to `last`.
    List<BlockHeaderWithChanges> blocks(int first, int last) {
        return List.copyOf(blocks.subList(first - 1, last));
    }

    private Bytes justify(Header header) {
        Precommit precommit = Precommit.sign(authority, header.hash(), header.number(), 1, 0);
        return GrandpaJustification.of(1, header.hash(), header.number(), List.of(precommit))
                .encode();
    }
}
