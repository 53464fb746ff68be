package network.phala.pruntime.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import network.phala.crypto.Sr25519;
import network.phala.pruntime.system.CheckpointWriter.Work;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Checkpoints are written beside the worker: one after another, the newest of those that wait, and
/// none after the end.
@Timeout(600)
class CheckpointWriterTest {
    private final Sr25519.Pair pair = Sr25519.Pair.fromSeed(new byte[32]);
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final Semaphore entered = new Semaphore(0);
    private final Semaphore mayEnd = new Semaphore(0);
    private final CheckpointWriter writer = new CheckpointWriter(this::save, () -> seen.add("removed"));

    /// Waits until it may end or is not wanted any more, as one who writes asks between pieces.
    private long save(Work work, BooleanSupplier abandoned) throws IOException {
        seen.add("begins " + work.block());
        entered.release();
        while (!mayEnd.tryAcquire()) {
            if (abandoned.getAsBoolean()) {
                seen.add("abandons " + work.block());
                throw new IOException("abandoned");
            }
            Thread.onSpinWait();
        }
        work.content().writeTo(java.io.OutputStream.nullOutputStream());
        seen.add("ends " + work.block());
        return 1;
    }

    private Work work(int block) {
        return new Work(pair, block, out -> out.write(block), () -> "{}");
    }

    @Test
    void oneIsWrittenAtATimeAndANewerOneTakesThePlaceOfTheOneThatWaits() throws Exception {
        CompletableFuture<Integer> first = writer.write(work(1));
        entered.acquire();
        assertThat(first).as("who hands it over is not held up").isNotDone();
        assertThat(writer.isBusy()).isTrue();
        CompletableFuture<Integer> second = writer.write(work(2));
        CompletableFuture<Integer> third = writer.write(work(3));
        mayEnd.release(2);
        assertThat(first.get()).isEqualTo(1);
        assertThat(second.get()).as("it asked for 2, and gets what is newer").isEqualTo(3);
        assertThat(third.get()).isEqualTo(3);
        assertThat(seen).containsExactly("begins 1", "ends 1", "begins 3", "ends 3");
        assertThat(writer.isBusy()).isFalse();
    }

    @Test
    void aFailureIsSeenByWhoAskedAndTheNextIsWritten() throws Exception {
        CompletableFuture<Integer> failing = writer.write(new Work(
                pair,
                1,
                _ -> {
                    throw new IOException("no space left on device");
                },
                () -> "{}"));
        mayEnd.release();
        assertThatThrownBy(failing::get)
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("no space left on device");
        CompletableFuture<Integer> next = writer.write(work(2));
        mayEnd.release();
        assertThat(next.get()).isEqualTo(2);
    }

    @Test
    void whatIsRemovedDoesNotComeBack() throws Exception {
        CompletableFuture<Integer> first = writer.write(work(1));
        entered.acquire();
        CompletableFuture<Integer> waiting = writer.write(work(2));
        writer.removeAll();
        assertThat(seen).containsExactly("begins 1", "abandons 1", "removed");
        assertThatThrownBy(first::get).hasMessageContaining("abandoned");
        assertThatThrownBy(waiting::get).hasMessageContaining("abandoned");
        CompletableFuture<Integer> later = writer.write(work(3));
        mayEnd.release();
        assertThat(later.get()).isEqualTo(3);
    }

    @Test
    void nothingIsWrittenAfterTheEnd() throws Exception {
        CompletableFuture<Integer> first = writer.write(work(1));
        entered.acquire();
        writer.close();
        assertThat(seen).containsExactly("begins 1", "abandons 1");
        assertThatThrownBy(first::get).hasMessageContaining("abandoned");
        assertThatThrownBy(writer.write(work(2))::get).hasMessageContaining("ending");
        assertThat(seen).hasSize(2);
    }
}
