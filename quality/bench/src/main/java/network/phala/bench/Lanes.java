package network.phala.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The same work on several threads at once.
final class Lanes {
    private Lanes() {}

    /// What one thread does; they are numbered from 0.
    interface Lane {
        void run(int number) throws Exception;
    }

    /// Returns when all have ended; throws what one of them threw.
    static void run(int count, Lane lane) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
            List<Future<?>> lanes = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                lanes.add(threads.submit(() -> {
                    lane.run(number);
                    return null;
                }));
            }
            for (Future<?> each : lanes) {
                each.get();
            }
        }
    }
}
