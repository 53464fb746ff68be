package network.phala.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import network.phala.attestation.NoHardwareVerifier;
import network.phala.block.Digest;
import network.phala.block.DigestItem;
import network.phala.block.Header;
import network.phala.frame.InherentData;
import network.phala.frame.executive.ApplyResult;
import network.phala.frame.executive.Executive;
import network.phala.frame.storage.Externalities;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.scale.Codecs;
import network.phala.scale.DecodeException;
import network.phala.scale.ScaleWriter;
import network.phala.storage.State;
import network.phala.trie.OrderedTrie;

/// A development chain in memory that makes one block after another.
final class TestChain {
    static final long START_MILLIS = 1_800_000_000_000L;
    private static final Bytes BABE = Bytes.ofUtf8("BABE");

    /// A finished block and the state after it.
    record Made(Header header, List<Bytes> extrinsics, List<ApplyResult> results, State state) {}

    final PhalaRuntime runtime = new PhalaRuntime(new NoHardwareVerifier());
    final Executive executive = new Executive(runtime);
    final Extrinsics extrinsics = new Extrinsics(runtime);
    private final long blockMillis;
    State state;
    Header last;

    TestChain(long blockMillis) {
        this.blockMillis = blockMillis;
        this.state = GenesisConfig.dev(blockMillis).build(runtime);
        this.last = new Header(H256.ZERO, 0, state.root(), OrderedTrie.root(List.of()), Digest.EMPTY);
    }

    static Digest claim(long slot) {
        ScaleWriter out = new ScaleWriter();
        out.writeByte(2);
        out.writeInt(0);
        out.writeLong(slot);
        return new Digest(List.of(new DigestItem.PreRuntime(BABE, out.toBytes())));
    }

    long slotAt(long millis) {
        return millis / blockMillis;
    }

    long nextMillis() {
        return START_MILLIS + (last.number() + 1) * blockMillis;
    }

    /// Makes the next block in its slot.
    Made make(Bytes... transactions) throws DecodeException {
        return makeAt(nextMillis(), transactions);
    }

    Made makeAt(long millis, Bytes... transactions) throws DecodeException {
        Externalities ext = new Externalities(state);
        List<Bytes> included = new ArrayList<>();
        List<ApplyResult> results = new ArrayList<>();
        Header header = Externalities.run(ext, () -> {
            executive.initializeBlock(last.hash(), last.number() + 1, claim(slotAt(millis)));
            InherentData data = new InherentData(Map.of(InherentData.TIMESTAMP, Codecs.U64.encode(millis)));
            List<Bytes> all = new ArrayList<>(executive.inherentExtrinsics(data));
            all.addAll(List.of(transactions));
            for (Bytes extrinsic : all) {
                ApplyResult result = executive.applyExtrinsic(extrinsic);
                results.add(result);
                if (result instanceof ApplyResult.Included) {
                    included.add(extrinsic);
                }
            }
            return executive.finalizeBlock();
        });
        State after = ext.overlay().state();
        return new Made(header, included, results, after);
    }

    Made extend(Bytes... transactions) throws DecodeException {
        return accept(make(transactions));
    }

    Made accept(Made made) {
        state = made.state();
        last = made.header();
        return made;
    }
}
