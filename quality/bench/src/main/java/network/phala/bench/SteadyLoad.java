package network.phala.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// Requests that come at a fixed rate over eight kept connections, whatever becomes of those before them, and what
/// their answers take, counted from when each was due.
///
/// @param requests as [RawHttp#post] makes them; taken round and round
record SteadyLoad(URI server, byte[][] requests) {
    static final int CONNECTIONS = 8;
    private static final double TRIAL_SECONDS = 1;
    /// Each round sees a block and what follows from it.
    private static final double ROUND_SECONDS = QueryBench.BLOCK_MILLIS / 1000.0;

    private static final int ROUNDS = 5;
    private static final int STEPS_MAX = 15;
    private static final double STEP_MAX = 1.25;
    private static final double LOAD_TOLERANCE = 0.03;

    /// Latencies in milliseconds.
    ///
    /// @param busy the part of all cores' time in which they were not idle, whoever used them
    record Tail(double p50, double p99, double busy) {
        double ratio() {
            return p99 / p50;
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "p50 %.2f ms, p99 %.2f ms", p50, p99);
        }
    }

    /// The rate at which the machine is about that busy, client and chain included. Asked for more, a machine is
    /// less than in proportion busier (less often it has to wake), so this is found by trying.
    double rateAt(double load, double first) throws Exception {
        double perSecond = first;
        for (int step = 0; step < STEPS_MAX; step++) {
            double busy = round(perSecond, TRIAL_SECONDS).busy();
            if (Math.abs(busy - load) < LOAD_TOLERANCE) {
                break;
            }
            // Something else may have run for a moment: no step is long.
            perSecond *= Math.clamp(load / busy, 1 / STEP_MAX, STEP_MAX);
        }
        return perSecond;
    }

    /// Of several rounds the one with the middle ratio.
    Tail tail(double perSecond) throws Exception {
        round(perSecond, TRIAL_SECONDS);
        List<Tail> rounds = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            rounds.add(round(perSecond, ROUND_SECONDS));
        }
        rounds.sort(Comparator.comparingDouble(Tail::ratio));
        return rounds.get(ROUNDS / 2);
    }

    private Tail round(double perSecond, double seconds) throws Exception {
        double[] millis = new double[(int) (perSecond * seconds)];
        CpuTime before = CpuTime.now();
        long begin = System.nanoTime() + 10_000_000;
        AtomicInteger next = new AtomicInteger();
        Lanes.run(CONNECTIONS, _ -> {
            try (RawHttp connection = new RawHttp(server)) {
                for (int i = next.getAndIncrement(); i < millis.length; i = next.getAndIncrement()) {
                    long due = begin + (long) (i * 1e9 / perSecond);
                    for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
                        LockSupport.parkNanos(due - now);
                    }
                    connection.exchange(requests[i % requests.length]);
                    millis[i] = (System.nanoTime() - due) / 1e6;
                }
            }
        });
        double busy = CpuTime.now().busySince(before);
        Arrays.sort(millis);
        return new Tail(millis[millis.length / 2], millis[millis.length * 99 / 100], busy);
    }

    /// Ticks of all cores since the machine began, as Linux counts them in `/proc/stat`.
    private record CpuTime(long idle, long all) {
        private static final int IDLE = 3;
        private static final int IO_WAIT = 4;

        static CpuTime now() throws IOException {
            String line = Files.readAllLines(Path.of("/proc/stat")).getFirst();
            long[] ticks = Arrays.stream(line.strip().split(" +"))
                    .skip(1)
                    .mapToLong(Long::parseLong)
                    .toArray();
            return new CpuTime(
                    ticks[IDLE] + ticks[IO_WAIT], Arrays.stream(ticks).sum());
        }

        double busySince(CpuTime earlier) {
            return 1 - (double) (idle - earlier.idle) / Math.max(1, all - earlier.all);
        }
    }
}
