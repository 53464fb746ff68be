package network.phala.pruntime.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Queries end when their asker leaves or their time is over. The clock is moved by hand.
class QueryWatchTest {
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong now = new AtomicLong(-5 * SECOND);
    private final AtomicBoolean hasLeft = new AtomicBoolean();
    private final QueryWatch watch = new QueryWatch(now::get);

    @AfterEach
    void close() {
        watch.close();
    }

    private QueryWatch.Watched begin() {
        return watch.watch(hasLeft::get, now.get() + 10 * SECOND);
    }

    @Test
    void aQueryIsWantedUntilItsTimeIsOver() {
        try (QueryWatch.Watched query = begin()) {
            watch.look();
            assertThat(query.isUnwanted()).isFalse();
            now.addAndGet(10 * SECOND - 1);
            watch.look();
            assertThat(query.isUnwanted()).isFalse();
            assertThat(query.isStillWanted()).isTrue();
            now.incrementAndGet();
            watch.look();
            assertThat(query.isUnwanted()).isTrue();
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        }
        assertThat(Thread.currentThread().isInterrupted())
                .as("what comes next on this thread is not disturbed")
                .isFalse();
    }

    @Test
    void aQueryWhoseAskerHasLeftIsUnwanted() {
        try (QueryWatch.Watched query = begin()) {
            now.addAndGet(SECOND);
            hasLeft.set(true);
            assertThat(query.isUnwanted()).isFalse();
            watch.look();
            assertThat(query.isUnwanted()).isTrue();
            assertThat(query.isStillWanted()).isFalse();
        }
    }

    @Test
    void nobodyIsAskedAboutQueriesThatHaveJustBegun() {
        try (QueryWatch.Watched query = watch.watch(
                () -> {
                    throw new AssertionError("asked");
                },
                now.get() + SECOND)) {
            watch.look();
            assertThat(query.isStillWanted()).isTrue();
        }
    }

    @Test
    void afterItsEndAQueryIsNotLookedAt() {
        QueryWatch.Watched query = begin();
        assertThat(watch.count()).isEqualTo(1);
        query.close();
        assertThat(watch.count()).isZero();
        now.addAndGet(100 * SECOND);
        assertThat(query.isStillWanted()).isTrue();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    @Timeout(120)
    void theThreadThatRunsTheQueryIsWokenNotTheOneThatWaitsForIt() throws Exception {
        try (QueryWatch.Watched query = begin()) {
            CountDownLatch running = new CountDownLatch(1);
            CompletableFuture<String> end = new CompletableFuture<>();
            Thread guest = Thread.ofPlatform().start(() -> {
                query.runsHere();
                running.countDown();
                try {
                    new CountDownLatch(1).await();
                    end.complete("not reached");
                } catch (InterruptedException e) {
                    query.leavesHere();
                    end.complete("woken, and then " + Thread.currentThread().isInterrupted());
                }
            });
            running.await();
            now.addAndGet(11 * SECOND);
            watch.look();
            assertThat(end.get()).isEqualTo("woken, and then false");
            guest.join();
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    @Test
    void whatIsUnwantedBeforeItRunsIsToldWhenItBegins() {
        try (QueryWatch.Watched query = begin()) {
            now.addAndGet(11 * SECOND);
            watch.look();
            Thread.interrupted();
            query.runsHere();
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
