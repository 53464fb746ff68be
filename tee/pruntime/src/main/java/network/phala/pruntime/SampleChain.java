package network.phala.pruntime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.phala.crypto.Blake2b;
import network.phala.crypto.Ed25519;
import network.phala.crypto.Twox;
import network.phala.primitives.Bytes;
import network.phala.prpc.message.Registration;
import network.phala.scale.Codecs;
import network.phala.types.sync.BlockHeaderWithChanges;
import network.phala.types.sync.BlockHeaderWithChanges.Change;
import network.phala.types.sync.GenesisBlockInfo;
import network.phala.types.sync.HeaderToSync;
import network.phala.types.sync.KeyValue;

/// A chain of light blocks made here, for training runs and measurements: each changes what an empty block of the real
/// chain changes, about a dozen and a half of some two hundred keys, one of them new and one gone.
public final class SampleChain {
    private static final int KEYS = 200;
    private static final int CHANGES_PER_BLOCK = 15;
    private static final int HISTORY = 250;

    private final LightChain chain;

    public SampleChain(int blockCount) {
        this(blockCount, 0);
    }

    /// A chain with so many accounts besides, which no block changes: 80 bytes of key and value each.
    public SampleChain(int blockCount, int accounts) {
        List<KeyValue> items = new ArrayList<>();
        for (int i = 0; i < KEYS; i++) {
            items.add(new KeyValue(itemKey(i), Codecs.U64.encode(0L)));
        }
        for (int i = 0; i < accounts; i++) {
            byte[] id = Blake2b.digest256(Codecs.U32.encode(i).toArray());
            Bytes hashed = Bytes.wrap(Blake2b.digest(16, id));
            Bytes account = Bytes.concat(LightChain.key("System", "Account"), hashed, Bytes.wrap(id));
            items.add(new KeyValue(account, account));
        }
        chain = new LightChain(Ed25519.Pair.fromSeed(new byte[32]), items);
        for (int number = 1; number <= blockCount; number++) {
            chain.append(changes(number));
        }
    }

    private static Bytes itemKey(int index) {
        return LightChain.key("Pallet" + index % 40, "Item" + index);
    }

    private static Bytes historyKey(int number) {
        Bytes block = Codecs.U32.encode(number);
        return Bytes.concat(LightChain.key("System", "BlockHash"), Bytes.wrap(Twox.hash64(block.toArray())), block);
    }

    private List<Change> changes(int number) {
        List<Change> changes = new ArrayList<>();
        changes.add(new Change(LightChain.key("Timestamp", "Now"), Optional.of(Codecs.U64.encode(number * 3000L))));
        for (int i = 0; i < CHANGES_PER_BLOCK; i++) {
            byte[] value =
                    Blake2b.digest256(Codecs.U64.encode((long) number * 100 + i).toArray());
            changes.add(new Change(itemKey((number * 7 + i * 13) % KEYS), Optional.of(Bytes.wrap(value))));
        }
        changes.add(
                new Change(historyKey(number), Optional.of(chain.head().hash().toBytes())));
        if (number > HISTORY) {
            changes.add(new Change(historyKey(number - HISTORY), Optional.empty()));
        }
        return changes;
    }

    public GenesisBlockInfo genesisInfo() {
        return chain.genesisInfo();
    }

    public List<KeyValue> genesisState() {
        return chain.genesisState();
    }

    /// What a worker in simulation is told before its first block.
    ///
    /// @param seed 32 bytes that everybody may know, of which its identity is made; absent takes chance
    public Registration.InitRuntimeRequest initRequest(Optional<Bytes> seed) {
        return new Registration.InitRuntimeRequest(
                false,
                GenesisBlockInfo.codec().encode(genesisInfo()),
                seed,
                KeyValue.listCodec().encode(chain.genesisState()),
                Optional.empty(),
                false,
                Optional.empty());
    }

    /// Headers `first` to `last`, the last one with its justification; the first batch begins with 0.
    public List<HeaderToSync> headers(int first, int last) {
        return chain.headers(first, last);
    }

    /// The changes of blocks `first` to `last`.
    public List<BlockHeaderWithChanges> blocks(int first, int last) {
        return chain.blocks(first, last);
    }
}
