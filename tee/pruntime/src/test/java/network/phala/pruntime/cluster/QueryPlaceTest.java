package network.phala.pruntime.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import network.phala.primitives.AccountId;
import network.phala.pruntime.HeapParts;
import network.phala.pruntime.outside.Asker;
import network.phala.pruntime.outside.Work;
import network.phala.sidevm.FairRoom;
import network.phala.wasm.RunStoppedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Queries that wait have no place, and room as long as others need it no more than they. There is one place, and room
/// for two that wait.
@Timeout(300)
class QueryPlaceTest {
    private static final AccountId SLOW = account(1);
    private static final AccountId OTHER = account(2);
    private static final long ROOM = 40L << 20;

    private final RequestScheduler<AccountId> scheduler = new RequestScheduler<>(1, 32);
    private final QueryPlace.Rooms rooms = QueryPlace.Rooms.of(2 * QueryPlace.WAITING_BYTES, ROOM);
    private final FairRoom<AccountId> room = rooms.waiting();
    private final QueryWatch watch = new QueryWatch(System::nanoTime);
    private final CountDownLatch answered = new CountDownLatch(1);

    private static AccountId account(int number) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) number;
        return AccountId.of(bytes);
    }

    /// A query of a contract that waits for the network, on a thread of its own.
    private final class Query {
        final CountDownLatch waits = new CountDownLatch(1);
        final CompletableFuture<String> end = new CompletableFuture<>();
        volatile Asker asker = Asker.of(SLOW);

        Query(AccountId contract, long held) {
            Thread.ofVirtual().start(() -> {
                try (QueryWatch.Watched watched = watch.watch(() -> false, System.nanoTime() + (1L << 60));
                        QueryPlace place = new QueryPlace(
                                scheduler.acquire(contract, 1), rooms, new QueryPlace.Share(contract, 1), watched)) {
                    place.holds(held);
                    asker = place.asker(contract, true);
                    end.complete(run(place, watched));
                } catch (RequestScheduler.OverloadException | InterruptedException e) {
                    end.completeExceptionally(e);
                }
            });
        }

        private String run(QueryPlace place, QueryWatch.Watched watched) {
            try {
                place.during(() -> {
                    waits.countDown();
                    answered.await();
                });
                return "answered";
            } catch (RunStoppedException e) {
                return watched.hasGivenWay() ? "refused" : "stopped";
            } catch (InterruptedException e) {
                return watched.hasGivenWay() ? "gave way" : "interrupted";
            }
        }
    }

    @AfterEach
    void letAllEnd() {
        answered.countDown();
        watch.close();
    }

    private Query waiting(AccountId contract) throws InterruptedException {
        Query query = new Query(contract, 0);
        query.waits.await();
        return query;
    }

    @Test
    void whoWaitsHasNoPlaceUntilItGoesOn() throws Exception {
        Query one = waiting(SLOW);
        Query two = waiting(SLOW);
        // The one place is free.
        RequestScheduler<AccountId>.Slot slot = scheduler.acquire(OTHER, 1);
        answered.countDown();
        while (scheduler.waiting() < 2) {
            Thread.onSpinWait();
        }
        assertThat(one.end.isDone() || two.end.isDone()).isFalse();
        assertThat(room.used()).as("it is not given back before").isEqualTo(2 * QueryPlace.WAITING_BYTES);
        slot.close();
        assertThat(one.end.get()).isEqualTo("answered");
        assertThat(two.end.get()).isEqualTo("answered");
        assertThat(room.used()).isZero();
    }

    /// TLS and the reading of answers: on another thread, while the query rests.
    @Test
    void whatIsDoneForAQueryThatWaitsHasAPlaceWhileItComputes() throws Exception {
        Query one = waiting(SLOW);
        CompletableFuture<Void> other = new CompletableFuture<>();
        try (Work work = one.asker.beginWork()) {
            assertThat(scheduler.running()).isEqualTo(1);
            Thread.ofVirtual().start(() -> {
                try (RequestScheduler<AccountId>.Slot _ = scheduler.acquire(OTHER, 1)) {
                    other.complete(null);
                } catch (RequestScheduler.OverloadException | InterruptedException e) {
                    other.completeExceptionally(e);
                }
            });
            while (scheduler.waiting() < 1) {
                Thread.onSpinWait();
            }
            assertThat(other.isDone()).as("the one place is taken").isFalse();
            work.during(other::join);
            assertThat(scheduler.running()).isEqualTo(1);
        }
        assertThat(scheduler.running()).isZero();
        answered.countDown();
        assertThat(one.end.get()).isEqualTo("answered");
    }

    @Test
    void oneContractsQueriesCannotTakeTheRoomOfAnothers() throws Exception {
        Query first = waiting(SLOW);
        Query second = waiting(SLOW);
        assertThat(new Query(SLOW, 0).end.get()).isEqualTo("refused");
        Query other = waiting(OTHER);
        assertThat(first.end.get()).isEqualTo("gave way");
        assertThat(new Query(OTHER, 0).end.get()).isEqualTo("refused");
        answered.countDown();
        assertThat(second.end.get()).isEqualTo("answered");
        assertThat(other.end.get()).isEqualTo("answered");
    }

    @Test
    void whatAQueryHoldsAndWhatComesForItCounts() throws Exception {
        Query large = new Query(SLOW, QueryPlace.WAITING_BYTES / 2);
        large.waits.await();
        assertThat(large.asker.known()).isEqualTo(SLOW);
        assertThat(large.asker.takes(QueryPlace.WAITING_BYTES / 2)).isTrue();
        assertThat(large.asker.takes(1)).isFalse();
        assertThat(large.end.get()).isEqualTo("gave way");
        assertThat(waiting(OTHER).asker.takes(1)).isTrue();
    }

    /// A query that computes without end, and looks up now and then as contracts' code does.
    @Test
    void whoComputesWithoutEndLetsOthersRun() throws Exception {
        CompletableFuture<String> spinning = new CompletableFuture<>();
        CountDownLatch runs = new CountDownLatch(1);
        CountDownLatch enough = new CountDownLatch(1);
        Thread.ofPlatform().daemon().start(() -> {
            try (QueryWatch.Watched watched = watch.watch(() -> false, System.nanoTime() + (1L << 60));
                    QueryPlace place =
                            new QueryPlace(scheduler.acquire(SLOW, 1), rooms, new QueryPlace.Share(SLOW, 1), watched)) {
                runs.countDown();
                while (enough.getCount() > 0) {
                    place.letOthersRun(() -> 0);
                }
            } catch (RequestScheduler.OverloadException | InterruptedException | RuntimeException e) {
                spinning.completeExceptionally(e);
            }
            spinning.complete("has run");
        });
        runs.await();
        for (int i = 0; i < 3; i++) {
            scheduler.acquire(OTHER, 1).close();
        }
        assertThat(spinning.isDone()).isFalse();
        enough.countDown();
        assertThat(spinning.get()).isEqualTo("has run");
        assertThat(room.used()).isZero();
        assertThat(scheduler.running()).isZero();
    }

    /// A query that runs and holds more and more; gives what it held when it was told to end.
    private CompletableFuture<Long> hoarding(AccountId contract, long most, CountDownLatch reached, CountDownLatch go) {
        CompletableFuture<Long> end = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try (QueryWatch.Watched watched = watch.watch(() -> false, System.nanoTime() + (1L << 60));
                    QueryPlace place = new QueryPlace(
                            new RequestScheduler<AccountId>(1, 1).acquire(contract, 1),
                            rooms,
                            new QueryPlace.Share(contract, 1),
                            watched)) {
                long held = 0;
                while (held < most && !watched.isUnwanted()) {
                    held += 1 << 20;
                    place.keeps(held);
                }
                reached.countDown();
                go.await();
                end.complete(held);
            } catch (InterruptedException e) {
                end.complete(-1L);
            } catch (RequestScheduler.OverloadException | RuntimeException e) {
                end.completeExceptionally(e);
            }
        });
        return end;
    }

    /// What every place has is nobody's business; beyond that all that run share a room, and who has most of it goes
    /// first.
    @Test
    void whoHoldsMoreThanThereIsRoomForEndsAndNobodyElse() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch small = new CountDownLatch(1);
        CompletableFuture<Long> modest = hoarding(OTHER, HeapParts.PLACE_BYTES, small, never);
        small.await();
        assertThat(rooms.running().used()).isZero();
        CountDownLatch full = new CountDownLatch(1);
        CompletableFuture<Long> greedy = hoarding(SLOW, 1L << 40, full, new CountDownLatch(0));
        full.await();
        // Told by an interrupt, or at the next look.
        assertThat(greedy.get()).isIn(-1L, ROOM + HeapParts.PLACE_BYTES + (1 << 20));
        assertThat(modest).isNotDone();

        CountDownLatch half = new CountDownLatch(1);
        CompletableFuture<Long> first = hoarding(SLOW, HeapParts.PLACE_BYTES + ROOM * 3 / 4, half, never);
        half.await();
        CountDownLatch third = new CountDownLatch(1);
        CompletableFuture<Long> second = hoarding(OTHER, HeapParts.PLACE_BYTES + ROOM / 2, third, never);
        third.await();
        assertThat(first.get()).as("gave way to who has less").isEqualTo(-1L);
        assertThat(rooms.running().used()).isEqualTo(ROOM / 2);
        never.countDown();
        assertThat(second.get()).isEqualTo(HeapParts.PLACE_BYTES + ROOM / 2);
        assertThat(modest.get()).isEqualTo(HeapParts.PLACE_BYTES);
    }

    @Test
    void theStopOfTheWorkerEndsWhatWaits() throws Exception {
        Query one = waiting(SLOW);
        watch.close();
        assertThat(one.end.get()).isEqualTo("interrupted");
        assertThat(scheduler.running()).isZero();
        assertThat(room.used()).isZero();
        // One that comes too late is ended as well.
        assertThat(new Query(OTHER, 0).end.get()).isEqualTo("interrupted");
    }
}
