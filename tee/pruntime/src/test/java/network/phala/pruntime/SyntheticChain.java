package network.phala.pruntime;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import network.phala.block.Digest;
import network.phala.block.Header;
import network.phala.crypto.Ed25519;
import network.phala.crypto.Twox;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.Sr25519Public;
import network.phala.scale.Codecs;
import network.phala.scale.Scale;
import network.phala.storage.State;
import network.phala.types.mq.Message;
import network.phala.types.mq.MessageOrigin;
import network.phala.types.sync.Authority;
import network.phala.types.sync.AuthoritySet;
import network.phala.types.sync.BlockHeaderWithChanges;
import network.phala.types.sync.BlockHeaderWithChanges.Change;
import network.phala.types.sync.BlockHeaderWithChanges.Changes;
import network.phala.types.sync.GenesisBlockInfo;
import network.phala.types.sync.HeaderToSync;
import network.phala.types.sync.KeyValue;

/// A chain with nothing in its blocks but what a worker reads: messages, time, and the registry entries that go with
/// them.
/// It takes what the worker says the way the chain's pallets would: the test decides what comes back.
final class SyntheticChain {
    static final int BLOCK_MILLIS = 3000;

    private final Ed25519.Pair authority =
            Ed25519.Pair.fromSeed(TestWorker.seed(9).toArray());
    private final List<Header> headers = new ArrayList<>();
    private final List<BlockHeaderWithChanges> blocks = new ArrayList<>();
    private final List<KeyValue> genesisState = new ArrayList<>();
    private final Map<Bytes, Optional<Bytes>> next = new TreeMap<>();
    private State state;

    /// @param entries storage at genesis besides what GRANDPA needs
    SyntheticChain(Map<Bytes, Bytes> entries) {
        Map<Bytes, Bytes> all = new TreeMap<>(entries);
        all.put(
                key("Grandpa", "Authorities"),
                Codecs.vec(Scale.of(Authority.class)).encode(authorities().list()));
        all.put(key("Grandpa", "CurrentSetId"), Codecs.U64.encode(0L));
        all.forEach((key, value) -> genesisState.add(new KeyValue(key, value)));
        state = State.of(all);
        headers.add(new Header(H256.ZERO, 0, state.root(), H256.ZERO, Digest.EMPTY));
    }

    static Bytes key(String pallet, String item) {
        return Bytes.wrap(Twox.hash128(pallet)).concat(Bytes.wrap(Twox.hash128(item)));
    }

    private AuthoritySet authorities() {
        return new AuthoritySet(List.of(new Authority(authority.publicKey(), 1)), 0);
    }

    GenesisBlockInfo genesisInfo() {
        List<Bytes> proof = State.of(toMap(genesisState))
                .prove(List.of(key("Grandpa", "Authorities"), key("Grandpa", "CurrentSetId")))
                .nodes();
        return new GenesisBlockInfo(headers.getFirst(), authorities(), proof);
    }

    private static Map<Bytes, Bytes> toMap(List<KeyValue> entries) {
        Map<Bytes, Bytes> map = new TreeMap<>();
        entries.forEach(entry -> map.put(entry.key(), entry.value()));
        return map;
    }

    List<KeyValue> genesisState() {
        return genesisState;
    }

    /// Writes in the next block.
    void put(Bytes key, Bytes value) {
        next.put(key, Optional.of(value));
    }

    /// The chain has taken a sender's messages below this sequence.
    void acceptUpTo(MessageOrigin sender, long sequence) {
        Bytes encoded = sender.encode();
        put(
                Bytes.concat(
                        key("PhalaMq", "OffchainIngress"), Bytes.wrap(Twox.hash64(encoded.unsafeArray())), encoded),
                Codecs.U64.encode(sequence));
    }

    void setGatekeepers(List<Sr25519Public> gatekeepers) {
        put(
                key("PhalaRegistry", "Gatekeeper"),
                Codecs.vec(Scale.of(Sr25519Public.class)).encode(gatekeepers));
    }

    /// Makes the next block; gives its number.
    int produce(Message... messages) {
        int number = headers.size();
        put(key("Timestamp", "Now"), Codecs.U64.encode(1_700_000_000_000L + (long) number * BLOCK_MILLIS));
        Bytes queue = key("PhalaMq", "OutboundMessages");
        if (messages.length > 0) {
            put(queue, Codecs.vec(Message.codec()).encode(List.of(messages)));
        } else if (state.get(queue).isPresent()) {
            next.put(queue, Optional.empty());
        }
        List<Change> changes = new ArrayList<>();
        next.forEach((key, value) -> changes.add(new Change(key, value)));
        next.clear();
        var top = state.top();
        for (Change change : changes) {
            top = change.value().isPresent()
                    ? top.put(change.key(), change.value().get())
                    : top.remove(change.key());
        }
        state = new State(top);
        Header header = new Header(headers.getLast().hash(), number, state.root(), H256.ZERO, Digest.EMPTY);
        headers.add(header);
        blocks.add(new BlockHeaderWithChanges(header, new Changes(changes, List.of())));
        return number;
    }

    int height() {
        return headers.size() - 1;
    }

    /// Headers from `first` to the newest, the last one justified.
    List<HeaderToSync> headersFrom(int first) {
        List<HeaderToSync> batch = new ArrayList<>();
        for (int number = first == 1 ? 0 : first; number < headers.size(); number++) {
            Header header = headers.get(number);
            boolean last = number == headers.size() - 1;
            batch.add(new HeaderToSync(
                    header, last ? Optional.of(RecordedChain.justify(header, authority, 0)) : Optional.empty()));
        }
        return batch;
    }

    List<BlockHeaderWithChanges> blocksFrom(int first) {
        return List.copyOf(blocks.subList(first - 1, blocks.size()));
    }

    /// Brings the worker to the newest block, as pherry would.
    void bring(TestWorker worker) throws Exception {
        int headerNext = worker.info().headernum();
        if (headerNext <= height()) {
            worker.syncHeaders(headersFrom(Math.max(1, headerNext)));
        }
        int blockNext = worker.info().blocknum();
        if (blockNext <= height()) {
            worker.dispatch(blocksFrom(blockNext));
        }
    }
}
