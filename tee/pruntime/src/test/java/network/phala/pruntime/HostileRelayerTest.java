package network.phala.pruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.phala.block.Header;
import network.phala.crypto.Ed25519;
import network.phala.crypto.KeyUri;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.prpc.PrpcException;
import network.phala.prpc.PrpcMethod;
import network.phala.prpc.message.PhactoryInfo;
import network.phala.prpc.message.Sync;
import network.phala.pruntime.RecordedChain.Block;
import network.phala.scale.Codecs;
import network.phala.types.mq.Message;
import network.phala.types.sync.Authority;
import network.phala.types.sync.AuthoritySet;
import network.phala.types.sync.BlockHeaderWithChanges;
import network.phala.types.sync.BlockHeaderWithChanges.Change;
import network.phala.types.sync.BlockHeaderWithChanges.Changes;
import network.phala.types.sync.GenesisBlockInfo;
import network.phala.types.sync.HeaderToSync;
import network.phala.types.sync.KeyValue;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A relayer that lies, over the real interface: each lie is refused with a reason and changes nothing, and the honest
/// relayer then goes on.
class HostileRelayerTest {
    private static final Bytes OUTBOUND_MESSAGES =
            Bytes.fromHex("0x2f039a6a7f13e94b9545257e54062a048a395e6242c6813b196ca31ed0547ea7");

    @TempDir
    Path data;

    @Test
    void refusesTheGenesisOfAnotherChainAndForgedAuthorities() throws Exception {
        RecordedChain chain = RecordedChain.load();
        try (TestWorker worker = TestWorker.start(data)) {
            List<KeyValue> other = new ArrayList<>(chain.genesisState());
            other.set(3, new KeyValue(other.get(3).key(), other.get(3).value().concat(Bytes.of((byte) 1))));
            refused(() -> worker.init(chain.genesisInfo(), other, TestWorker.seed(1)), "state root mismatch");

            Ed25519.Pair mallory = KeyUri.parse("//Mallory").ed25519();
            GenesisBlockInfo honest = chain.genesisInfo();
            GenesisBlockInfo forged = new GenesisBlockInfo(
                    honest.blockHeader(),
                    new AuthoritySet(List.of(new Authority(mallory.publicKey(), 1)), 0),
                    honest.proof());
            refused(() -> worker.init(forged, chain.genesisState(), TestWorker.seed(1)), "authorities");
            GenesisBlockInfo otherSet = new GenesisBlockInfo(
                    honest.blockHeader(), new AuthoritySet(honest.authoritySet().list(), 7), honest.proof());
            refused(() -> worker.init(otherSet, chain.genesisState(), TestWorker.seed(1)), "set");
            assertThat(worker.info().initialized()).isFalse();

            worker.init(honest, chain.genesisState(), TestWorker.seed(TestWorker.IDENTITY));
            refused(
                    () -> worker.init(honest, chain.genesisState(), TestWorker.seed(TestWorker.IDENTITY)),
                    "Runtime already initialized");
            assertThat(worker.info().initialized()).isTrue();
        }
    }

    @Test
    void refusesEveryLieAndGoesOnWithTheHonestRelayer() throws Exception {
        RecordedChain chain = RecordedChain.load();
        try (TestWorker worker = TestWorker.start(data)) {
            worker.init(chain.genesisInfo(), chain.genesisState(), TestWorker.seed(TestWorker.IDENTITY));
            refused(() -> worker.dispatch(chain.changes(1, 1)), "HeaderNotSynced");
            for (int number = 1; number <= 10; number += 3) {
                int last = number + 2;
                PhactoryInfo before = worker.info();
                lieAboutHeaders(worker, chain, number, last);
                assertUnchanged(worker, before);
                assertThat(worker.syncHeaders(chain.headers(number, last))).isEqualTo(last);
                PhactoryInfo synced = worker.info();
                lieAboutBlocks(worker, chain, number, last);
                assertUnchanged(worker, synced);
                assertThat(worker.dispatch(chain.changes(number, last))).isEqualTo(last);
                repeat(worker, chain, number, last);
                assertThat(worker.info().stateRoot())
                        .isEqualTo(bare(chain.blocks().get(last - 1).header().stateRoot()));
            }
        }
    }

