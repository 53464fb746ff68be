package network.phala.pruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import network.phala.primitives.H256;
import network.phala.pruntime.seal.SealedFiles;
import network.phala.pruntime.system.Benchmark;
import network.phala.pruntime.system.Phactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Checkpoints of a worker that goes on meanwhile.
@Timeout(600)
class CheckpointTest {
    private static final int BLOCKS = 40;

    private final SampleChain chain = new SampleChain(BLOCKS, 3_000);

    @TempDir
    Path data;

    private Phactory worker(Benchmark benchmark, Duration interval) throws IOException {
        PruntimeConfig config =
                TestWorker.config(data).withCheckpoints(new PruntimeConfig.CheckpointPolicy(true, interval, 5, false));
        return new Phactory(config, new SealedFiles(data), benchmark, (_, _) -> {});
    }

    private void init(Phactory worker) throws Exception {
        worker.init(new Phactory.Genesis(
                chain.genesisInfo(),
                chain.genesisState(),
                Optional.of(TestWorker.seed(TestWorker.IDENTITY)),
                Optional.empty()));
    }

    private void follow(Phactory worker, int from, int to) throws Exception {
        worker.syncHeaders(chain.headers(from == 1 ? 0 : from, to));
        worker.dispatchBlocks(chain.blocks(from, to));
    }

    private static H256 root(Phactory worker) {
        return worker.snapshot().orElseThrow().storage().root();
    }

    @Test
    void holdsTheMomentItWasTakenAtWhileTheWorkerGoesOn() throws Exception {
        try (Benchmark benchmark = new Benchmark(0)) {
            Phactory worker = worker(benchmark, Duration.ofDays(1));
            init(worker);
            follow(worker, 1, 20);
            H256 then = root(worker);
            CompletableFuture<Integer> written = worker.takeCheckpoint();
            follow(worker, 21, BLOCKS);
            assertThat(written.get()).isEqualTo(20);
            assertThat(root(worker)).isNotEqualTo(then);
            worker.checkpointWriter().close();

            Phactory restored = worker(benchmark, Duration.ofDays(1));
            restored.restore();
            assertThat(restored.snapshot().orElseThrow().lastBlock()).isEqualTo(20);
            assertThat(root(restored)).isEqualTo(then);
            follow(restored, 21, BLOCKS);
            assertThat(root(restored)).isEqualTo(root(worker));
            restored.checkpointWriter().close();
        }
    }

    @Test
    void oneThatCannotBeWrittenIsTriedAgain() throws Exception {
        try (Benchmark benchmark = new Benchmark(0)) {
            Phactory worker = worker(benchmark, Duration.ZERO);
            init(worker);
            Path folder = new SealedFiles(data).storageFiles();
            Path away = data.resolve("away");
            Files.move(folder, away);
            follow(worker, 1, 10);
            assertThatThrownBy(() -> worker.takeCheckpoint().get()).hasCauseInstanceOf(IOException.class);
            assertThat(worker.snapshot().orElseThrow().lastBlock())
                    .as("the worker goes on")
                    .isEqualTo(10);
            Files.move(away, folder);
            for (int block = 11; block <= BLOCKS; block++) {
                follow(worker, block, block);
            }
            // Waits for what the blocks began, whose place this one may take.
            assertThat(worker.takeCheckpoint().get()).isEqualTo(BLOCKS);
            worker.checkpointWriter().close();
            Phactory restored = worker(benchmark, Duration.ofDays(1));
            restored.restore();
            assertThat(root(restored)).isEqualTo(root(worker));
            restored.checkpointWriter().close();
        }
    }

    @Test
    void anOperatorsStopThatRemovesThemLeavesNone() throws Exception {
        try (Benchmark benchmark = new Benchmark(0)) {
            Phactory worker = worker(benchmark, Duration.ofDays(1));
            init(worker);
            follow(worker, 1, 20);
            worker.takeCheckpoint().get();
            worker.takeCheckpoint();
            worker.stopNow(true);
            try (Stream<Path> left = Files.list(new SealedFiles(data).storageFiles())) {
                assertThat(left.filter(file -> file.getFileName().toString().startsWith("checkpoint")))
                        .isEmpty();
            }
        }
    }

    @Test
    void oneOfAnotherFormatIsNamed() throws Exception {
        SealedFiles files = new SealedFiles(data);
        try (Benchmark benchmark = new Benchmark(0)) {
            Phactory worker = worker(benchmark, Duration.ofDays(1));
            init(worker);
            follow(worker, 1, 20);
            worker.takeCheckpoint().get();
            Path file = files.storageFiles().resolve("checkpoint.seal-000000020");
            Files.write(file, new byte[5000]);
            assertThatThrownBy(() -> worker(benchmark, Duration.ofDays(1)).restore())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("format");
            assertThat(file).exists();
        }
    }
}
