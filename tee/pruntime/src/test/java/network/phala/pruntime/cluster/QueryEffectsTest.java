package network.phala.pruntime.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import network.phala.pink.types.PinkEvent;
import network.phala.pink.types.SideEffects;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import org.junit.jupiter.api.Test;

/// Queries that ask for much while the writer is busy.
class QueryEffectsTest {
    private static final AccountId CONTRACT = AccountId.of(new byte[32]);

    private static final QueryPlace.Share SHARE = new QueryPlace.Share(CONTRACT, 1);
    private static final QueryPlace.Share OTHER =
            new QueryPlace.Share(new AccountId(Bytes32.fromHex("0x" + "01".repeat(32))), 1);
    private static final Runnable NOT_HERE = () -> {
        throw new AssertionError("nobody else is there");
    };

    private final CountDownLatch writerIsFree = new CountDownLatch(1);
    private final CountDownLatch entered = new CountDownLatch(1);
    private final AtomicInteger applied = new AtomicInteger();
    private final QueryEffects effects = new QueryEffects(
            events -> {
                entered.countDown();
                try {
                    writerIsFree.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                applied.addAndGet(events.size());
            },
            1,
            QueryEffects.BYTES_MAX);

    private static List<SideEffects.FromContract> messages(int count, int size) {
        return Collections.nCopies(
                count, new SideEffects.FromContract(CONTRACT, new PinkEvent.SidevmMessage(Bytes.wrap(new byte[size]))));
    }

    @Test
    void whatWaitsForTheWriterIsBounded() throws Exception {
        List<Thread> waiting = new ArrayList<>();
        AtomicInteger taken = new AtomicInteger();
        CountDownLatch refused = new CountDownLatch(1);
        for (int i = 0; i < 20; i++) {
            waiting.add(Thread.ofVirtual().start(() -> {
                try {
                    if (effects.apply(messages(7, 1 << 20), 0, SHARE, NOT_HERE)) {
                        taken.incrementAndGet();
                    } else {
                        refused.countDown();
                    }
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }));
        }
        entered.await();
        refused.await();
        writerIsFree.countDown();
        for (Thread each : waiting) {
            each.join();
        }
        assertThat(taken.get()).isBetween(9, 19);
        assertThat(applied).hasValue(7 * taken.get());
        assertThat(effects.apply(messages(1, QueryEffects.BYTES_MAX), 0, SHARE, NOT_HERE))
                .as("all is given back, and the largest fits")
                .isTrue();
    }

    /// One contract's queries hold all that there is; another's are done all the same, and before them.
    @Test
    void oneContractsQueriesLeaveAnothersTheirPart() throws Exception {
        List<Thread> waiting = new ArrayList<>();
        AtomicInteger gaveWay = new AtomicInteger();
        CountDownLatch refused = new CountDownLatch(1);
        for (int i = 0; i < 20; i++) {
            waiting.add(Thread.ofVirtual().start(() -> {
                Thread own = Thread.currentThread();
                try {
                    if (!effects.apply(messages(7, 1 << 20), 0, SHARE, own::interrupt)) {
                        refused.countDown();
                    }
                } catch (InterruptedException e) {
                    gaveWay.incrementAndGet();
                }
            }));
        }
        entered.await();
        refused.await();
        Thread other = Thread.ofVirtual().start(() -> {
            try {
                assertThat(effects.apply(messages(1, 20 << 20), 0, OTHER, NOT_HERE))
                        .isTrue();
                applied.addAndGet(1000);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        while (gaveWay.get() < 2) {
            Thread.onSpinWait();
        }
        writerIsFree.countDown();
        other.join();
        for (Thread each : waiting) {
            each.join();
        }
        assertThat(applied.get()).isGreaterThan(1000);
    }

    @Test
    void oneQueryAsksForSoManyAndNoMore() {
        assertThat(QueryEffects.refusal(messages(QueryEffects.MOST, 0))).isEmpty();
        assertThat(QueryEffects.refusal(messages(QueryEffects.MOST + 1, 0)))
                .contains("The query asks for 4097 effects; at most 4096");
    }

    @Test
    void manySmallOnesCountWhatTheyTake() throws Exception {
        writerIsFree.countDown();
        assertThat(effects.apply(messages(QueryEffects.BYTES_MAX / 64, 0), 0, SHARE, NOT_HERE))
                .isTrue();
        assertThat(effects.apply(List.of(), 0, SHARE, NOT_HERE)).isTrue();
        assertThat(applied).hasValue(QueryEffects.BYTES_MAX / 64);
    }
}
