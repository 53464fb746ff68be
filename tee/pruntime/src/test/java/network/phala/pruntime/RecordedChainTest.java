package network.phala.pruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import network.phala.block.Header;
import network.phala.lightclient.SyncException;
import network.phala.primitives.Bytes;
import network.phala.pruntime.chain.ChainStorage;
import network.phala.pruntime.seal.SealedFiles;
import network.phala.pruntime.system.Benchmark;
import network.phala.pruntime.system.FatalException;
import network.phala.pruntime.system.Phactory;
import network.phala.pruntime.system.Requirements;
import network.phala.scale.DecodeException;
import network.phala.types.mq.Message;
import network.phala.types.sync.BlockHeaderWithChanges;
import network.phala.types.sync.BlockHeaderWithChanges.Change;
import network.phala.types.sync.BlockHeaderWithChanges.Changes;
import network.phala.types.sync.HeaderToSync;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The worker follows the blocks of Phala's published runtime, dispatches their messages, and refuses each altered one.
class RecordedChainTest {
    private static final long SEED = Long.getLong("seed", 20261121);
    private static final int SMALL_BLOCK_BYTES = 3_000;

    private final Random random = new Random(SEED);

    @TempDir
    Path data;

    @Test
    void dispatchesExactlyTheMessagesOfAllRecordedBlocksAndRefusesEachAlteredOne() throws Exception {
        RecordedChain chain = RecordedChain.load();
        List<String> dispatched = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        try (Benchmark benchmark = new Benchmark(0)) {
            // Block 14 of the record asks for a newer consensus version, as a test of exactly that.
            Requirements newer = new Requirements(new ChainStorage.Version(2, 2, 0), 1);
            Phactory worker =
                    new Phactory(TestWorker.config(data), new SealedFiles(data), benchmark, (_, _) -> {}, newer);
            worker.listen((block, message) -> dispatched.add(line(block, message)));
            worker.init(new Phactory.Genesis(
                    chain.genesisInfo(),
                    chain.genesisState(),
                    Optional.of(TestWorker.seed(TestWorker.IDENTITY)),
                    Optional.empty()));
            for (int number = 1; number <= chain.blocks().size(); number++) {
                RecordedChain.Block block = chain.blocks().get(number - 1);
                refuseAlteredHeaders(worker, chain, number);
                assertThat(worker.syncHeaders(chain.headers(number, number))).isEqualTo(number);
                refuseAlteredChanges(worker, block.changes());
                assertThat(worker.dispatchBlocks(List.of(block.changes()))).isEqualTo(number);
                assertThat(worker.snapshot().orElseThrow().storage().root())
                        .isEqualTo(block.header().stateRoot());
                for (Message message : worker.snapshot().orElseThrow().storage().outboundMessages()) {
                    expected.add(line(number, message));
                }
            }
        }
        assertThat(dispatched).isEqualTo(expected).hasSizeGreaterThan(40);
    }

    @Test
    void endsWhenTheChainAsksForANewerConsensusVersion() throws Exception {
        RecordedChain chain = RecordedChain.load();
        List<String> ends = new ArrayList<>();
        try (Benchmark benchmark = new Benchmark(0)) {
            Phactory worker = new Phactory(
                    TestWorker.config(data),
                    new SealedFiles(data),
                    benchmark,
                    (code, reason) -> ends.add(code + " " + reason));
            worker.init(new Phactory.Genesis(
                    chain.genesisInfo(), chain.genesisState(), Optional.empty(), Optional.empty()));
            worker.syncHeaders(chain.headers(1, 20));
            assertThatThrownBy(() -> worker.dispatchBlocks(chain.changes(1, 20)))
                    .isInstanceOf(FatalException.class);
            assertThat(ends).containsExactly("134 The chain wants consensus version 1; this pRuntime has 0");
            assertThatThrownBy(() -> worker.dispatchBlocks(chain.changes(15, 15)))
                    .isInstanceOf(Phactory.RefusedException.class)
                    .hasMessageContaining("has stopped");
        }
    }

