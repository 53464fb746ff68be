package network.phala.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import network.phala.block.Header;
import network.phala.chain.BlockApp.DecidedBlock;
import network.phala.chain.BlockApp.Info;
import network.phala.chain.BlockApp.Proposal;
import network.phala.chain.BlockApp.ProposalRequest;
import network.phala.chain.BlockApp.Vote;
import network.phala.chain.pool.PoolException;
import network.phala.chain.pool.PoolLimits;
import network.phala.crypto.Ed25519;
import network.phala.frame.transaction.TransactionSource;
import network.phala.lightclient.GrandpaJustification;
import network.phala.lightclient.JustificationException;
import network.phala.lightclient.LightClient;
import network.phala.lightclient.Precommit;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.storage.KeyValueStore;
import network.phala.storage.MemoryStore;
import network.phala.storage.State;
import network.phala.storage.StorageException;
import network.phala.storage.WriteBatch;
import network.phala.types.sync.Authority;
import network.phala.types.sync.AuthoritySet;
import network.phala.types.sync.GenesisBlockInfo;
import network.phala.types.sync.HeaderToSync;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The chain on a memory store with the notebook runtime, driven height by height as an engine does.
class ChainTest {
    private static final Ed25519.Pair ONE = NotebookRuntime.pair(1);
    private static final Ed25519.Pair TWO = NotebookRuntime.pair(2);
    private static final Ed25519.Pair THREE = NotebookRuntime.pair(3);

    private final ChainSpec spec = NotebookRuntime.spec(ONE);
    private final KeyValueStore disk = new MemoryStore(Chain.storeColumns());
    private final List<Chain> opened = new ArrayList<>();
    private Chain chain = open(disk, List.of(ONE));

    private Chain open(KeyValueStore store, List<Ed25519.Pair> keys) {
        return open(spec, store, ChainConfig.archive(keys));
    }

    private Chain open(ChainSpec chainSpec, KeyValueStore store, ChainConfig config) {
        Chain made = Chain.open(chainSpec, new NotebookRuntime(), config, store);
        opened.add(made);
        return made;
    }

    @AfterEach
    void close() {
        opened.forEach(Chain::close);
    }

    private static void seal(Chain chain) {
        BlockApp app = chain.app();
        Info info = app.info();
        long height = info.last().number() + 1;
        long slot = Math.max(info.slot(), 1_000_000) + 1;
        Proposal proposal = app.prepareProposal(
                new ProposalRequest(height, slot * info.slotMillis(), slot, Duration.ofMinutes(10)));
        List<Vote> votes = new ArrayList<>();
        for (long number = info.finalized().number() + 1; number < height; number++) {
            votes.addAll(app.extendVote(number));
        }
        app.finalizeBlock(new DecidedBlock(proposal, votes));
        app.commit();
    }

    private void submit(int author, int nonce, String key, String value) throws PoolException {
        chain.pool().submit(TransactionSource.EXTERNAL, NotebookRuntime.note(author, nonce, key, value));
    }

    private H256 hash(long number) {
        return chain.hashOf(number).orElseThrow();
    }

    private static Optional<String> read(State state, String key) {
        return state.get(Bytes.ofUtf8(key)).map(Bytes::toUtf8);
    }

    @Test
    void startsAtItsGenesis() {
        Header genesis = spec.genesisHeader();
        assertThat(chain.best().hash()).isEqualTo(genesis.hash());
        assertThat(chain.finalized()).isEqualTo(new BlockRef(genesis.hash(), 0));
        assertThat(chain.header(genesis.hash())).contains(genesis);
        assertThat(genesis.extrinsicsRoot().toHex())
                .isEqualTo("0x03170a2e7597b7b7e3d84c05391d139a62b157e78786d8c082f29dcf4c111314");
    }

    @Test
    void listenersGoOnAfterWhateverFailed() throws Exception {
        CountDownLatch heard = new CountDownLatch(2);
        chain.listen(new ChainListener() {
            @Override
            public void onBest(StateAt block) {
                heard.countDown();
                throw new StackOverflowError("on purpose");
            }

            @Override
            public void onFinalized(BlockRef block) {}
        });
        seal(chain);
        seal(chain);
        assertThat(heard.await(2, TimeUnit.MINUTES)).isTrue();
    }

