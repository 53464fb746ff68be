package network.phala.pruntime.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import network.phala.prpc.PrpcException;
import org.junit.jupiter.api.Test;

class WriterTest {
    private final Writer writer = new Writer();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    private FutureTask<String> callsLongTask() {
        FutureTask<String> call = new FutureTask<>(() -> writer.run(() -> {
            begun.countDown();
            goOn.await();
            return "done";
        }));
        Thread.ofVirtual().start(call);
        return call;
    }

    /// Whoever waits when the worker ends is told so, and the task under way comes to its end: files are written in
    /// tasks, and an interrupted thread writes none.
    @Test
    void theEndRefusesWhatWaitsAndInterruptsNothing() throws Exception {
        FutureTask<String> underWay = callsLongTask();
        begun.await();
        FutureTask<String> waits = new FutureTask<>(() -> writer.run(() -> "too late"));
        Thread waiting = Thread.ofPlatform().daemon().start(waits);
        while (waiting.getState() != Thread.State.WAITING) {
            LockSupport.parkNanos(1_000_000);
        }
        writer.close();
        goOn.countDown();
        assertThat(underWay.get(2, TimeUnit.MINUTES)).isEqualTo("done");
        assertThatThrownBy(() -> waits.get(2, TimeUnit.MINUTES)).hasRootCauseInstanceOf(PrpcException.class);
        assertThatThrownBy(() -> writer.run(() -> "later")).isInstanceOf(PrpcException.class);
    }

    @Test
    void theEndDoesNotWaitForAPlace() throws Exception {
        FutureTask<String> underWay = callsLongTask();
        begun.await();
        CountDownLatch refused = new CountDownLatch(100);
        for (int i = 0; i < 100; i++) {
            Thread.ofVirtual().start(() -> {
                try {
                    writer.run(() -> "never");
                } catch (PrpcException | network.phala.scale.DecodeException e) {
                    refused.countDown();
                }
            });
        }
        while (refused.getCount() > 64) {
            LockSupport.parkNanos(1_000_000);
        }
        writer.close();
        goOn.countDown();
        assertThat(underWay.get(2, TimeUnit.MINUTES)).isEqualTo("done");
        assertThat(refused.await(2, TimeUnit.MINUTES)).isTrue();
    }
}
