package network.phala.pruntime.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import network.phala.pruntime.cluster.RequestScheduler.OverloadException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// No more run at once than may, nobody waits for ever, and a flow that asks much does not starve one that asks little.
class RequestSchedulerTest {
    private static final long COST_NANOS = 200_000;

    /// Moved by the requests themselves, so that each costs exactly the same.
    private final AtomicLong clock = new AtomicLong();

    @Test
    @Timeout(300)
    void runsNoMoreThanItsDepthAtOnceAndAllInTheEnd() throws Exception {
        RequestScheduler<String> scheduler = new RequestScheduler<>(3, 100);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Future<?>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 60; i++) {
                String flow = "flow" + i % 4;
                all.add(threads.submit(() -> {
                    try (RequestScheduler<String>.Slot _ = scheduler.acquire(flow, 1)) {
                        most.accumulateAndGet(running.incrementAndGet(), Math::max);
                        Thread.onSpinWait();
                        running.decrementAndGet();
                    }
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get(2, TimeUnit.MINUTES);
            }
        }
        assertThat(most.get()).isBetween(1, 3);
    }

    @Test
    @Timeout(300)
    void turnsAwayWhoWouldBeginLastWhenTooManyWait() throws Exception {
        RequestScheduler<String> scheduler = new RequestScheduler<>(1, 2);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            RequestScheduler<String>.Slot first = scheduler.acquire("busy", 1);
            List<Future<String>> waiting = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                waiting.add(threads.submit(() -> {
                    try (RequestScheduler<String>.Slot _ = scheduler.acquire("busy", 1)) {
                        return "ran";
                    } catch (OverloadException e) {
                        return "turned away";
                    }
                }));
            }
            awaitWaiting(scheduler, 2);
            Future<String> modest = threads.submit(() -> {
                try (RequestScheduler<String>.Slot _ = scheduler.acquire("modest", 1)) {
                    return "ran";
                }
            });
            // The modest one begins before the busy flow's second request, so that one has to go.
            while (waiting.stream().noneMatch(Future::isDone)) {
                Thread.onSpinWait();
            }
            first.close();
            assertThat(modest.get(2, TimeUnit.MINUTES)).isEqualTo("ran");
            List<String> outcomes = new ArrayList<>();
            for (Future<String> each : waiting) {
                outcomes.add(each.get(2, TimeUnit.MINUTES));
            }
            assertThat(outcomes).containsExactlyInAnyOrder("ran", "turned away");
        }
    }

    private static void awaitWaiting(RequestScheduler<String> scheduler, int count) {
        while (scheduler.waiting() < count) {
            Thread.onSpinWait();
        }
    }

    @Test
    @Timeout(300)
    void sharesByWeight() throws Exception {
        RequestScheduler<String> scheduler = new RequestScheduler<>(1, 1000, clock::get);
        List<String> order = java.util.Collections.synchronizedList(new ArrayList<>());
        // Costs are learnt from what ran before; here each of both flows has cost the same.
        for (int i = 0; i < 20; i++) {
            for (String flow : List.of("heavy", "light")) {
                try (RequestScheduler<String>.Slot _ = scheduler.acquire(flow, 1)) {
                    clock.addAndGet(COST_NANOS);
                }
            }
        }
        RequestScheduler<String>.Slot gate = scheduler.acquire("gate", 1);
        List<Future<?>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 60; i++) {
                for (String flow : List.of("light", "heavy")) {
                    all.add(threads.submit(() -> {
                        try (RequestScheduler<String>.Slot _ = scheduler.acquire(flow, flow.equals("heavy") ? 3 : 1)) {
                            order.add(flow);
                            clock.addAndGet(COST_NANOS);
                        }
                        return null;
                    }));
                    awaitWaiting(scheduler, all.size());
                }
            }
            gate.close();
            for (Future<?> each : all) {
                each.get(2, TimeUnit.MINUTES);
            }
        }
        long heavyEarly = order.subList(0, 60).stream().filter("heavy"::equals).count();
        assertThat(heavyEarly).as("%s", order).isBetween(43L, 47L);
    }
}
