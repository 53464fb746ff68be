package network.phala.sidevm.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import network.phala.sidevm.SidevmNetwork;
import network.phala.sidevm.TestHost;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Between a connection and a program, when one of them breaks off.
class StreamPumpTest {
    /// A connection whose reads and writes wait, and fail once it is broken or closed.
    private static final class Stuck implements SidevmNetwork.Stream {
        final CountDownLatch broken = new CountDownLatch(1);
        final CountDownLatch writes = new CountDownLatch(1);
        final CountDownLatch closed = new CountDownLatch(1);

        private int fail() throws IOException {
            try {
                broken.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new IOException("Connection reset");
        }

        @Override
        public InputStream input() {
            return new InputStream() {
                @Override
                public int read() throws IOException {
                    return fail();
                }
            };
        }

        @Override
        public OutputStream output() {
            return new OutputStream() {
                @Override
                public void write(int value) throws IOException {
                    writes.countDown();
                    fail();
                }
            };
        }

        @Override
        public void endOutput() {}

        @Override
        public String peer() {
            return "nobody";
        }

        @Override
        public void close() {
            closed.countDown();
            broken.countDown();
        }
    }

    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1);
    private final Stuck connection = new Stuck();

    @AfterEach
    void stop() {
        connection.close();
        clock.shutdownNow();
    }

    /// A program may run at the very moment in which it is woken: then already, the break must not look like the end.
    @Test
    void aConnectionThatBreaksIsNoEnd() throws Exception {
        CompletableFuture<String> read = new CompletableFuture<>();
        CompletableFuture<DuplexStream> stream = new CompletableFuture<>();
        CompletableFuture<Wakeups> wakeups = new CompletableFuture<>();
        wakeups.complete(new Wakeups(() -> {
            try {
                int size = stream.join().read(wakeups.join().waker(1, 2), new byte[1]);
                read.complete(size + " bytes");
            } catch (OcallException e) {
                read.complete(String.valueOf(e.getMessage()));
            }
        }));
        stream.complete(StreamPump.start(connection, clock));
        assertThatThrownBy(() -> stream.join().read(wakeups.join().waker(1, 1), new byte[1]))
                .hasMessage("PENDING");
        connection.broken.countDown();
        assertThat(read.get(TestHost.PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                .isEqualTo("IO_ERROR");
    }

    /// A turn that lasts longer than the worker waits at its end: what the program holds is let go all the same.
    @Test
    void aProgramThatEndsAfterItsWorkerLeavesNoConnection() throws Exception {
        DuplexStream stream = StreamPump.start(connection, clock);
        stream.write(new Wakeups(() -> {}).waker(1, 1), new byte[1]);
        assertThat(connection.writes.await(TestHost.PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                .isTrue();
        clock.shutdownNow();
        Resources resources = new Resources();
        resources.add(stream);
        CountDownLatch last = new CountDownLatch(1);
        resources.add(new DuplexStream(last::countDown));
        resources.closeAll();
        assertThat(connection.closed.getCount()).isZero();
        assertThat(last.getCount()).isZero();
    }
}
