package network.phala.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import network.phala.chain.pool.TransactionStatus;
import network.phala.crypto.Ed25519;
import network.phala.frame.transaction.TransactionSource;
import network.phala.primitives.Bytes;
import network.phala.scale.ScaleReader;
import network.phala.storage.KeyValueStore;
import network.phala.storage.MemoryStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The engine on its own thread; slots of the notebook chain last a second. Its clock stands still unless
/// the test moves it, so that slots do not depend on when threads run.
class SoloEngineTest {
    private static final Ed25519.Pair KEY = NotebookRuntime.pair(1);

    private final BlockingQueue<StateAt> blocks = new LinkedBlockingQueue<>();
    private final BlockingQueue<BlockRef> finals = new LinkedBlockingQueue<>();
    private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
    private final AtomicLong clockMillis = new AtomicLong(1_700_000_000_000L);
    private final KeyValueStore disk = new MemoryStore(Chain.storeColumns());
    private Chain chain = open(disk);

    private Chain open(KeyValueStore store) {
        Chain made =
                Chain.open(NotebookRuntime.spec(KEY), new NotebookRuntime(), ChainConfig.archive(List.of(KEY)), store);
        made.listen(new ChainListener() {
            @Override
            public void onBest(StateAt block) {
                blocks.add(block);
            }

            @Override
            public void onFinalized(BlockRef block) {
                finals.add(block);
            }
        });
        return made;
    }

    @AfterEach
    void close() {
        chain.close();
    }

    private SoloEngine start(SoloEngine.Sealing sealing) {
        return start(sealing, new PatientApp(chain.app()));
    }

    private SoloEngine start(SoloEngine.Sealing sealing, BlockApp app) {
        InstantSource clock = () -> Instant.ofEpochMilli(clockMillis.get());
        SoloEngine engine = new SoloEngine(sealing, clock.withZone(ZoneOffset.UTC), failures::add);
        chain.pool().onReady(engine::noteReady);
        engine.start(app);
        return engine;
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T one = queue.poll(2, TimeUnit.MINUTES);
        if (one == null) {
            throw new AssertionError("Nothing came within two minutes");
        }
        return one;
    }

    private static long timestamp(StateAt block) throws Exception {
        return new ScaleReader(block.state().get(NotebookRuntime.NOW).orElseThrow()).readLong();
    }

    @Test
    void makesABlockInEverySlotAndFinalizesOneBehind() throws Exception {
        try (SoloEngine _ = start(SoloEngine.Sealing.INTERVAL)) {
            StateAt first = next(blocks);
            StateAt second = next(blocks);
            StateAt third = next(blocks);
            assertThat(List.of(first.number(), second.number(), third.number())).containsExactly(1L, 2L, 3L);
            assertThat(slot(first)).isEqualTo(clockMillis.get() / 1000);
            assertThat(slot(second)).isEqualTo(slot(first) + 1);
            assertThat(slot(third)).isEqualTo(slot(first) + 2);
            assertThat(timestamp(second) / 1000).isEqualTo(slot(second));
            assertThat(timestamp(second) - timestamp(first)).isGreaterThanOrEqualTo(500);
            assertThat(next(finals)).isEqualTo(first.ref());
            assertThat(next(finals)).isEqualTo(second.ref());
        }
    }

    @Test
    void leavesOutTheSlotsThatItMissed() throws Exception {
        try (SoloEngine _ = start(SoloEngine.Sealing.INTERVAL)) {
            long first = slot(next(blocks));
            clockMillis.addAndGet(3_600_000);
            StateAt after = next(blocks);
            while (slot(after) < first + 3600) {
                after = next(blocks);
            }
            assertThat(after.number()).isLessThan(3600);
            assertThat(slot(next(blocks))).isEqualTo(slot(after) + 1);
        }
    }

    private static long slot(StateAt block) {
        return Slots.of(block.header()).orElseThrow();
    }

    @Test
    void sealsAtOnceOnDemandAndFinalizesSoonAfter() throws Exception {
        try (SoloEngine _ = start(SoloEngine.Sealing.INSTANT)) {
            assertThat(next(blocks).number()).isEqualTo(1);
            assertThat(blocks.poll(500, TimeUnit.MILLISECONDS))
                    .as("an idle chain makes no blocks")
                    .isNull();
            BlockingQueue<TransactionStatus> seen = new LinkedBlockingQueue<>();
            Bytes note = NotebookRuntime.note(1, 0, "a", "x");
            chain.pool().submitAndWatch(TransactionSource.EXTERNAL, note, seen::add);
            assertThat(next(seen)).isEqualTo(new TransactionStatus.Ready());
            assertThat(next(seen))
                    .isEqualTo(new TransactionStatus.InBlock(chain.hashOf(2).orElseThrow(), 1));
            assertThat(next(seen))
                    .isEqualTo(new TransactionStatus.Finalized(chain.hashOf(2).orElseThrow(), 1));
            assertThat(chain.best().number()).isEqualTo(3);
        }
    }

