package network.phala.pruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
                refuseAlteredHeader(worker, chain, number);
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

    private static void refuseAlteredHeader(Phactory worker, RecordedChain chain, int number) throws DecodeException {
        HeaderToSync honest = chain.headers(number, number).getLast();
        byte[] bytes = honest.header().encode().toArray();
        bytes[number % 32] ^= 0x40;
        Header altered = Header.decode(Bytes.wrap(bytes));
        List<HeaderToSync> batch = new ArrayList<>(chain.headers(number, number));
        batch.set(batch.size() - 1, new HeaderToSync(altered, honest.justification()));
        assertThatThrownBy(() -> worker.syncHeaders(batch)).isInstanceOf(SyncException.class);
    }

    private static void refuseAlteredChanges(Phactory worker, BlockHeaderWithChanges block) {
        var before = worker.snapshot().orElseThrow();
        List<Change> changes = block.storageChanges().mainStorageChanges();
        for (int i = 0; i < changes.size(); i += Math.max(1, changes.size() / 3)) {
            List<Change> altered = new ArrayList<>(changes);
            Change change = changes.get(i);
            altered.set(i, new Change(change.key(), alter(change.value())));
            List<Change> dropped = new ArrayList<>(changes);
            dropped.remove(i);
            for (List<Change> hostile : List.of(altered, dropped)) {
                BlockHeaderWithChanges forged =
                        new BlockHeaderWithChanges(block.blockHeader(), new Changes(hostile, List.of()));
                assertThatThrownBy(() -> worker.dispatchBlocks(List.of(forged)))
                        .isInstanceOf(SyncException.class)
                        .hasMessageContaining("StateRootMismatch");
            }
        }
        var after = worker.snapshot().orElseThrow();
        assertThat(after.storage().root()).isEqualTo(before.storage().root());
        assertThat(after.blockNext()).isEqualTo(before.blockNext());
    }

    private static Optional<Bytes> alter(Optional<Bytes> value) {
        if (value.isEmpty()) {
            return Optional.of(Bytes.of((byte) 0));
        }
        byte[] bytes = value.get().concat(Bytes.of((byte) 0)).toArray();
        bytes[0] ^= 1;
        return Optional.of(Bytes.wrap(bytes));
    }
}
