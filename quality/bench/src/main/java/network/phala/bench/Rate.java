package network.phala.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/// Repetitions in a second of this thread's own CPU time, so that a busy machine does not show.
final class Rate {
    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 7;

    private Rate() {}

    /// Work to repeat; what it returns keeps the compiler from leaving it out.
    @FunctionalInterface
    interface Work {
        int run() throws Exception;
    }

    /// Median over rounds of about a quarter of a second each, after a warm-up of a second.
    static double perCpuSecond(Work work) throws Exception {
        int sink = 0;
        long warm = CPU.getCurrentThreadCpuTime() + 1_000_000_000L;
        while (CPU.getCurrentThreadCpuTime() < warm) {
            sink ^= work.run();
        }
        double[] rates = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long begin = CPU.getCurrentThreadCpuTime();
            long end = begin + 250_000_000L;
            long now = begin;
            int count = 0;
            while (now < end) {
                sink ^= work.run();
                count++;
                now = CPU.getCurrentThreadCpuTime();
            }
            rates[round] = count * 1e9 / (now - begin);
        }
        if (sink == 42) {
            System.err.print("");
        }
        Arrays.sort(rates);
        return rates[ROUNDS / 2];
    }
}