    private static void lieAboutHeaders(TestWorker worker, RecordedChain chain, int first, int last) throws Exception {
        List<HeaderToSync> honest = chain.headers(first, last);
        Header end = honest.getLast().header();
        Ed25519.Pair alice = chain.alice();
        Ed25519.Pair mallory = KeyUri.parse("//Mallory").ed25519();
        refused(() -> worker.syncHeaders(withLast(honest, Optional.empty())), "MissingJustification");
        refused(
                () -> worker.syncHeaders(withLast(honest, Optional.of(RecordedChain.justify(end, mallory, 0)))),
                "HeaderValidateFailed");
        refused(
                () -> worker.syncHeaders(withLast(honest, Optional.of(RecordedChain.justify(end, alice, 1)))),
                "HeaderValidateFailed");
        refused(
                () -> worker.syncHeaders(withLast(honest, Optional.of(RecordedChain.justify(end, List.of(), 0)))),
                "HeaderValidateFailed");
        Header other = chain.blocks().get(last - 2).header();
        refused(
                () -> worker.syncHeaders(withLast(honest, Optional.of(RecordedChain.justify(other, alice, 0)))),
                "HeaderValidateFailed");
        refused(() -> worker.syncHeaders(withLast(honest, Optional.of(Bytes.of((byte) 9)))), "HeaderValidateFailed");
        refused(() -> worker.syncHeaders(honest.subList(1, honest.size())), "BlockNumberMismatch");
        List<HeaderToSync> swapped = new ArrayList<>(honest);
        swapped.set(0, honest.get(1));
        refused(() -> worker.syncHeaders(swapped), "Mismatch");
        List<HeaderToSync> forged = new ArrayList<>(honest);
        Header middle = honest.get(honest.size() - 2).header();
        forged.set(
                honest.size() - 2,
                new HeaderToSync(
                        new Header(
                                middle.parentHash(),
                                middle.number(),
                                H256.ZERO,
                                middle.extrinsicsRoot(),
                                middle.digest()),
                        Optional.empty()));
        refused(() -> worker.syncHeaders(forged), "HeaderHashMismatch");
        refused(
                () -> worker.call(PrpcMethod.SYNC_HEADER, new Sync.HeadersToSync(Bytes.of((byte) 4), Optional.empty())),
                "DecodeError");
    }

    private static List<HeaderToSync> withLast(List<HeaderToSync> headers, Optional<Bytes> justification) {
        List<HeaderToSync> changed = new ArrayList<>(headers);
        changed.set(headers.size() - 1, new HeaderToSync(headers.getLast().header(), justification));
        return changed;
    }

    private static void lieAboutBlocks(TestWorker worker, RecordedChain chain, int first, int last) throws Exception {
        Block block = chain.blocks().get(first - 1);
        List<Change> honest = block.changes().storageChanges().mainStorageChanges();
        List<Change> added = new ArrayList<>(honest);
        added.add(new Change(Bytes.ofUtf8("extra"), Optional.of(Bytes.ofUtf8("value"))));
        List<Change> dropped = new ArrayList<>(honest);
        dropped.removeLast();
        List<Change> altered = new ArrayList<>(honest);
        altered.set(0, new Change(honest.getFirst().key(), Optional.of(Bytes.ofUtf8("other"))));
        for (List<Change> lie : List.of(added, dropped, altered, List.<Change>of())) {
            refused(() -> worker.dispatch(List.of(with(block, lie))), "StateRootMismatch");
        }
        reorderMessages(honest)
                .ifPresent(lie -> refused(() -> worker.dispatch(List.of(with(block, lie))), "StateRootMismatch"));
        refused(() -> worker.dispatch(chain.changes(first + 1, last)), "BlockNumberMismatch");
        refused(() -> worker.dispatch(chain.changes(last + 1, last + 1)), "BlockNumberMismatch");
        refused(() -> worker.call(PrpcMethod.DISPATCH_BLOCKS, new Sync.Blocks(Bytes.of((byte) 8))), "DecodeError");
    }

    private static BlockHeaderWithChanges with(Block block, List<Change> changes) {
        return new BlockHeaderWithChanges(block.header(), new Changes(changes, List.of()));
    }

    private static Optional<List<Change>> reorderMessages(List<Change> changes) throws Exception {
        for (int i = 0; i < changes.size(); i++) {
            Change change = changes.get(i);
            if (change.key().equals(OUTBOUND_MESSAGES) && change.value().isPresent()) {
                var codec = Codecs.vec(Message.codec());
                List<Message> messages = codec.decodeAll(change.value().get());
                if (messages.size() > 1) {
                    List<Change> reordered = new ArrayList<>(changes);
                    reordered.set(i, new Change(change.key(), Optional.of(codec.encode(messages.reversed()))));
                    return Optional.of(reordered);
                }
            }
        }
        return Optional.empty();
    }

    /// What is known already is skipped, and says how far the worker is.
    private static void repeat(TestWorker worker, RecordedChain chain, int first, int last) throws Exception {
        PhactoryInfo before = worker.info();
        assertThat(worker.syncHeaders(chain.headers(first, last))).isEqualTo(last);
        assertThat(worker.dispatch(chain.changes(first, last))).isEqualTo(last);
        assertUnchanged(worker, before);
    }

    private static void assertUnchanged(TestWorker worker, PhactoryInfo before) throws Exception {
        PhactoryInfo after = worker.info();
        assertThat(after.stateRoot()).isEqualTo(before.stateRoot());
        assertThat(after.blocknum()).isEqualTo(before.blocknum());
        assertThat(after.headernum()).isEqualTo(before.headernum());
        assertThat(after.pendingMessages()).isEqualTo(before.pendingMessages());
    }

    private static void refused(ThrowingCallable call, String reason) {
        assertThatThrownBy(call).isInstanceOf(PrpcException.class).hasMessageContaining(reason);
    }

    private static String bare(H256 hash) {
        return hash.toHex().substring(2);
    }
}
