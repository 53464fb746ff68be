package network.phala.sidevm.resource;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import network.phala.sidevm.SidevmNetwork;

/// Takes connections for a program. A few wait to be accepted; the next ones wait in the system.
public final class Listener implements Resource {
    /// A connection and where it comes from.
    public record Accepted(Resource stream, String peer) {}

    private static final int WAITING_MAX = 16;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition taken = lock.newCondition();
    private final WakerSlot waiting = new WakerSlot();
    private final Deque<SidevmNetwork.Stream> connections = new ArrayDeque<>();
    private final SidevmNetwork.Listener listener;
    private final ScheduledExecutorService clock;
    private final Connections places;
    private boolean failed;
    private boolean closed;

    private Listener(SidevmNetwork.Listener listener, ScheduledExecutorService clock, Connections places) {
        this.listener = listener;
        this.clock = clock;
        this.places = places;
    }

    /// @param places whoever comes when there is none is turned away
    public static Listener on(SidevmNetwork.Listener listener, ScheduledExecutorService clock, Connections places) {
        Listener resource = new Listener(listener, clock, places);
        Thread.ofVirtual().name("sidevm-accept").start(resource::acceptAll);
        return resource;
    }

    private void acceptAll() {
        try {
            boolean more = true;
            while (more) {
                SidevmNetwork.Stream connection = listener.accept();
                if (places.begin()) {
                    more = keep(places.counted(connection));
                } else {
                    connection.close();
                }
            }
        } catch (IOException e) {
            lock.lock();
            try {
                failed = true;
                waiting.wake();
            } finally {
                lock.unlock();
            }
        }
    }

    private boolean keep(SidevmNetwork.Stream connection) throws IOException {
        lock.lock();
        try {
            while (!closed && connections.size() >= WAITING_MAX) {
                taken.await();
            }
            if (closed) {
                connection.close();
                return false;
            }
            connections.add(connection);
            waiting.wake();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            connection.close();
            throw new IOException("Interrupted", e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Accepted accept(GuestWaker waker) throws OcallException {
        lock.lock();
        try {
            SidevmNetwork.Stream connection = connections.poll();
            if (connection == null) {
                throw failed ? OcallError.IO_ERROR.exception() : waiting.park(waker);
            }
            taken.signal();
            return new Accepted(StreamPump.start(connection, clock), connection.peer());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        listener.close();
        lock.lock();
        try {
            closed = true;
            waiting.drop();
            connections.forEach(SidevmNetwork.Stream::close);
            connections.clear();
            taken.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
