package network.phala.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/// Repetitions in a second of this thread's own CPU time, so that a busy machine does not show.
final class Rate {
    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 7;
    private static final int WARM_ROUNDS_MAX = 60;

    /// Keeps the compiler from leaving the work out.
    private static volatile int sink;

    private Rate() {}

    /// Work to repeat; what it returns is used, so that the compiler cannot leave it out.
    @FunctionalInterface
    interface Work {
        int run() throws Exception;
    }

    /// Median over rounds of about a quarter of a second each, once the compiler has come to rest.
    static double perCpuSecond(Work work) throws Exception {
        warmUp(work);
        double[] rates = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            rates[round] = round(work);
        }
        Arrays.sort(rates);
        return rates[ROUNDS / 2];
    }

    /// Runs until three rounds on end were not faster than the best before them: on a busy machine the compiler's
    /// threads come late.
    private static void warmUp(Work work) throws Exception {
        double best = 0;
        int still = 0;
        for (int rounds = 0; still < 3 && rounds < WARM_ROUNDS_MAX; rounds++) {
            double rate = round(work);
            still = rate > best * 1.03 || rounds < 4 ? 0 : still + 1;
            best = Math.max(best, rate);
        }
    }

    /// CPU time of this thread.
    static long cpuNanos() {
        return CPU.getCurrentThreadCpuTime();
    }

    private static double round(Work work) throws Exception {
        long begin = CPU.getCurrentThreadCpuTime();
        long end = begin + 250_000_000L;
        long now = begin;
        int count = 0;
        while (now < end) {
            sink ^= work.run();
            count++;
            now = CPU.getCurrentThreadCpuTime();
        }
        return count * 1e9 / (now - begin);
    }
}