    /// The way back to an old state may be long; blocks do not wait for who goes it.
    @Test
    void blocksAreMadeWhileAnOldStateIsLookedFor() throws Exception {
        SlowStore slow = new SlowStore(disk);
        Chain busy = open(slow, List.of(ONE));
        for (int i = 0; i < StateHistory.RECENT_COUNT + 3; i++) {
            seal(busy);
        }
        H256 first = busy.hashOf(1).orElseThrow();
        slow.holds = true;
        FutureTask<Long> asked = new FutureTask<>(() -> busy.stateAt(first).number());
        Thread.ofVirtual().start(asked);
        slow.held.await();
        FutureTask<Long> made = new FutureTask<>(() -> {
            seal(busy);
            return busy.best().number();
        });
        Thread.ofPlatform().daemon().start(made);
        assertThat(made.get(2, TimeUnit.MINUTES)).isEqualTo(StateHistory.RECENT_COUNT + 4);
        slow.goOn.countDown();
        assertThat(asked.get(2, TimeUnit.MINUTES)).isEqualTo(1);
    }

    /// Holds who goes back, when told to.
    private static final class SlowStore extends PassingStore {
        private final CountDownLatch held = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);
        private volatile boolean holds;

        SlowStore(KeyValueStore store) {
            super(store);
        }

        @Override
        public Optional<Bytes> get(String column, Bytes key) {
            if (holds && column.equals("undo")) {
                held.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return super.get(column, key);
        }
    }

    @Test
    void putsReadyTransactionsIntoTheNextBlock() throws Exception {
        submit(1, 0, "a", "x");
        submit(1, 1, "a", "y");
        submit(2, 3, "b", "waits for nonces 0 to 2");
        seal(chain);
        assertThat(read(chain.best().state(), "a")).contains("y");
        Block block = chain.block(chain.best().hash()).orElseThrow();
        assertThat(block.extrinsics()).hasSize(3);
        assertThat(block.header().hash()).isEqualTo(chain.best().hash());
        assertThat(block.header().stateRoot()).isEqualTo(chain.best().state().root());
        assertThat(chain.pool().ready()).isEmpty();
        assertThat(chain.pool().future()).hasSize(1);
    }

    @Test
    void leavesWhatDoesNotFitForLaterBlocks() throws Exception {
        int count = NotebookRuntime.BLOCK_EXTRINSICS_MAX * 2;
        for (int i = 0; i < count; i++) {
            submit(1, i, "k" + i, "v");
        }
        seal(chain);
        assertThat(chain.block(chain.best().hash()).orElseThrow().extrinsics())
                .hasSize(NotebookRuntime.BLOCK_EXTRINSICS_MAX);
        seal(chain);
        seal(chain);
        assertThat(chain.pool().ready()).isEmpty();
        assertThat(read(chain.best().state(), "k" + (count - 1))).contains("v");
    }

    /// A transaction that goes through alone and breaks the block afterwards must not halt the chain.
    @Test
    void makesAnEmptyBlockWhenTheTransactionsBreakIt() throws Exception {
        chain.pool()
                .submit(
                        TransactionSource.EXTERNAL,
                        NotebookRuntime.note(1, 0, NotebookRuntime.POISON, Bytes.ofUtf8("x")));
        seal(chain);
        assertThat(chain.best().number()).isEqualTo(1);
        assertThat(chain.block(chain.best().hash()).orElseThrow().extrinsics()).hasSize(1);
        assertThat(chain.pool().ready()).isEmpty();
        submit(2, 0, "a", "goes on");
        seal(chain);
        assertThat(read(chain.best().state(), "a")).contains("goes on");
    }

    @Test
    void answersEveryEarlierState() throws Exception {
        List<H256> roots = new ArrayList<>();
        int blocks = StateHistory.RECENT_COUNT + 300;
        for (int i = 0; i < blocks; i++) {
            submit(1, i, "k" + i % 7, i % 5 == 4 ? "" : "v" + i);
            if (i % 11 == 0) {
                submit(2, i / 11, "~child" + i % 3, "c" + i);
            }
            seal(chain);
            roots.add(chain.best().state().root());
        }
        Chain reopened = open(disk, List.of(ONE));
        Random random = new Random(1);
        for (int i = 0; i < 60; i++) {
            int number = 1 + random.nextInt(blocks);
            assertThat(chain.stateAt(hash(number)).state().root()).isEqualTo(roots.get(number - 1));
            assertThat(reopened.stateAt(hash(number)).state().root()).isEqualTo(roots.get(number - 1));
        }
        assertThat(reopened.stateAt(hash(0)).state().root())
                .isEqualTo(spec.genesis().root());
    }