    /// Clients lose the inclusion of a transaction that becomes final while they still ask about it. The
    /// times are taken on the engine's own thread, so that they are what the engine decided on.
    @Test
    void finalityFollowsInclusionNotTooSoonEvenWhenBlocksFollowFast() throws Exception {
        PatientApp app = new PatientApp(chain.app());
        try (SoloEngine _ = start(SoloEngine.Sealing.INSTANT, app)) {
            BlockingQueue<TransactionStatus> included = new LinkedBlockingQueue<>();
            BlockingQueue<TransactionStatus> finalized = new LinkedBlockingQueue<>();
            for (int i = 0; i < 6; i++) {
                chain.pool()
                        .submitAndWatch(
                                TransactionSource.EXTERNAL, NotebookRuntime.note(1, i, "k", "v" + i), status -> {
                                    if (status instanceof TransactionStatus.InBlock) {
                                        included.add(status);
                                    } else if (status instanceof TransactionStatus.Finalized) {
                                        finalized.add(status);
                                    }
                                });
                next(included);
            }
            for (int i = 0; i < 6; i++) {
                next(finalized);
            }
        }
        assertThat(app.waits).hasSizeGreaterThanOrEqualTo(6);
        assertThat(app.waits).allSatisfy(nanos -> assertThat(nanos).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(190)));
    }

    /// Every ready transaction gets into the next block, however slow this machine is. And how long after its commit
    /// each block got its votes.
    private record PatientApp(BlockApp real, Map<Long, Long> committed, List<Long> waits) implements BlockApp {
        PatientApp(BlockApp real) {
            this(real, new ConcurrentHashMap<>(), new CopyOnWriteArrayList<>());
        }

        @Override
        public Info info() {
            return real.info();
        }

        @Override
        public Proposal prepareProposal(ProposalRequest request) {
            return real.prepareProposal(new ProposalRequest(
                    request.height(), request.timestampMillis(), request.slot(), Duration.ofMinutes(10)));
        }

        @Override
        public boolean processProposal(Proposal proposal) {
            return real.processProposal(proposal);
        }

        @Override
        public List<Vote> extendVote(long number) {
            Long since = committed.get(number);
            if (since != null) {
                waits.add(System.nanoTime() - since);
            }
            return real.extendVote(number);
        }

        @Override
        public boolean verifyVoteExtension(Vote vote) {
            return real.verifyVoteExtension(vote);
        }

        @Override
        public BlockResult finalizeBlock(DecidedBlock block) {
            return real.finalizeBlock(block);
        }

        @Override
        public void commit() {
            real.commit();
            committed.put(info().last().number(), System.nanoTime());
        }
    }

    @Test
    void theStateIsThereWhenInclusionIsTold() throws Exception {
        try (SoloEngine _ = start(SoloEngine.Sealing.INSTANT)) {
            for (int i = 0; i < 5; i++) {
                BlockingQueue<Boolean> visible = new LinkedBlockingQueue<>();
                Bytes key = Bytes.ofUtf8("key" + i);
                chain.pool()
                        .submitAndWatch(
                                TransactionSource.EXTERNAL,
                                NotebookRuntime.note(1, i, key, Bytes.ofUtf8("v")),
                                status -> {
                                    if (status instanceof TransactionStatus.InBlock) {
                                        visible.add(
                                                chain.best().state().get(key).isPresent());
                                    }
                                });
                assertThat(next(visible)).isTrue();
            }
        }
    }

    @Test
    void continuesTheSameChainAfterAStop() throws Exception {
        StateAt last;
        try (SoloEngine _ = start(SoloEngine.Sealing.INSTANT)) {
            chain.pool().submit(TransactionSource.EXTERNAL, NotebookRuntime.note(1, 0, "a", "x"));
            next(blocks);
        }
        last = chain.best();
        chain.close();
        blocks.clear();
        chain = open(disk);
        try (SoloEngine _ = start(SoloEngine.Sealing.INSTANT)) {
            StateAt following = next(blocks);
            assertThat(following.number()).isEqualTo(last.number() + 1);
            assertThat(following.header().parentHash()).isEqualTo(last.hash());
        }
    }

    @Test
    void saysSoWhenTheStoreFails() throws Exception {
        chain.close();
        chain = open(new CrashingStore(disk, 3, false));
        try (SoloEngine _ = start(SoloEngine.Sealing.INTERVAL)) {
            assertThat(next(failures)).isInstanceOf(CrashingStore.Crash.class);
        }
    }
}
