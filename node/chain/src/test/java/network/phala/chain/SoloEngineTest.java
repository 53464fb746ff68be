package network.phala.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import network.phala.chain.pool.TransactionStatus;
import network.phala.crypto.Ed25519;
import network.phala.frame.transaction.TransactionSource;
import network.phala.primitives.Bytes;
import network.phala.scale.ScaleReader;
import network.phala.storage.KeyValueStore;
import network.phala.storage.MemoryStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The engine on its own thread and the real clock; slots of the notebook chain last a second.
class SoloEngineTest {
    private static final Ed25519.Pair KEY = NotebookRuntime.pair(1);

    private final BlockingQueue<StateAt> blocks = new LinkedBlockingQueue<>();
    private final BlockingQueue<BlockRef> finals = new LinkedBlockingQueue<>();
    private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
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
        SoloEngine engine = new SoloEngine(sealing, Clock.systemUTC(), failures::add);
        chain.pool().onReady(engine::noteReady);
        engine.start(chain.app());
        return engine;
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T one = queue.poll(10, TimeUnit.SECONDS);
        if (one == null) {
            throw new AssertionError("Nothing came within 10 s");
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
            assertThat(Slots.of(second.header()).orElseThrow())
                    .isEqualTo(Slots.of(first.header()).orElseThrow() + 1);
            assertThat(timestamp(second) / 1000)
                    .isEqualTo(Slots.of(second.header()).orElseThrow());
            assertThat(timestamp(second) - timestamp(first)).isGreaterThanOrEqualTo(500);
            assertThat(next(finals)).isEqualTo(first.ref());
            assertThat(next(finals)).isEqualTo(second.ref());
        }
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
            TransactionStatus included = next(seen);
            long at = System.nanoTime();
            assertThat(included)
                    .isEqualTo(new TransactionStatus.InBlock(chain.hashOf(2).orElseThrow(), 1));
            assertThat(next(seen))
                    .isEqualTo(new TransactionStatus.Finalized(chain.hashOf(2).orElseThrow(), 1));
            assertThat(System.nanoTime() - at).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(100));
            assertThat(chain.best().number()).isEqualTo(3);
        }
    }

    /// Clients lose the inclusion of a transaction that becomes final while they still ask about it.
    @Test
    void finalityFollowsInclusionNotTooSoonEvenWhenBlocksFollowFast() throws Exception {
        try (SoloEngine _ = start(SoloEngine.Sealing.INSTANT)) {
            List<Long> waits = new java.util.concurrent.CopyOnWriteArrayList<>();
            for (int i = 0; i < 6; i++) {
                BlockingQueue<TransactionStatus> included = new LinkedBlockingQueue<>();
                long[] at = {0};
                chain.pool()
                        .submitAndWatch(
                                TransactionSource.EXTERNAL, NotebookRuntime.note(1, i, "k", "v" + i), status -> {
                                    if (status instanceof TransactionStatus.InBlock) {
                                        at[0] = System.nanoTime();
                                        included.add(status);
                                    } else if (status instanceof TransactionStatus.Finalized) {
                                        waits.add(System.nanoTime() - at[0]);
                                    }
                                });
                next(included);
            }
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (waits.size() < 6) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                Thread.onSpinWait();
            }
            assertThat(waits).allSatisfy(nanos -> assertThat(nanos).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(190)));
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