    @Test
    void keepsOnlyAsManyStatesAsAskedFor() throws Exception {
        Chain pruned = open(
                spec,
                new MemoryStore(Chain.storeColumns()),
                new ChainConfig(OptionalInt.of(20), PoolLimits.DEFAULT, List.of(ONE)));
        for (int i = 0; i < 60; i++) {
            seal(pruned);
        }
        assertThat(pruned.stateAt(pruned.hashOf(45).orElseThrow()).number()).isEqualTo(45);
        BlockRef old = new BlockRef(pruned.hashOf(10).orElseThrow(), 10);
        assertThat(pruned.header(old.hash())).isPresent();
        assertThatThrownBy(() -> pruned.changes(old)).hasMessageContaining("--pruning=archive");
    }

    @Test
    void keepsTheChangesOfEveryBlock() throws Exception {
        submit(1, 0, "a", "x");
        submit(1, 1, "motto", "");
        submit(1, 2, "~inside", "y");
        seal(chain);
        State replayed = State.EMPTY;
        for (long number = 0; number <= 1; number++) {
            replayed = replayed.apply(chain.changes(new BlockRef(hash(number), number)));
        }
        assertThat(replayed.root()).isEqualTo(chain.best().state().root());
    }

    @Test
    void provesEachBlockFinalOneBlockLater() throws Exception {
        for (int i = 0; i < 5; i++) {
            seal(chain);
            assertThat(chain.finalized().number()).isEqualTo(i);
            assertThat(chain.justification(chain.best().hash())).isEmpty();
        }
        AuthoritySet set = new AuthoritySet(List.of(new Authority(ONE.publicKey(), 1)), 0);
        for (int number = 1; number <= 4; number++) {
            GrandpaJustification justification = GrandpaJustification.decode(
                    chain.justification(hash(number)).orElseThrow());
            assertThat(justification.round()).isEqualTo(number);
            justification.verify(hash(number), number, set);
        }
    }

    @Test
    void aLightClientFollowsTheProofsThroughAChangeOfAuthorities() throws Exception {
        Chain many = open(
                NotebookRuntime.spec(ONE, TWO, THREE),
                new MemoryStore(Chain.storeColumns()),
                ChainConfig.archive(List.of(ONE, TWO, THREE)));
        LightClient client = lightClient(many);
        for (int i = 0; i < 4; i++) {
            seal(many);
        }
        many.pool()
                .submit(
                        TransactionSource.EXTERNAL,
                        NotebookRuntime.note(1, 0, NotebookRuntime.ROTATE, NotebookRuntime.authorities(TWO)));
        for (int i = 0; i < 5; i++) {
            seal(many);
        }
        assertThat(follow(many, client)).containsExactly(5, 8);
        assertThat(client.authoritySet().id()).isEqualTo(1);
        GrandpaJustification first = GrandpaJustification.decode(
                many.justification(many.hashOf(6).orElseThrow()).orElseThrow());
        assertThat(first.round()).isEqualTo(1);
        assertThat(first.commit().precommits()).hasSize(1);
    }

    private static LightClient lightClient(Chain chain) throws Exception {
        State genesis = chain.spec().genesis();
        return LightClient.start(new GenesisBlockInfo(
                chain.spec().genesisHeader(),
                new AuthoritySet(
                        network.phala.scale.Codecs.vec(network.phala.scale.Scale.of(Authority.class))
                                .decodeAll(
                                        genesis.get(NotebookRuntime.AUTHORITIES).orElseThrow()),
                        0),
                genesis.prove(List.of(NotebookRuntime.AUTHORITIES)).nodes()));
    }

