package network.phala.pruntime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.phala.block.Digest;
import network.phala.block.Header;
import network.phala.crypto.Blake2b;
import network.phala.crypto.Ed25519;
import network.phala.crypto.Twox;
import network.phala.lightclient.GrandpaJustification;
import network.phala.lightclient.Precommit;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.prpc.message.Registration;
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

/// A chain of light blocks made here, for training runs and measurements: each changes what an empty block of the real
/// chain changes, about a dozen and a half of some two hundred keys, one of them new and one gone.
public final class SampleChain {
    private static final int KEYS = 200;
    private static final int CHANGES_PER_BLOCK = 15;
    private static final int HISTORY = 250;

    private final Ed25519.Pair authority = Ed25519.Pair.fromSeed(new byte[32]);
    private final List<KeyValue> genesisState = new ArrayList<>();
    private final List<Header> headers = new ArrayList<>();
    private final List<BlockHeaderWithChanges> blocks = new ArrayList<>();
    private final State genesis;

    public SampleChain(int blockCount) {
        genesisState.add(new KeyValue(
                key("Grandpa", "Authorities"),
                Codecs.vec(Scale.of(Authority.class)).encode(authorities().list())));
        genesisState.add(new KeyValue(key("Grandpa", "CurrentSetId"), Codecs.U64.encode(0L)));
        for (int i = 0; i < KEYS; i++) {
            genesisState.add(new KeyValue(itemKey(i), Codecs.U64.encode(0L)));
        }
        Trie trie = Trie.EMPTY;
        for (KeyValue entry : genesisState) {
            trie = trie.put(entry.key(), entry.value());
        }
        genesis = new State(trie);
        headers.add(new Header(H256.ZERO, 0, genesis.root(), H256.ZERO, Digest.EMPTY));
        for (int number = 1; number <= blockCount; number++) {
            trie = addBlock(number, trie);
        }
    }

    private static Bytes key(String pallet, String item) {
        return Bytes.wrap(Twox.hash128(pallet)).concat(Bytes.wrap(Twox.hash128(item)));
    }

    private static Bytes itemKey(int index) {
        return key("Pallet" + index % 40, "Item" + index);
    }

    private static Bytes historyKey(int number) {
        Bytes block = Codecs.U32.encode(number);
        return Bytes.concat(key("System", "BlockHash"), Bytes.wrap(Twox.hash64(block.toArray())), block);
    }

    private Trie addBlock(int number, Trie before) {
        List<Change> changes = new ArrayList<>();
        changes.add(new Change(key("Timestamp", "Now"), Optional.of(Codecs.U64.encode(number * 3000L))));
        for (int i = 0; i < CHANGES_PER_BLOCK; i++) {
            byte[] value =
                    Blake2b.digest256(Codecs.U64.encode((long) number * 100 + i).toArray());
            changes.add(new Change(itemKey((number * 7 + i * 13) % KEYS), Optional.of(Bytes.wrap(value))));
        }
        changes.add(new Change(
                historyKey(number), Optional.of(headers.getLast().hash().toBytes())));
        if (number > HISTORY) {
            changes.add(new Change(historyKey(number - HISTORY), Optional.empty()));
        }
        Trie trie = before;
        for (Change change : changes) {
            trie = change.value().isPresent()
                    ? trie.put(change.key(), change.value().get())
                    : trie.remove(change.key());
        }
        Header header = new Header(headers.getLast().hash(), number, trie.root(), H256.ZERO, Digest.EMPTY);
        headers.add(header);
        blocks.add(new BlockHeaderWithChanges(header, new Changes(changes, List.of())));
        return trie;
    }

    private AuthoritySet authorities() {
        return new AuthoritySet(List.of(new Authority(authority.publicKey(), 1)), 0);
    }

    public GenesisBlockInfo genesisInfo() {
        List<Bytes> proof = genesis.prove(List.of(key("Grandpa", "Authorities"), key("Grandpa", "CurrentSetId")))
                .nodes();
        return new GenesisBlockInfo(headers.getFirst(), authorities(), proof);
    }

    /// What a worker in simulation is told before its first block.
    ///
    /// @param seed 32 bytes that everybody may know, of which its identity is made; absent takes chance
    public Registration.InitRuntimeRequest initRequest(Optional<Bytes> seed) {
        return new Registration.InitRuntimeRequest(
                false,
                GenesisBlockInfo.codec().encode(genesisInfo()),
                seed,
                KeyValue.listCodec().encode(genesisState),
                Optional.empty(),
                false,
                Optional.empty());
    }

    /// Headers `first` to `last`, the last one with its justification; the first batch begins with 0.
    public List<HeaderToSync> headers(int first, int last) {
        List<HeaderToSync> batch = new ArrayList<>();
        for (int number = first; number <= last; number++) {
            Header header = headers.get(number);
            batch.add(new HeaderToSync(header, number == last ? Optional.of(justify(header)) : Optional.empty()));
        }
        return batch;
    }

    /// The changes of blocks `first` to `last`.
    public List<BlockHeaderWithChanges> blocks(int first, int last) {
        return List.copyOf(blocks.subList(first - 1, last));
    }

    private Bytes justify(Header header) {
        Precommit precommit = Precommit.sign(authority, header.hash(), header.number(), 1, 0);
        return GrandpaJustification.of(1, header.hash(), header.number(), List.of(precommit))
                .encode();
    }
}
