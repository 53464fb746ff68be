package network.phala.sidevm.resource;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import network.phala.sidevm.SidevmNetwork;

/// How many connections a program has at the machine: those it holds, those being made though it has let go of them,
/// those that wait to be accepted, and those that still deliver what it wrote. Any thread.
public final class Connections {
    /// Twice what a program can hold as resources.
    static final int MOST = 2048;

    private final AtomicInteger count = new AtomicInteger();

    /// Takes a place; false when there is none.
    boolean begin() {
        if (count.incrementAndGet() > MOST) {
            count.decrementAndGet();
            return false;
        }
        return true;
    }

    /// Gives a place back that leads to no connection.
    void end() {
        count.decrementAndGet();
    }

    public int count() {
        return count.get();
    }

    /// The connection, which gives its place back when it is closed.
    SidevmNetwork.Stream counted(SidevmNetwork.Stream connection) {
        AtomicBoolean open = new AtomicBoolean(true);
        return new SidevmNetwork.Stream() {
            @Override
            public InputStream input() throws IOException {
                return connection.input();
            }

            @Override
            public OutputStream output() throws IOException {
                return connection.output();
            }

            @Override
            public void endOutput() throws IOException {
                connection.endOutput();
            }

            @Override
            public String peer() {
                return connection.peer();
            }

            @Override
            public void close() {
                connection.close();
                if (open.getAndSet(false)) {
                    end();
                }
            }
        };
    }
}
