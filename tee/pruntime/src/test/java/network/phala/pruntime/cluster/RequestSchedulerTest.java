package network.phala.pruntime.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
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

    /// The flood's requests have not been seen to cost anything yet, and would all begin before the modest flow's next
    /// one, which has cost much: it gets into the queue all the same, and stays there.
    @Test
    @Timeout(300)
    void whoAsksOneThingAtATimeIsNotTurnedAwayForAFlood() throws Exception {
        RequestScheduler<String> scheduler = new RequestScheduler<>(1, 2, clock::get);
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        run(scheduler, "modest", 1000 * COST_NANOS);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            RequestScheduler<String>.Slot gate = scheduler.acquire("flood", 1);
            Future<?> one = queued(threads, scheduler, "flood", order);
            awaitWaiting(scheduler, 1);
            Future<?> two = queued(threads, scheduler, "flood", order);
            awaitWaiting(scheduler, 2);
            Future<?> modest = queued(threads, scheduler, "modest", order);
            assertThatThrownBy(two::get).hasCauseInstanceOf(OverloadException.class);
            awaitWaiting(scheduler, 2);
            assertThatThrownBy(() -> scheduler.acquire("flood", 1)).isInstanceOf(OverloadException.class);
            gate.close();
            one.get();
            modest.get();
        }
        assertThat(order).containsExactly("flood", "modest");
    }

    private static void awaitWaiting(RequestScheduler<String> scheduler, int count) {
        while (scheduler.waiting() < count) {
            Thread.onSpinWait();
        }
    }

    @Test
    @Timeout(300)
    void sharesByWeight() throws Exception {
        assertThat(shareOfHeavy(3, 1)).isBetween(43L, 47L);
    }

    /// Weights may be money: a step between them is then far below a nanosecond.
    @Test
    @Timeout(300)
    void sharesByLargeWeights() throws Exception {
        assertThat(shareOfHeavy(300_000_000, 100_000_000)).isBetween(43L, 47L);
        assertThat(shareOfHeavy(0xf000_0000, 0x5000_0000)).isBetween(43L, 47L);
    }

    /// Of the first 60 of 120 requests that wait, how many are of the flow with the larger weight.
    private long shareOfHeavy(int heavy, int light) throws Exception {
        RequestScheduler<String> scheduler = new RequestScheduler<>(1, 1000, clock::get);
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        // Costs are learnt from what ran before; here each of both flows has cost the same.
        for (int i = 0; i < 20; i++) {
            run(scheduler, "heavy", COST_NANOS);
            run(scheduler, "light", COST_NANOS);
        }
        List<Future<?>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                RequestScheduler<String>.Slot _ = scheduler.acquire("gate", 1)) {
            for (int i = 0; i < 60; i++) {
                for (String flow : List.of("light", "heavy")) {
                    all.add(threads.submit(() -> {
                        try (RequestScheduler<String>.Slot _ =
                                scheduler.acquire(flow, flow.equals("heavy") ? heavy : light)) {
                            order.add(flow);
                            clock.addAndGet(COST_NANOS);
                        }
                        return null;
                    }));
                    awaitWaiting(scheduler, all.size());
                }
            }
        }
        for (Future<?> each : all) {
            each.get();
        }
        return order.subList(0, 60).stream().filter("heavy"::equals).count();
    }

    private void run(RequestScheduler<String> scheduler, String flow, long nanos) throws Exception {
        try (RequestScheduler<String>.Slot _ = scheduler.acquire(flow, 1)) {
            clock.addAndGet(nanos);
        }
    }

    /// The queue is full of ten flows' requests, each a thousand times as expensive as the modest one's, and is
    /// filled up again whenever there is room. The modest flow asks one at a time, and waits for one turn of each
    /// other flow at most, not for the 32 in the queue.
    @Test
    @Timeout(300)
    void aFloodOfExpensiveRequestsDoesNotKeepAModestFlowWaiting() throws Exception {
        RequestScheduler<String> scheduler = new RequestScheduler<>(1, 32, clock::get);
        for (int flow = 0; flow < 10; flow++) {
            run(scheduler, "hostile" + flow, 1000 * COST_NANOS);
        }
        run(scheduler, "modest", COST_NANOS);
        BlockingQueue<String> turns = new LinkedBlockingQueue<>();
        BlockingQueue<String> turnedAway = new LinkedBlockingQueue<>();
        Semaphore next = new Semaphore(0);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Consumer<String> ask = flow -> threads.submit(() -> {
                try (RequestScheduler<String>.Slot _ = scheduler.acquire(flow, 1)) {
                    turns.add(flow);
                    next.acquire();
                    clock.addAndGet(flow.equals("modest") ? COST_NANOS : 1000 * COST_NANOS);
                } catch (OverloadException e) {
                    turnedAway.add(flow);
                }
                return null;
            });
            ask.accept("hostile0");
            assertThat(turns.take()).isEqualTo("hostile0");
            int asked = 0;
            for (int round = 0; round < 20; round++) {
                while (scheduler.waiting() < 32) {
                    int before = scheduler.waiting();
                    ask.accept("hostile" + asked++ % 10);
                    awaitWaiting(scheduler, before + 1);
                }
                ask.accept("modest");
                assertThat(turnedAway.take()).startsWith("hostile");
                int hostileTurns = 0;
                for (next.release(); !turns.take().equals("modest"); next.release()) {
                    hostileTurns++;
                }
                assertThat(hostileTurns).isLessThan(10);
                next.release();
                assertThat(turns.take()).startsWith("hostile");
            }
            next.release(1000);
        }
    }

    /// What was turned away has cost nothing, and must not be paid for afterwards.
    @Test
    @Timeout(300)
    void whoWasTurnedAwayOftenHasHisTurnAfterwards() throws Exception {
        RequestScheduler<String> scheduler = new RequestScheduler<>(1, 8, clock::get);
        for (int i = 0; i < 20; i++) {
            run(scheduler, "eager", COST_NANOS);
            run(scheduler, "calm", COST_NANOS);
        }
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        List<Future<?>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try (RequestScheduler<String>.Slot _ = scheduler.acquire("gate", 1)) {
                for (int i = 0; i < 4; i++) {
                    all.add(queued(threads, scheduler, "eager", order));
                    awaitWaiting(scheduler, all.size());
                }
                for (int i = 0; i < 4; i++) {
                    all.add(queued(threads, scheduler, "calm", order));
                    awaitWaiting(scheduler, all.size());
                }
                for (int i = 0; i < 1000; i++) {
                    assertThatThrownBy(() -> scheduler.acquire("eager", 1)).isInstanceOf(OverloadException.class);
                }
            }
            for (Future<?> each : all) {
                each.get();
            }
            all.clear();
            try (RequestScheduler<String>.Slot _ = scheduler.acquire("gate", 1)) {
                for (String flow : List.of("calm", "eager", "calm", "eager", "calm", "eager")) {
                    all.add(queued(threads, scheduler, flow, order));
                    awaitWaiting(scheduler, all.size());
                }
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
        assertThat(order.subList(8, 14)).containsExactly("calm", "eager", "calm", "eager", "calm", "eager");
    }

    /// One that leaves the queue is forgotten, its flow's turn with it.
    @Test
    @Timeout(300)
    void whoLeavesTheQueueNeverStarts() throws Exception {
        RequestScheduler<String> scheduler = new RequestScheduler<>(1, 8, clock::get);
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            try (RequestScheduler<String>.Slot _ = scheduler.acquire("gate", 1)) {
                for (int i = 0; i < 3; i++) {
                    all.add(queued(threads, scheduler, "flow" + i, order));
                    awaitWaiting(scheduler, i + 1);
                }
                all.get(1).cancel(true);
                while (scheduler.waiting() > 2) {
                    Thread.onSpinWait();
                }
            }
            all.get(0).get();
            all.get(2).get();
            // The place is free again.
            run(scheduler, "last", 1);
        }
        assertThat(order).containsExactly("flow0", "flow2");
    }

    /// Who waits for something else has no place; when there is none for it to go on, it waits for one.
    @Test
    @Timeout(300)
    void whoRestsLetsOthersRun() throws Exception {
        RequestScheduler<String> scheduler = new RequestScheduler<>(1, 8, clock::get);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            RequestScheduler<String>.Slot slow = scheduler.acquire("slow", 1);
            assertThat(slow.rest()).isTrue();
            Future<?> back;
            try (RequestScheduler<String>.Slot _ = scheduler.acquire("quick", 1)) {
                back = threads.submit(() -> {
                    slow.resume();
                    return null;
                });
                awaitWaiting(scheduler, 1);
                assertThat(scheduler.running()).isEqualTo(1);
            }
            back.get();
            assertThat(scheduler.running()).isEqualTo(1);
            slow.close();
            slow.close();
            assertThat(scheduler.running()).isZero();
            assertThat(slow.rest()).as("it is over").isFalse();
            assertThatThrownBy(slow::resume).isInstanceOf(InterruptedException.class);
        }
    }

    /// The time of waiting for others costs nothing: a flow that waited for hours has its turn as before.
    @Test
    @Timeout(300)
    void waitingIsNotPaidFor() throws Exception {
        RequestScheduler<String> scheduler = new RequestScheduler<>(1, 100, clock::get);
        for (int i = 0; i < 20; i++) {
            run(scheduler, "calm", 2 * COST_NANOS);
            try (RequestScheduler<String>.Slot slow = scheduler.acquire("slow", 1)) {
                clock.addAndGet(2 * COST_NANOS);
                slow.rest();
                clock.addAndGet(3_600_000_000_000L);
                slow.resume();
                clock.addAndGet(2 * COST_NANOS);
            }
        }
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        List<Future<?>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try (RequestScheduler<String>.Slot _ = scheduler.acquire("gate", 1)) {
                for (int i = 0; i < 20; i++) {
                    all.add(queued(threads, scheduler, i % 2 == 0 ? "calm" : "slow", order));
                    awaitWaiting(scheduler, all.size());
                }
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
        assertThat(order.subList(0, 10).stream().filter("slow"::equals).count()).isBetween(4L, 6L);
    }

    /// Only one that has run for a while, and only by a flow whose turn it is. It goes on before what its flow asks
    /// later.
    @Test
    @Timeout(300)
    void whoRunsLongIsOvertakenByOthersWhoseTurnItIs() throws Exception {
        RequestScheduler<String> scheduler = new RequestScheduler<>(1, 8, clock::get);
        run(scheduler, "spins", 100 * RequestScheduler.QUANTUM_NANOS);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<String> order = Collections.synchronizedList(new ArrayList<>());
            RequestScheduler<String>.Slot spins = scheduler.acquire("spins", 1);
            clock.addAndGet(RequestScheduler.QUANTUM_NANOS);
            assertThat(spins.isOvertaken()).as("nobody waits").isFalse();
            List<Future<?>> all = new ArrayList<>();
            all.add(queued(threads, scheduler, "spins", order));
            awaitWaiting(scheduler, 1);
            assertThat(spins.isOvertaken()).as("its own flow waits").isFalse();
            all.add(queued(threads, scheduler, "calm", order));
            awaitWaiting(scheduler, 2);
            assertThat(spins.isOvertaken()).as("it is the turn of another").isTrue();
            spins.letOthersRun();
            order.add("goes on");
            assertThat(spins.isOvertaken()).as("it has just come").isFalse();
            spins.close();
            for (Future<?> each : all) {
                each.get();
            }
            assertThat(order).containsExactly("calm", "goes on", "spins");
        }
    }

    /// Two flows whose requests take very long have their parts of the one place by weight, while they run.
    @Test
    @Timeout(300)
    void longRequestsShareByWeightWhileTheyRun() throws Exception {
        RequestScheduler<String> scheduler = new RequestScheduler<>(1, 8, clock::get);
        Map<String, Integer> ran = quantaOf1000(scheduler, List.of("heavy", "light"), Map.of("heavy", 3, "light", 1));
        assertThat(ran.get("heavy")).isBetween(735, 765);
    }

    /// Who asks for much at once has no more of the place for it, whatever it was thought to cost.
    @Test
    @Timeout(300)
    void longRequestsOfOneFlowHaveItsPartTogether() throws Exception {
        RequestScheduler<String> scheduler = new RequestScheduler<>(1, 32, clock::get);
        run(scheduler, "many", 1);
        List<String> flows = new ArrayList<>(Collections.nCopies(16, "many"));
        flows.add("one");
        Map<String, Integer> ran = quantaOf1000(scheduler, flows, Map.of("many", 1, "one", 1));
        assertThat(ran.get("one")).isBetween(480, 520);
    }

    /// How many of a thousand quanta each flow runs on the one place, whose requests, queued in this order, would run
    /// for ever.
    private Map<String, Integer> quantaOf1000(
            RequestScheduler<String> scheduler, List<String> flows, Map<String, Integer> weights) throws Exception {
        Map<String, Integer> ran = new ConcurrentHashMap<>();
        AtomicInteger all = new AtomicInteger();
        List<Future<?>> requests = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            RequestScheduler<String>.Slot gate = scheduler.acquire("gate", 1);
            for (String flow : flows) {
                requests.add(threads.submit(() -> {
                    try (RequestScheduler<String>.Slot slot =
                            scheduler.acquire(flow, Objects.requireNonNull(weights.get(flow)))) {
                        while (all.get() < 1000) {
                            all.incrementAndGet();
                            clock.addAndGet(RequestScheduler.QUANTUM_NANOS);
                            ran.merge(flow, 1, Integer::sum);
                            if (slot.isOvertaken()) {
                                slot.letOthersRun();
                            }
                        }
                    }
                    return null;
                }));
                awaitWaiting(scheduler, requests.size());
            }
            gate.close();
            for (Future<?> each : requests) {
                each.get();
            }
        }
        assertThat(scheduler.running()).isZero();
        return ran;
    }

    /// Of two long requests of one flow the one that has begun goes on, when others have had their turns.
    @Test
    @Timeout(300)
    void whatHasBegunEndsBeforeItsFlowBeginsMore() throws Exception {
        RequestScheduler<String> scheduler = new RequestScheduler<>(1, 32, clock::get);
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        List<Future<?>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            RequestScheduler<String>.Slot first = scheduler.acquire("long", 1);
            for (int i = 0; i < 3; i++) {
                all.add(queued(threads, scheduler, "long", order));
                awaitWaiting(scheduler, i + 1);
            }
            all.add(queued(threads, scheduler, "calm", order));
            awaitWaiting(scheduler, 4);
            for (int i = 0; i < 10; i++) {
                clock.addAndGet(RequestScheduler.QUANTUM_NANOS);
                if (first.isOvertaken()) {
                    first.letOthersRun();
                }
            }
            assertThat(order).containsExactly("calm");
            first.close();
            for (Future<?> each : all) {
                each.get();
            }
        }
        assertThat(order).containsExactly("calm", "long", "long", "long");
    }

    /// TLS for a request that waits is work of its flow, and makes the flow's next turn come later.
    @Test
    @Timeout(300)
    void whatIsDoneBesideARequestIsPaidFor() throws Exception {
        RequestScheduler<String> scheduler = new RequestScheduler<>(1, 32, clock::get);
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        List<Future<?>> all = new ArrayList<>();
        run(scheduler, "calm", COST_NANOS);
        try (RequestScheduler<String>.Slot waits = scheduler.acquire("tls", 1)) {
            waits.rest();
            try (RequestScheduler<String>.Slot beside = waits.beside()) {
                assertThat(scheduler.running()).isZero();
                beside.resume();
                assertThat(scheduler.running()).isEqualTo(1);
                clock.addAndGet(10 * COST_NANOS);
            }
            assertThat(scheduler.running()).isZero();
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try (RequestScheduler<String>.Slot _ = scheduler.acquire("gate", 1)) {
                for (String flow : List.of("tls", "calm", "calm", "calm", "calm", "calm")) {
                    all.add(queued(threads, scheduler, flow, order));
                    awaitWaiting(scheduler, all.size());
                }
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
        assertThat(order).containsExactly("calm", "calm", "calm", "calm", "calm", "tls");
    }

    /// What has begun goes on: it is turned away by nobody, and turns nobody away.
    @Test
    @Timeout(300)
    void whoHasBegunIsNotTurnedAway() throws Exception {
        RequestScheduler<String> scheduler = new RequestScheduler<>(1, 2, clock::get);
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        List<Future<?>> all = new ArrayList<>();
        List<RequestScheduler<String>.Slot> resting = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 5; i++) {
                RequestScheduler<String>.Slot slot = scheduler.acquire("slow", 1);
                slot.rest();
                resting.add(slot);
            }
            RequestScheduler<String>.Slot gate = scheduler.acquire("gate", 1);
            for (int i = 0; i < 2; i++) {
                all.add(queued(threads, scheduler, "calm", order));
                awaitWaiting(scheduler, all.size());
            }
            for (RequestScheduler<String>.Slot each : resting) {
                all.add(threads.submit(() -> {
                    try (each) {
                        each.resume();
                        order.add("slow");
                    }
                    return null;
                }));
                awaitWaiting(scheduler, all.size());
            }
            assertThatThrownBy(() -> scheduler.acquire("calm", 1)).isInstanceOf(OverloadException.class);
            assertThat(scheduler.waiting()).isEqualTo(7);
            gate.close();
            for (Future<?> each : all) {
                each.get();
            }
        }
        assertThat(order).hasSize(7).containsOnly("calm", "slow");
    }

    /// Interrupted or closed by another while it waits for a place again, it has none, and none is lost.
    @Test
    @Timeout(300)
    void whoGivesUpGoingOnLeavesNothing() throws Exception {
        RequestScheduler<String> scheduler = new RequestScheduler<>(1, 2, clock::get);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            RequestScheduler<String>.Slot one = scheduler.acquire("slow", 1);
            one.rest();
            RequestScheduler<String>.Slot two = scheduler.acquire("slow", 1);
            two.rest();
            RequestScheduler<String>.Slot gate = scheduler.acquire("gate", 1);
            Future<?> first = threads.submit(() -> {
                one.resume();
                return null;
            });
            Future<?> second = threads.submit(() -> {
                two.resume();
                return null;
            });
            awaitWaiting(scheduler, 2);
            first.cancel(true);
            two.close();
            assertThatThrownBy(second::get).hasCauseInstanceOf(InterruptedException.class);
            while (scheduler.waiting() > 0) {
                Thread.onSpinWait();
            }
            gate.close();
            one.close();
            assertThat(scheduler.running()).isZero();
            run(scheduler, "last", 1);
        }
    }

    /// Many threads do everything that can be done with places, at times that nobody knows, and some are interrupted
    /// or closed meanwhile. Never do more run than may, nobody waits for ever, and no place is lost.
    @Test
    @Timeout(300)
    void aStormLosesNoPlace() throws Exception {
        long seed = 20261122;
        System.out.println("RequestSchedulerTest seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        for (int depth = 1; depth <= 3; depth++) {
            RequestScheduler<String> scheduler = new RequestScheduler<>(depth, 8, clock::get);
            AtomicInteger running = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            List<Future<?>> all = new ArrayList<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 60; i++) {
                    SplittableRandom own = random.split();
                    all.add(threads.submit(() -> {
                        for (int request = 0; request < 40; request++) {
                            wander(scheduler, own, running, most);
                        }
                        return null;
                    }));
                }
                for (Future<?> each : all) {
                    each.get();
                }
            }
            assertThat(most.get()).isBetween(1, depth);
            assertThat(scheduler.running()).isZero();
            assertThat(scheduler.waiting()).isZero();
            run(scheduler, "last", 1);
        }
    }

    private void wander(
            RequestScheduler<String> scheduler, SplittableRandom random, AtomicInteger running, AtomicInteger most) {
        int weight = 1 + random.nextInt(4);
        try (RequestScheduler<String>.Slot slot = scheduler.acquire("flow" + weight, weight)) {
            Runnable somebody = slot::close;
            for (int step = random.nextInt(6); step >= 0; step--) {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                clock.addAndGet(random.nextLong(2 * RequestScheduler.QUANTUM_NANOS));
                Thread.yield();
                running.decrementAndGet();
                if (random.nextInt(20) == 0) {
                    Thread.currentThread().interrupt();
                }
                if (random.nextInt(20) == 0) {
                    somebody.run();
                }
                if (random.nextBoolean()) {
                    slot.rest();
                    Thread.yield();
                    slot.resume();
                } else if (slot.isOvertaken() || random.nextBoolean()) {
                    slot.letOthersRun();
                } else {
                    return;
                }
            }
        } catch (OverloadException | InterruptedException e) {
            // As it must be now and then.
        } finally {
            Thread.interrupted();
        }
    }

    private Future<?> queued(
            ExecutorService threads, RequestScheduler<String> scheduler, String flow, List<String> order) {
        return threads.submit(() -> {
            try (RequestScheduler<String>.Slot _ = scheduler.acquire(flow, 1)) {
                order.add(flow);
                clock.addAndGet(COST_NANOS);
            }
            return null;
        });
    }
}
