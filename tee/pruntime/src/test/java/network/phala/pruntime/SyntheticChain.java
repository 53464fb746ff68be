package network.phala.pruntime;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import network.phala.crypto.Ed25519;
import network.phala.crypto.Twox;
import network.phala.primitives.Bytes;
import network.phala.primitives.Sr25519Public;
import network.phala.scale.Codecs;
import network.phala.scale.Scale;
import network.phala.types.mq.Message;
import network.phala.types.mq.MessageOrigin;
import network.phala.types.sync.BlockHeaderWithChanges;
import network.phala.types.sync.BlockHeaderWithChanges.Change;
import network.phala.types.sync.GenesisBlockInfo;
import network.phala.types.sync.HeaderToSync;
import network.phala.types.sync.KeyValue;

/// A chain with nothing in its blocks but what a worker reads: messages, time, and the registry entries
/// that go with them. It takes what the worker says the way the chain's pallets would: the test decides
/// what comes back.
public final class SyntheticChain {
    public static final int BLOCK_MILLIS = 3000;

    private final LightChain chain;
    private final Map<Bytes, Optional<Bytes>> next = new TreeMap<>();

    /// @param entries storage at genesis besides what GRANDPA needs
    public SyntheticChain(Map<Bytes, Bytes> entries) {
        chain = new LightChain(
                Ed25519.Pair.fromSeed(TestWorker.seed(9).toArray()),
                new TreeMap<>(entries)
                        .entrySet().stream()
                                .map(entry -> new KeyValue(entry.getKey(), entry.getValue()))
                                .toList());
    }

    public static Bytes key(String pallet, String item) {
        return LightChain.key(pallet, item);
    }

    public GenesisBlockInfo genesisInfo() {
        return chain.genesisInfo();
    }

    public List<KeyValue> genesisState() {
        return chain.genesisState();
    }

    /// Writes in the next block.
    public void put(Bytes key, Bytes value) {
        next.put(key, Optional.of(value));
    }

    /// The chain has taken a sender's messages below this sequence.
    public void acceptUpTo(MessageOrigin sender, long sequence) {
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
    public int produce(Message... messages) {
        int number = chain.height() + 1;
        put(key("Timestamp", "Now"), Codecs.U64.encode(1_700_000_000_000L + (long) number * BLOCK_MILLIS));
        Bytes queue = key("PhalaMq", "OutboundMessages");
        if (messages.length > 0) {
            put(queue, Codecs.vec(Message.codec()).encode(List.of(messages)));
        } else if (chain.state().get(queue).isPresent()) {
            next.put(queue, Optional.empty());
        }
        List<Change> changes = new ArrayList<>();
        next.forEach((key, value) -> changes.add(new Change(key, value)));
        next.clear();
        chain.append(changes);
        return number;
    }

    public int height() {
        return chain.height();
    }

    /// Headers from `first` to the newest, the last one justified.
    public List<HeaderToSync> headersFrom(int first) {
        return chain.headers(first == 1 ? 0 : first, height());
    }

    public List<BlockHeaderWithChanges> blocksFrom(int first) {
        return chain.blocks(first, height());
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
