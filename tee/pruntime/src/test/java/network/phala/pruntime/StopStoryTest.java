package network.phala.pruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.prpc.PrpcException;
import network.phala.prpc.PrpcMethod;
import network.phala.prpc.message.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Questions to a worker that is told to end, or that begins again from a checkpoint: an answer that is right, or the
/// end of the connection; nobody waits for what does not come, and nothing is lost.
@Timeout(600)
class StopStoryTest {
    private static final Bytes FLIP = Bytes.fromHex("0x633aa551");
    private static final int ASKERS = 8;

    @TempDir
    Path data;

    private final WorkerStoryTest story = new WorkerStoryTest();

    /// Asks until the worker is gone. How often it was answered; every answer must be the same.
    private int askUntilTheEnd(TestWorker worker, H256 flipper, CountDownLatch answered) throws Exception {
        int count = 0;
        while (true) {
            try {
                assertThat(story.value(worker, flipper)).isTrue();
            } catch (IOException e) {
                return count;
            }
            count++;
            answered.countDown();
        }
    }

    /// SIGTERM in the middle of questions, one of which hangs on a server that says nothing.
    @Test
    void whoAsksWhileTheWorkerEndsIsAnsweredOrHangsUp() throws Exception {
        H256 flipper;
        int height;
        try (LogRecords log = new LogRecords();
                TestWorker worker = TestWorker.start(TestWorker.config(data).withPrivateNetworks(true));
                ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                ExecutorService askers = Executors.newFixedThreadPool(ASKERS)) {
            SyntheticChain chain = story.untilACluster(worker);
            H256 extension = story.instantiate(worker, chain, "extension.contract", Bytes.fromHex("0xed4b9d1b"));
            flipper = story.instantiate(worker, chain, "flipper4.contract", Bytes.fromHex("0x9bae9d5e00"));
            chain.produce(story.command(flipper, FLIP));
            chain.bring(worker);
            height = chain.height();
            Socket hanging = QueryStoryTest.ask(worker, story.client(), extension, QueryStoryTest.httpRequest(silent));
            try (Socket heard = silent.accept()) {
                CountDownLatch answered = new CountDownLatch(ASKERS);
                H256 asked = flipper;
                List<Future<Integer>> counts = new ArrayList<>();
                for (int i = 0; i < ASKERS; i++) {
                    Callable<Integer> asker = () -> askUntilTheEnd(worker, asked, answered);
                    counts.add(askers.submit(asker));
                }
                answered.await();
                worker.pruntime().saveAndClose();
                for (Future<Integer> count : counts) {
                    assertThat(count.get()).isPositive();
                }
                assertThat(hanging.getInputStream().readAllBytes()).isEmpty();
                assertThat(heard.isConnected()).isTrue();
            }
            assertThat(log.faults()).isEmpty();
        }
        assertThat(checkpoints()).hasSize(1);
        try (TestWorker worker = TestWorker.start(data)) {
            assertThat(worker.info().blocknum()).isEqualTo(height + 1);
            assertThat(story.value(worker, flipper)).isTrue();
        }
    }

    private List<Path> checkpoints() throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("storage_files"))) {
            return files.filter(file -> file.toString().endsWith(".info.json")).toList();
        }
    }

    /// The operator's Stop ends the process. Until it has, questions are answered from the last block; what would
    /// change the worker is refused by name.
    @Test
    void afterStopNothingChangesAndQuestionsAreStillAnswered() throws Exception {
        CompletableFuture<Integer> ended = new CompletableFuture<>();
        H256 flipper;
        SyntheticChain chain;
        int kept;
        try (TestWorker worker = TestWorker.start(data, (code, _) -> ended.complete(code))) {
            chain = story.untilACluster(worker);
            flipper = story.instantiate(worker, chain, "flipper4.contract", Bytes.fromHex("0x9bae9d5e00"));
            worker.call(PrpcMethod.TAKE_CHECKPOINT, network.phala.prpc.message.Empty.INSTANCE);
            kept = chain.height();
            worker.call(PrpcMethod.STOP, new Network.StopOptions(false));
            assertThat(ended.get()).isEqualTo(134);
            chain.produce(story.command(flipper, FLIP));
            assertThatThrownBy(() -> chain.bring(worker))
                    .isInstanceOf(PrpcException.class)
                    .hasMessageContaining("This pRuntime has stopped: Stopped by the operator");
            assertThat(story.value(worker, flipper)).isFalse();
        }
        try (TestWorker worker = TestWorker.start(data)) {
            assertThat(worker.info().blocknum()).isEqualTo(kept + 1);
            assertThat(story.value(worker, flipper)).isFalse();
            chain.bring(worker);
            assertThat(story.value(worker, flipper)).isTrue();
        }
    }

    /// The port opens when the checkpoint is read: whoever asks before finds nobody, not half a worker.
    @Test
    void aWorkerThatCannotBeginAnswersNobody() throws Exception {
        H256 flipper;
        int port;
        try (TestWorker worker = TestWorker.start(data)) {
            SyntheticChain chain = story.untilACluster(worker);
            flipper = story.instantiate(worker, chain, "flipper4.contract", Bytes.fromHex("0x9bae9d5e00"));
            worker.call(PrpcMethod.TAKE_CHECKPOINT, network.phala.prpc.message.Empty.INSTANCE);
            port = worker.pruntime().port();
            assertThatThrownBy(() -> TestWorker.start(data))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use by another worker");
            assertThat(story.value(worker, flipper)).isFalse();
        }
        Path checkpoint = checkpoints().getFirst();
        Path content =
                checkpoint.resolveSibling(checkpoint.getFileName().toString().replace(".info.json", ""));
        byte[] whole = Files.readAllBytes(content);
        byte[] damaged = whole.clone();
        damaged[damaged.length / 2] ^= 1;
        Files.write(content, damaged);
        assertThatThrownBy(() -> TestWorker.start(data)).hasMessageContaining("is damaged");
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                .isInstanceOf(IOException.class);
        Files.write(content, whole);
        try (TestWorker worker = TestWorker.start(data)) {
            assertThat(story.value(worker, flipper)).isFalse();
        }
    }
}
