package network.phala.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import network.phala.primitives.Bytes;
import network.phala.pruntime.PruntimeConfig;
import network.phala.pruntime.SampleChain;
import network.phala.pruntime.seal.SealedFiles;
import network.phala.pruntime.system.Benchmark;
import network.phala.pruntime.system.Phactory;
import network.phala.trie.Trie;
import network.phala.types.sync.KeyValue;

/// What a checkpoint of 10⁶ entries costs: how long the thread is held that changes the worker, how
/// long writing takes, how large it is, and what a start from it takes in time and memory. The
/// entries are accounts of the chain's state, 80 bytes of key and of value; a cluster's state is
/// written and read in the same way.
final class CheckpointBench implements Bench {
    private static final int ENTRIES = 1_000_000;
    private static final int ROUNDS = 5;
    /// The worker is held for no more than this part of the time that writing takes.
    private static final double PAUSE_GOAL = 0.01;
    /// Restoring and writing must do with a heap that is larger than the state by this part of it.
    private static final double HEAP_GOAL = 0.5;

    private static final String CHECKPOINT = "checkpoint.seal-000000010";

    @Override
    public String name() {
        return "checkpoint";
    }

    @Override
    public List<Figure> measure() throws Exception {
        Path data = Files.createTempDirectory("bench-checkpoint");
        try (Benchmark benchmark = new Benchmark(0)) {
            return measure(data, benchmark);
        } finally {
            try (Stream<Path> all = Files.walk(data)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    private static Phactory worker(Path data, Benchmark benchmark) throws IOException {
        PruntimeConfig config = PruntimeConfig.loopback(0, data);
        return new Phactory(config, new SealedFiles(data), benchmark, (_, _) -> {});
    }

    /// Seconds, and bytes in memory.
    private record Round(double pause, double writing, double loading, long state) {}

    /// In a method of its own: the worker of the round before must be gone when memory is measured.
    private static Round round(Path data, Benchmark benchmark) throws Exception {
        long empty = settled();
        long begin = System.nanoTime();
        Phactory worker = worker(data, benchmark);
        worker.restore();
        double loading = (System.nanoTime() - begin) / 1e9;
        long state = settled() - empty;
        begin = System.nanoTime();
        CompletableFuture<Integer> written = worker.takeCheckpoint();
        double pause = (System.nanoTime() - begin) / 1e9;
        written.get();
        double writing = (System.nanoTime() - begin) / 1e9;
        worker.checkpointWriter().close();
        return new Round(pause, writing, loading, state);
    }

    private static List<Figure> measure(Path data, Benchmark benchmark) throws Exception {
        double building = prepare(data, benchmark);
        List<Round> rounds = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            rounds.add(round(data, benchmark));
        }
        double pause = rounds.stream().mapToDouble(Round::pause).min().orElseThrow();
        double writing = rounds.stream().mapToDouble(Round::writing).min().orElseThrow();
        double loading = rounds.stream().mapToDouble(Round::loading).min().orElseThrow();
        long state = rounds.stream()
                .mapToLong(Round::state)
                .sorted()
                .skip(ROUNDS / 2)
                .findFirst()
                .orElseThrow();
        long size = Files.size(new SealedFiles(data).storageFiles().resolve(CHECKPOINT));
        int heap = (int) Math.ceil((1 + HEAP_GOAL) * mb(state));
        return List.of(
                new Figure(
                        "checkpoint-pause",
                        PAUSE_GOAL * writing / pause,
                        1,
                        text(
                                "the worker is held %.2f ms; writing %.1f MB takes %.2f s",
                                1e3 * pause, mb(size), writing)),
                new Figure(
                        "checkpoint-load",
                        building / loading,
                        1,
                        text("%.2f s; to put the same entries one by one %.2f s", loading, building)),
                new Figure(
                        "checkpoint-heap",
                        inHeapOf(heap, data) ? 1 : 0,
                        1,
                        text("restoring and writing a state of %.1f MB in a heap of %d MB", mb(state), heap)));
    }

    /// Whether a process with a heap of so many MB can restore and write.
    private static boolean inHeapOf(int megabytes, Path data) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:+UseCompactObjectHeaders",
                        "-Xmn24m",
                        "-Xmx" + megabytes * 1_000_000L,
                        "-cp",
                        System.getProperty("java.class.path"),
                        RestoreOnce.class.getName(),
                        data.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor() == 0;
    }

    /// The process that does with little.
    static final class RestoreOnce {
        private RestoreOnce() {}

        public static void main(String[] arguments) throws Exception {
            try (Benchmark benchmark = new Benchmark(0)) {
                Phactory worker = worker(Path.of(arguments[0]), benchmark);
                worker.restore();
                if (worker.takeCheckpoint().get() != 10) {
                    throw new IllegalStateException("nothing was restored");
                }
            }
        }
    }

    private static String text(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }

    private static double mb(long bytes) {
        return bytes / 1e6;
    }

    /// Writes the first checkpoint; gives the seconds that it takes to make its state entry by entry.
    private static double prepare(Path data, Benchmark benchmark) throws Exception {
        SampleChain chain = new SampleChain(10, ENTRIES);
        Phactory worker = worker(data, benchmark);
        worker.init(new Phactory.Genesis(
                chain.genesisInfo(), chain.genesisState(), Optional.of(Bytes.wrap(new byte[32])), Optional.empty()));
        worker.syncHeaders(chain.headers(0, 10));
        worker.dispatchBlocks(chain.blocks(1, 10));
        worker.takeCheckpoint().get();
        worker.checkpointWriter().close();
        double best = Double.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            long begin = System.nanoTime();
            Trie trie = Trie.EMPTY;
            for (KeyValue entry : chain.genesisState()) {
                trie = trie.put(entry.key(), entry.value());
            }
            best = Math.min(best, (System.nanoTime() - begin) / 1e9);
            if (trie.isEmpty()) {
                throw new IllegalStateException("the measured trie is gone");
            }
        }
        return best;
    }

    /// Bytes of the heap in use after collections.
    private static long settled() {
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            used = Math.min(
                    used,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return used;
    }
}