    private static String line(int block, Message message) {
        return block + " " + message.sender().display() + " " + message.destination() + " " + message.payload();
    }

    /// Every byte of the header, with a bit of it changed.
    private void refuseAlteredHeaders(Phactory worker, RecordedChain chain, int number) {
        List<HeaderToSync> honest = chain.headers(number, number);
        Bytes encoded = honest.getLast().header().encode();
        for (int at = 0; at < encoded.size(); at++) {
            byte[] bytes = encoded.toArray();
            bytes[at] ^= (byte) (1 << random.nextInt(8));
            Header altered;
            try {
                altered = Header.decode(Bytes.wrap(bytes));
            } catch (DecodeException e) {
                continue;
            }
            if (Integer.compareUnsigned(altered.number(), number) < 0) {
                // Of the past: skipped as known, whatever it says.
                continue;
            }
            List<HeaderToSync> batch = new ArrayList<>(honest);
            batch.set(
                    batch.size() - 1, new HeaderToSync(altered, honest.getLast().justification()));
            assertThatThrownBy(() -> worker.syncHeaders(batch))
                    .as("seed %d, block %d, byte %d of the header", SEED, number, at)
                    .isInstanceOf(SyncException.class);
        }
    }

    /// A byte of every key and of every value, all bytes where they are few; and every change left out.
    private void refuseAlteredChanges(Phactory worker, BlockHeaderWithChanges block) {
        var before = worker.snapshot().orElseThrow();
        List<Change> changes = block.storageChanges().mainStorageChanges();
        boolean all = changes.stream().mapToInt(RecordedChainTest::size).sum() <= SMALL_BLOCK_BYTES;
        for (int i = 0; i < changes.size(); i++) {
            Change change = changes.get(i);
            List<Change> dropped = new ArrayList<>(changes);
            dropped.remove(i);
            refuse(worker, block, dropped, "without change " + i);
            if (change.value().isEmpty()) {
                refuse(worker, block, with(changes, i, change.key(), Bytes.of((byte) 0)), "change " + i + " puts");
                continue;
            }
            Bytes key = change.key();
            Bytes value = change.value().get();
            for (int at : bytesToAlter(key, all)) {
                refuse(worker, block, with(changes, i, flipped(key, at), value), "byte " + at + " of key " + i);
            }
            for (int at : bytesToAlter(value, all)) {
                refuse(worker, block, with(changes, i, key, flipped(value, at)), "byte " + at + " of value " + i);
            }
        }
        var after = worker.snapshot().orElseThrow();
        assertThat(after.storage().root()).isEqualTo(before.storage().root());
        assertThat(after.blockNext()).isEqualTo(before.blockNext());
    }

    private static int size(Change change) {
        return change.key().size() + change.value().map(Bytes::size).orElse(0);
    }

    private int[] bytesToAlter(Bytes bytes, boolean all) {
        return all || bytes.isEmpty()
                ? IntStream.range(0, bytes.size()).toArray()
                : new int[] {random.nextInt(bytes.size())};
    }

    private Bytes flipped(Bytes bytes, int at) {
        byte[] changed = bytes.toArray();
        changed[at] ^= (byte) (1 << random.nextInt(8));
        return Bytes.wrap(changed);
    }

    private static List<Change> with(List<Change> changes, int index, Bytes key, Bytes value) {
        List<Change> altered = new ArrayList<>(changes);
        altered.set(index, new Change(key, Optional.of(value)));
        return altered;
    }

    private static void refuse(Phactory worker, BlockHeaderWithChanges block, List<Change> hostile, String what) {
        BlockHeaderWithChanges forged =
                new BlockHeaderWithChanges(block.blockHeader(), new Changes(hostile, List.of()));
        assertThatThrownBy(() -> worker.dispatchBlocks(List.of(forged)))
                .as("seed %d, block %d, %s", SEED, block.blockHeader().number(), what)
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("StateRootMismatch");
    }
}