    /// As pherry does it: from the next unknown header to where the proof leads. Gives the numbers it leads
    /// to.
    private static List<Integer> follow(Chain chain, LightClient client) throws Exception {
        List<Integer> reached = new ArrayList<>();
        while (client.headerNext() <= chain.finalized().number()) {
            int from = client.headerNext();
            FinalityProof proof = chain.proveFinality(from).orElseThrow();
            List<Header> headers = new ArrayList<>();
            headers.add(chain.header(chain.hashOf(from).orElseThrow()).orElseThrow());
            headers.addAll(proof.unknownHeaders());
            List<HeaderToSync> batch = new ArrayList<>();
            for (Header header : headers) {
                boolean last = header.equals(headers.getLast());
                batch.add(new HeaderToSync(header, last ? Optional.of(proof.justification()) : Optional.empty()));
            }
            reached.add(client.syncHeaders(batch));
        }
        return reached;
    }

    @Test
    void refusesToProveWhatIsNotFinal() {
        seal(chain);
        seal(chain);
        assertThatThrownBy(() -> chain.proveFinality(2))
                .isInstanceOf(UnknownBlockException.class)
                .hasMessageContaining("not yet been finalized");
    }

    @Test
    void needsMoreThanTwoThirdsOfTheSet() throws Exception {
        ChainSpec three = NotebookRuntime.spec(ONE, TWO, THREE);
        Chain alone = open(three, new MemoryStore(Chain.storeColumns()), ChainConfig.archive(List.of(ONE, TWO)));
        seal(alone);
        seal(alone);
        assertThat(alone.finalized().number()).isZero();
        BlockRef target = new BlockRef(alone.hashOf(1).orElseThrow(), 1);
        List<Vote> ours = alone.app().extendVote(1);
        Vote third = new Vote(1, Precommit.sign(THREE, target.hash(), 1, 1, 0));
        Vote wrongRound = new Vote(1, Precommit.sign(THREE, target.hash(), 1, 2, 0));
        Vote stranger = new Vote(1, Precommit.sign(NotebookRuntime.pair(9), target.hash(), 1, 1, 0));
        assertThat(alone.app().verifyVoteExtension(third)).isTrue();
        assertThat(alone.app().verifyVoteExtension(wrongRound)).isFalse();
        assertThat(alone.app().verifyVoteExtension(stranger)).isFalse();
        sealWithVotes(alone, List.of(ours.get(0), ours.get(0), ours.get(1), wrongRound, stranger));
        assertThat(alone.finalized().number()).isZero();
        sealWithVotes(alone, List.of(ours.get(0), ours.get(1), third));
        assertThat(alone.finalized()).isEqualTo(target);
    }

    private static void sealWithVotes(Chain chain, List<Vote> votes) {
        BlockApp app = chain.app();
        Info info = app.info();
        long slot = info.slot() + 1;
        Proposal proposal = app.prepareProposal(
                new ProposalRequest(info.last().number() + 1, slot * info.slotMillis(), slot, Duration.ofMinutes(10)));
        app.finalizeBlock(new DecidedBlock(proposal, votes));
        app.commit();
    }

    @Test
    void everyAlteredJustificationIsRefused() throws Exception {
        seal(chain);
        seal(chain);
        AuthoritySet set = new AuthoritySet(List.of(new Authority(ONE.publicKey(), 1)), 0);
        Bytes good = chain.justification(hash(1)).orElseThrow();
        for (int bit = 0; bit < good.size() * 8; bit++) {
            byte[] bytes = good.toArray();
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(isAccepted(Bytes.wrap(bytes), set)).as("bit %s", bit).isFalse();
        }
    }

    private boolean isAccepted(Bytes justification, AuthoritySet set) {
        try {
            GrandpaJustification.decode(justification).verify(hash(1), 1, set);
            return true;
        } catch (JustificationException | network.phala.scale.DecodeException _) {
            return false;
        }
    }

    @Test
    void goesOnWhereItWasAfterARestart() throws Exception {
        submit(1, 0, "a", "x");
        seal(chain);
        seal(chain);
        Chain again = open(disk, List.of(ONE));
        assertThat(again.best().hash()).isEqualTo(chain.best().hash());
        assertThat(again.best().state().root()).isEqualTo(chain.best().state().root());
        assertThat(again.finalized()).isEqualTo(chain.finalized());
        seal(again);
        assertThat(again.best().number()).isEqualTo(3);
        assertThat(again.finalized().number()).isEqualTo(2);
        assertThat(read(again.best().state(), "a")).contains("x");
    }

    /// The process dies at every write in turn, before or after it is durable. What was reported final
    /// stays, and the chain goes on; nothing happens twice.
    @Test
    void survivesACrashAtEveryWrite() throws Exception {
        for (boolean written : new boolean[] {false, true}) {
            for (int at = 1; at <= 8; at++) {
                crashAndGoOn(at, written);
            }
        }
    }

