package network.phala.sidevm.resource;

import java.io.IOException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.ReentrantLock;
import network.phala.primitives.H256;
import network.phala.sidevm.SidevmNetwork;
import org.jspecify.annotations.Nullable;

/// A connection being made.
public final class Connecting implements Resource {
    private final ReentrantLock lock = new ReentrantLock();
    private final WakerSlot waiting = new WakerSlot();
    private SidevmNetwork.@Nullable Stream connection;
    private final ScheduledExecutorService clock;
    private final Connections connections;
    private boolean failed;
    private boolean closed;

    private Connecting(ScheduledExecutorService clock, Connections connections) {
        this.clock = clock;
        this.connections = connections;
    }

    /// For whom, and where to.
    public record Target(H256 program, String host, int port, boolean tls) {}

    public static Connecting to(
            SidevmNetwork network, ScheduledExecutorService clock, Connections connections, Target target)
            throws OcallException {
        if (!connections.begin()) {
            throw OcallError.RESOURCE_LIMITED.exception();
        }
        Connecting connecting = new Connecting(clock, connections);
        Thread.ofVirtual().name("sidevm-connect").start(() -> connecting.connect(network, target));
        return connecting;
    }

    private void connect(SidevmNetwork network, Target target) {
        SidevmNetwork.Stream made = null;
        try {
            made = connections.counted(network.connect(target.program(), target.host(), target.port(), target.tls()));
        } catch (IOException | RuntimeException e) {
            // Whatever the reason, the program learns IO_ERROR.
            connections.end();
        }
        lock.lock();
        try {
            if (made != null && closed) {
                made.close();
            } else {
                connection = made;
                failed = made == null;
                waiting.wake();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Resource result(GuestWaker waker) throws OcallException {
        lock.lock();
        try {
            SidevmNetwork.Stream made = connection;
            if (made != null) {
                connection = null;
                failed = true;
                return StreamPump.start(made, clock);
            }
            throw failed ? OcallError.IO_ERROR.exception() : waiting.park(waker);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            waiting.drop();
            SidevmNetwork.Stream made = connection;
            if (made != null) {
                made.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
