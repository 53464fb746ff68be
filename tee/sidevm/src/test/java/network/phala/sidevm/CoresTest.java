package network.phala.sidevm;

import static network.phala.sidevm.TestHost.until;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Who gets how much of the cores. Time is made by the turns themselves, so that the shares are exact.
class CoresTest {
    private final AtomicLong now = new AtomicLong();
    private final List<String> turns = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch over = new CountDownLatch(1);

    /// A turn of this length, for ever; the test is over after so many turns in all.
    private Cores.Turn turn(String name, long nanos, int total) {
        return () -> {
            if (turns.size() >= total) {
                over.countDown();
                return false;
            }
            turns.add(name);
            now.addAndGet(nanos);
            return true;
        };
    }

    private long count(String name, int from) {
        return count(name, from, turns.size());
    }

    private long count(String name, int from, int to) {
        return turns.subList(from, to).stream().filter(name::equals).count();
    }

    /// Makes all of them ready within one turn: the only core cannot begin one before it knows the others.
    private static void readyTogether(Cores cores, Cores.Share... shares) {
        cores.share(
                        () -> {
                            for (Cores.Share share : shares) {
                                share.ready();
                            }
                            return false;
                        },
                        1)
                .ready();
    }

    /// What no fuel bounds holds up nobody else: another thread is the core meanwhile.
    @Test
    void whoIsAwayLeavesTheCoreToOthers() throws Exception {
        try (Cores cores = new Cores(1, now::get)) {
            CountDownLatch othersHadTheirTurns = new CountDownLatch(2);
            CountDownLatch back = new CountDownLatch(1);
            AtomicInteger awayAtOnce = new AtomicInteger();
            AtomicInteger mostAwayAtOnce = new AtomicInteger();
            List<Cores.Share> leaving = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                leaving.add(cores.share(
                        () -> {
                            cores.away(() -> {
                                mostAwayAtOnce.accumulateAndGet(awayAtOnce.incrementAndGet(), Math::max);
                                int nested = cores.away(() -> 7);
                                await(othersHadTheirTurns);
                                awayAtOnce.decrementAndGet();
                                return nested;
                            });
                            back.countDown();
                            return false;
                        },
                        1));
            }
            leaving.forEach(Cores.Share::ready);
            for (int i = 0; i < 2; i++) {
                cores.share(
                                () -> {
                                    othersHadTheirTurns.countDown();
                                    return false;
                                },
                                1)
                        .ready();
            }
            await(back);
            until(() -> cores.threadCount() == 1, "the end of the threads that stood in");
            assertThat(mostAwayAtOnce).hasValue(1);
            CountDownLatch again = new CountDownLatch(1);
            cores.share(
                            () -> {
                                again.countDown();
                                return false;
                            },
                            1)
                    .ready();
            await(again);
            assertThat(cores.away(() -> 5)).as("elsewhere").isEqualTo(5);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aFaultInOnesTurnEndsOnlyThat() throws Exception {
        try (Cores cores = new Cores(1, now::get)) {
            AtomicInteger broken = new AtomicInteger();
            Cores.Share faulty = cores.share(
                    () -> {
                        broken.incrementAndGet();
                        throw new LinkageError("as of a class that the JVM refuses");
                    },
                    1);
            faulty.ready();
            cores.share(turn("other", 1_000, 10), 1).ready();
            over.await();
            faulty.ready();
            assertThat(broken).hasValue(1);
        }
    }

    @Test
    void timeGoesByWeight() throws Exception {
        try (Cores cores = new Cores(1, now::get)) {
            readyTogether(
                    cores, cores.share(turn("heavy", 1_000, 4_000), 3), cores.share(turn("light", 1_000, 4_000), 1));
            over.await();
            assertThat((double) count("heavy", 10) / count("light", 10)).isBetween(2.95, 3.05);
        }
    }

    @Test
    void longTurnsAreFewerTurns() throws Exception {
        try (Cores cores = new Cores(1, now::get)) {
            readyTogether(
                    cores, cores.share(turn("long", 10_000, 2_200), 1), cores.share(turn("short", 1_000, 2_200), 1));
            over.await();
            assertThat((double) count("short", 20) / count("long", 20)).isBetween(9.5, 10.5);
        }
    }

    @Test
    void aNewWeightHoldsFromThenOn() throws Exception {
        try (Cores cores = new Cores(1, now::get)) {
            Cores.Share light = cores.share(turn("light", 1_000, 8_000), 1);
            Cores.Turn heavy = turn("heavy", 1_000, 8_000);
            Cores.Share changing = cores.share(
                    () -> {
                        if (turns.size() >= 4_000) {
                            light.setWeight(3);
                        }
                        return heavy.run();
                    },
                    3);
            readyTogether(cores, light, changing);
            over.await();
            assertThat((double) count("heavy", 0, 4_000) / count("light", 0, 4_000))
                    .isBetween(2.95, 3.05);
            assertThat((double) count("heavy", 4_010, 8_000) / count("light", 4_010, 8_000))
                    .isBetween(0.95, 1.05);
        }
    }

    @Test
    void whoSleptCatchesUpWithNobody() throws Exception {
        try (Cores cores = new Cores(1, now::get)) {
            Cores.Share sleeper = cores.share(turn("sleeper", 1_000, 3_000), 1);
            Cores.Turn steady = turn("steady", 1_000, 3_000);
            cores.share(
                            () -> {
                                if (turns.size() == 1_000) {
                                    sleeper.ready();
                                }
                                return steady.run();
                            },
                            1)
                    .ready();
            over.await();
            assertThat(count("sleeper", 1_002)).isBetween(990L, 1_010L);
            assertThat(turns.subList(0, 1_000)).containsOnly("steady");
        }
    }

    @Test
    void aWakeDuringATurnIsNotLost() {
        try (Cores cores = new Cores(1)) {
            AtomicInteger taken = new AtomicInteger();
            Cores.Share[] share = new Cores.Share[1];
            share[0] = cores.share(
                    () -> {
                        if (taken.incrementAndGet() < 1_000) {
                            share[0].ready();
                        }
                        return false;
                    },
                    1);
            share[0].ready();
            until(() -> taken.get() == 1_000, "all turns");
        }
    }

    @Test
    void allCoresWork() throws Exception {
        try (Cores cores = new Cores(2)) {
            CountDownLatch both = new CountDownLatch(2);
            for (int i = 0; i < 2; i++) {
                cores.share(
                                () -> {
                                    both.countDown();
                                    try {
                                        return !both.await(2, java.util.concurrent.TimeUnit.MINUTES);
                                    } catch (InterruptedException e) {
                                        return false;
                                    }
                                },
                                1)
                        .ready();
            }
            assertThat(both.await(2, java.util.concurrent.TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void whoLeavesGetsNoMoreTurns() throws Exception {
        try (Cores cores = new Cores(1, now::get)) {
            Cores.Share[] gone = new Cores.Share[1];
            gone[0] = cores.share(
                    () -> {
                        turns.add("gone");
                        gone[0].leave();
                        return true;
                    },
                    1);
            gone[0].ready();
            until(() -> !turns.isEmpty(), "the one turn");
            gone[0].ready();
            cores.share(turn("other", 1_000, 50), 1).ready();
            over.await();
            assertThat(count("gone", 0)).isEqualTo(1);
        }
    }
}