    private void crashAndGoOn(int crashAtWrite, boolean written) throws Exception {
        String when = "write " + crashAtWrite + (written ? " written" : " lost");
        KeyValueStore plate = new MemoryStore(Chain.storeColumns());
        BlockRef finalizedBefore = new BlockRef(spec.genesisHeader().hash(), 0);
        try {
            Chain dying = open(new CrashingStore(plate, crashAtWrite, written), List.of(ONE));
            for (int i = 0; i < 20; i++) {
                dying.pool().submit(TransactionSource.EXTERNAL, NotebookRuntime.note(1, i, "count", "v" + i));
                finalizedBefore = dying.finalized();
                seal(dying);
            }
            throw new AssertionError("did not crash");
        } catch (CrashingStore.Crash | StorageException _) {
            // The process is gone.
        }
        Chain again = open(plate, List.of(ONE));
        long height = again.best().number();
        assertThat(height).as(when).isEqualTo(Math.max(0, written ? crashAtWrite - 1 : crashAtWrite - 2));
        assertThat(again.finalized().number()).as(when).isGreaterThanOrEqualTo(finalizedBefore.number());
        assertThat(again.hashOf(finalizedBefore.number())).as(when).contains(finalizedBefore.hash());
        assertThat(again.best().state().root())
                .as(when)
                .isEqualTo(again.best().header().stateRoot());
        again.pool().submit(TransactionSource.EXTERNAL, NotebookRuntime.note(1, (int) height, "count", "again"));
        seal(again);
        assertThat(read(again.best().state(), "count")).as(when).contains("again");
        assertThat(again.finalized().number()).as(when).isEqualTo(height);
    }

    @Test
    void refusesTheStoreOfAnotherChain() {
        seal(chain);
        ChainSpec other = NotebookRuntime.spec(TWO);
        assertThatThrownBy(() -> open(other, disk, ChainConfig.archive(List.of())))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("holds another chain")
                .hasMessageContaining("--base-path");
    }

    @Test
    void saysThatADamagedStoreIsDamaged() {
        seal(chain);
        seal(chain);
        Map<String, Bytes> firstKeys = new TreeMap<>();
        for (String column : List.of("state", "blocks")) {
            disk.forEach(column, Bytes.EMPTY, (key, _) -> {
                firstKeys.put(column, key);
                return key.unsigned(0) == 'h';
            });
        }
        disk.write(new WriteBatch()
                .put("state", java.util.Objects.requireNonNull(firstKeys.get("state")), Bytes.ofUtf8("altered")));
        assertThatThrownBy(() -> open(disk, List.of(ONE)))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("damaged")
                .hasMessageContaining("base path");
        disk.write(new WriteBatch().put("meta", Bytes.ofUtf8("best"), Bytes.of((byte) 1)));
        assertThatThrownBy(() -> open(disk, List.of(ONE))).hasMessageContaining("damaged");
        disk.write(new WriteBatch()
                .put("meta", Bytes.ofUtf8("version"), Bytes.of((byte) 0, (byte) 0, (byte) 0, (byte) 9)));
        assertThatThrownBy(() -> open(disk, List.of(ONE))).hasMessageContaining("format 9");
    }

    @Test
    void refusesAProposalThatIsNotABlock() {
        seal(chain);
        Bytes clock = new NotebookRuntime()
                .startBlock(
                        chain.best().state(),
                        new Header(chain.best().hash(), 2, H256.ZERO, H256.ZERO, network.phala.block.Digest.EMPTY))
                .inherents(9)
                .getFirst();
        BlockApp app = chain.app();
        assertThat(app.processProposal(new Proposal(2, 9, 9, List.of(clock)))).isTrue();
        assertThat(app.processProposal(new Proposal(3, 9, 9, List.of(clock)))).isFalse();
        assertThat(app.processProposal(new Proposal(2, 9, 9, List.of(clock, Bytes.of((byte) 5)))))
                .isFalse();
        assertThat(app.processProposal(
                        new Proposal(2, 9, 9, List.of(clock, NotebookRuntime.note(1, 4, "too", "early")))))
                .isFalse();
        assertThat(chain.best().number()).isEqualTo(1);
    }
}
