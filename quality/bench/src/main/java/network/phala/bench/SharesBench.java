package network.phala.bench;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import network.phala.crypto.Blake2b;
import network.phala.pruntime.cluster.QueryService;
import network.phala.pruntime.cluster.RequestScheduler;

/// Two contracts with weights 3 to 1 that both ask more than the worker can answer: how much of what was answered is of
/// whom. The queue is the worker's own, with its places and its backlog; the requests are hashing of about the cost of
/// a query, and come back as soon as they are answered or turned away.
final class SharesBench implements Bench {
    private static final int BACKLOG = 32;
    private static final int ASKERS = 24;
    private static final int HEAVY_WEIGHT = 3;
    private static final double TOLERANCE = 0.05;
    private static final int ANSWERS = 20_000;

    @Override
    public String name() {
        return "query-shares";
    }

    @Override
    public List<Figure> measure() throws Exception {
        int places = QueryService.places(Runtime.getRuntime().availableProcessors());
        RequestScheduler<String> scheduler = new RequestScheduler<>(places, BACKLOG);
        AtomicInteger heavy = new AtomicInteger();
        AtomicInteger light = new AtomicInteger();
        AtomicInteger all = new AtomicInteger();
        // Threads that the machine interrupts: on two carriers that never block there would be no overload.
        Lanes.run(2 * ASKERS, number -> {
            boolean isHeavy = number % 2 == 0;
            while (all.get() < ANSWERS) {
                ask(scheduler, isHeavy, all, isHeavy ? heavy : light);
            }
        });
        double share = heavy.get() / (double) (heavy.get() + light.get());
        double wanted = HEAVY_WEIGHT / (HEAVY_WEIGHT + 1.0);
        double error = Math.abs(share - wanted) / wanted;
        return List.of(new Figure(
                name(),
                TOLERANCE / Math.max(error, 1e-4),
                1,
                String.format(Locale.ROOT, "%.1f %% and %.1f %% of the answers", 100 * share, 100 * (1 - share))));
    }

    private static void ask(
            RequestScheduler<String> scheduler, boolean isHeavy, AtomicInteger all, AtomicInteger answered)
            throws InterruptedException {
        try (RequestScheduler<String>.Slot _ =
                scheduler.acquire(isHeavy ? "heavy" : "light", isHeavy ? HEAVY_WEIGHT : 1)) {
            byte[] hash = new byte[64 << 10];
            for (int round = 0; round < 2; round++) {
                hash[0] ^= Blake2b.digest256(hash)[0];
            }
            // The start, until both are known to the queue, does not count.
            if (all.incrementAndGet() > ANSWERS / 10) {
                answered.incrementAndGet();
            }
        } catch (RequestScheduler.OverloadException e) {
            Thread.yield();
        }
    }
}
