package network.phala.pink;

import static network.phala.pink.TestContract.code;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.wasm.GuestThread;
import org.junit.jupiter.api.Test;

/// Queries on one snapshot from several threads, while another keeps changing the cluster: each sees its snapshot only.
class ConcurrentQueriesTest {
    private static final int THREADS = 4;
    private static final int QUERIES = 150;

    @Test
    void queriesOnASnapshotAgreeWhateverHappensElsewhere() throws InterruptedException {
        ClusterFixture fixture = new ClusterFixture();
        ConcurrentLinkedQueue<Bytes> answers = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<H256> roots = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        // stores 32 bytes under the key at 0, then returns what is stored there
        AccountId contract = fixture.deploy(new TestContract()
                .use("seal1", "set_storage", "iii", "i")
                .use("seal0", "seal_return", "iii", "")
                .call(code().callWith(0, 0, 0, 32).drop().callWith(1, 0, 0, 32)));
        Cluster snapshot = fixture.cluster();
        H256 before = snapshot.root();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            threads.add(GuestThread.of("query " + i, () -> {
                for (int n = 0; n < QUERIES; n++) {
                    var outcome = snapshot.call(
                            fixture.session(ExecutionMode.QUERY), contract, Bytes.EMPTY, ClusterFixture.arguments());
                    answers.add(outcome.result().encode());
                    roots.add(outcome.cluster().root());
                }
            }));
        }
        threads.add(GuestThread.of("commands", () -> {
            for (int n = 0; n < QUERIES; n++) {
                fixture.call(contract, Bytes.EMPTY);
                fixture.cluster().root();
            }
        }));
        threads.forEach(thread -> thread.setUncaughtExceptionHandler((_, e) -> failures.add(e)));
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
        assertThat(answers).hasSize(THREADS * QUERIES);
        assertThat(answers.stream().distinct()).hasSize(1);
        assertThat(roots.stream().distinct()).hasSize(1);
        assertThat(snapshot.root()).isEqualTo(before);
        assertThat(fixture.cluster().root()).isNotEqualTo(before);
    }
}
