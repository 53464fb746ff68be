package network.phala.sidevm.resource;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import network.phala.sidevm.SidevmNetwork;
import org.jspecify.annotations.Nullable;

/// Carries bytes between a connection and a program's stream, a virtual thread each way, and closes the connection when
/// neither is needed any more.
final class StreamPump {
    /// How long a connection the program has closed may take to deliver what was written.
    private static final int DELIVERY_SECONDS_MAX = 30;

    private static final int CHUNK = 8 << 10;

    private final ReentrantLock lock = new ReentrantLock();
    private final SidevmNetwork.Stream connection;
    private final ScheduledExecutorService clock;
    private boolean received;
    private boolean sent;
    private boolean released;
    private @Nullable ScheduledFuture<?> end;

    private StreamPump(SidevmNetwork.Stream connection, ScheduledExecutorService clock) {
        this.connection = connection;
        this.clock = clock;
    }

    static DuplexStream start(SidevmNetwork.Stream connection, ScheduledExecutorService clock) {
        StreamPump pump = new StreamPump(connection, clock);
        DuplexStream stream = new DuplexStream(pump::released);
        Thread.ofVirtual().name("sidevm-in").start(() -> pump.receive(stream));
        Thread.ofVirtual().name("sidevm-out").start(() -> pump.send(stream));
        return stream;
    }

    private void receive(DuplexStream stream) {
        // Not closed when something breaks, however soon that would be followed by the failure: the program may read
        // in between, and take half of what was sent for the whole.
        OutputStream out = stream.toProgram();
        try {
            InputStream in = connection.input();
            byte[] chunk = new byte[CHUNK];
            for (int size = in.read(chunk); size >= 0; size = in.read(chunk)) {
                out.write(chunk, 0, size);
            }
            out.close();
        } catch (IOException | RuntimeException e) {
            stream.failInput();
        }
        lock.lock();
        try {
            received = true;
            closeIfDone();
        } finally {
            lock.unlock();
        }
    }

    private void send(DuplexStream stream) {
        try (InputStream in = stream.fromProgram()) {
            OutputStream out = connection.output();
            byte[] chunk = new byte[CHUNK];
            for (int size = in.read(chunk); size >= 0; size = in.read(chunk)) {
                out.write(chunk, 0, size);
                out.flush();
            }
            connection.endOutput();
        } catch (IOException e) {
            connection.close();
        }
        lock.lock();
        try {
            sent = true;
            closeIfDone();
        } finally {
            lock.unlock();
        }
    }

    /// The program has let go; what it wrote still goes out.
    private void released() {
        lock.lock();
        try {
            released = true;
            closeIfDone();
            if (!sent) {
                end = clock.schedule(connection::close, DELIVERY_SECONDS_MAX, TimeUnit.SECONDS);
            }
        } catch (RejectedExecutionException e) {
            // The worker ends; so does everything else that the program holds.
            connection.close();
        } finally {
            lock.unlock();
        }
    }

    private void closeIfDone() {
        if (sent && (received || released)) {
            connection.close();
            ScheduledFuture<?> scheduled = end;
            if (scheduled != null) {
                scheduled.cancel(false);
            }
        }
    }
}
