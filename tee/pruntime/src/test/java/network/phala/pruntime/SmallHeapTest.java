package network.phala.pruntime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.prpc.PrpcMethod;
import network.phala.prpc.message.Clusters;
import network.phala.prpc.message.Empty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Workers in processes of their own, with the smallest heap they take, under those who take all they can get.
@Timeout(900)
class SmallHeapTest {
    private static final String LEAST = "384m";
    private static final Bytes GET = Bytes.fromHex("0x2f865bd9");
    private static final Bytes FLIP = Bytes.fromHex("0x633aa551");
    private static final Bytes OK = Bytes.fromHex("0x0000");
    private static final long MUCH_GAS = 2_500_000_000_000L;

    @TempDir
    Path data;

    private final WorkerStoryTest story = new WorkerStoryTest();

    private ChildWorker start(String heap) throws Exception {
        return new ChildWorker(data, heap, "--cores", "2");
    }

    @Test
    void aHeapThatIsTooSmallIsRefusedAtTheStart() throws Exception {
        try (ChildWorker child = start("128m")) {
            assertThat(child.end()).isEqualTo(1);
            assertThat(child.log()).contains("is too small; a worker needs 384m at least (PRUNTIME_MAX_HEAP");
        }
    }

    /// Queries that take everything, of several contracts at once, while blocks come: each ends with what there is for
    /// it, and nobody else notices.
    @Test
    void queriesThatTakeEverythingAreInNobodysWay() throws Exception {
        try (ChildWorker child = start(LEAST);
                ExecutorService askers = Executors.newCachedThreadPool()) {
            TestWorker worker = child.worker();
            SyntheticChain chain = story.untilACluster(worker);
            H256 flipper = story.instantiate(worker, chain, "flipper4.contract", Bytes.fromHex("0x9bae9d5e00"));
            List<H256> hungry = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                hungry.add(story.instantiate(
                        worker, chain, HungryContracts.everything(i > 0), Bytes.EMPTY, Bytes.of((byte) i)));
            }
            TestClient client = story.client();
            List<Future<Bytes>> answers = new ArrayList<>();
            for (int i = 0; i < 18; i++) {
                H256 asked = hungry.get(i % hungry.size());
                answers.add(askers.submit(() -> client.query(worker, asked, Bytes.EMPTY)));
            }
            boolean value = false;
            for (int i = 0; i < 4; i++) {
                chain.produce(story.command(flipper, FLIP));
                chain.bring(worker);
                value = !value;
                assertThat(story.value(worker, flipper)).isEqualTo(value);
            }
            for (Future<Bytes> each : answers) {
                // `Err(ServiceUnavailable)` where there was no room, `Err(Timeout)` for who ran to the end of his time.
                assertThat(each.get().toHex()).isIn("0x0104", "0x0105");
            }
            assertThat(story.value(worker, flipper)).isEqualTo(value);
            assertThat(child.isAlive()).isTrue();
            assertThat(child.log()).doesNotContain("OutOfMemoryError");
        }
    }

    /// A command at all of its limits at once does the same in the smallest heap as in any other.
    @Test
    void aCommandThatTakesEverythingDoesWhatItDoesElsewhere() throws Exception {
        Clusters.GetClusterInfoResponse here;
        SyntheticChain chain;
        try (ChildWorker child = start(LEAST)) {
            TestWorker worker = child.worker();
            chain = story.untilACluster(worker);
            H256 flipper = story.instantiate(worker, chain, "flipper4.contract", Bytes.fromHex("0x9bae9d5e00"));
            H256 hungry = story.instantiate(worker, chain, HungryContracts.everything(false), Bytes.EMPTY, Bytes.EMPTY);
            // Twice: the second finds what the first has stored.
            for (int i = 0; i < 2; i++) {
                chain.produce(story.command(hungry, Bytes.EMPTY, MUCH_GAS));
                chain.produce(story.command(flipper, FLIP));
                chain.bring(worker);
                assertThat(story.value(worker, flipper)).isEqualTo(i == 0);
            }
            assertThat(child.log()).doesNotContain("OutOfMemoryError");
            here = worker.call(PrpcMethod.GET_CLUSTER_INFO, Empty.INSTANCE);
        }
        // The same worker without a checkpoint, in this process with all of its heap, from the beginning.
        assertThat(Runtime.getRuntime().maxMemory()).isGreaterThan(700L << 20);
        try (TestWorker worker = TestWorker.start(data)) {
            worker.init(chain.genesisInfo(), chain.genesisState(), TestWorker.seed(1));
            chain.bring(worker);
            assertThat(worker.call(PrpcMethod.GET_CLUSTER_INFO, Empty.INSTANCE)).isEqualTo(here);
        }
    }
}
