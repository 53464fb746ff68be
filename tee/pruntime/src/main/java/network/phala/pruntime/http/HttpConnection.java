package network.phala.pruntime.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/// A client's connection, and what it is waited for. One thread serves it; any may look and close.
final class HttpConnection implements AutoCloseable {
    private static final long NOT = Long.MIN_VALUE;
    private static final int WRITE_SIZE = 64 << 10;

    /// A large answer must be taken this fast after the first minute.
    private static final long BYTES_PER_SECOND_MIN = 16 << 10;

    private final SocketChannel channel;
    private final Semaphore answers;
    private volatile long waitsSince = NOT;
    private volatile long writesSince = NOT;
    private volatile long takesUntil = NOT;
    private volatile boolean upgraded;

    /// @param answers what large answers of all connections may occupy together, in bytes
    HttpConnection(SocketChannel channel, Semaphore answers) {
        this.channel = channel;
        this.answers = answers;
        waitsForRequest();
    }

    Socket socket() {
        return channel.socket();
    }

    SocketChannel channel() {
        return channel;
    }

    /// From here on nothing is being done for the client: it is to say what it wants, or to send the rest of it.
    void waitsForRequest() {
        waitsSince = System.nanoTime();
    }

    void hasRequest() {
        waitsSince = NOT;
    }

    /// How long the client has asked nothing; negative while something is done for it.
    long idleNanos(long now) {
        long since = waitsSince;
        return since == NOT ? -1 : Math.max(0, now - since);
    }

    /// Whether the client has taken nothing of its answer for so long, or too little of a large one.
    boolean isStalled(long now, Duration most) {
        long since = writesSince;
        long until = takesUntil;
        return since != NOT && !upgraded && now - since > most.toNanos()
                || until != NOT && now - until > most.toNanos();
    }

    /// Takes the room for a large answer; false when others occupy it.
    boolean beginsLargeAnswer(int size) {
        if (!answers.tryAcquire(size)) {
            return false;
        }
        takesUntil = System.nanoTime() + size * 1_000_000_000L / BYTES_PER_SECOND_MIN;
        return true;
    }

    void endsLargeAnswer(int size) {
        takesUntil = NOT;
        answers.release(size);
    }

    /// What is written goes in pieces, so that a slow client shows progress.
    OutputStream output() throws IOException {
        OutputStream out = channel.socket().getOutputStream();
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] data, int offset, int length) throws IOException {
                try {
                    for (int at = 0; at < length; at += WRITE_SIZE) {
                        writesSince = System.nanoTime();
                        out.write(data, offset + at, Math.min(WRITE_SIZE, length - at));
                    }
                } finally {
                    writesSince = NOT;
                }
            }

            @Override
            public void flush() throws IOException {
                out.flush();
            }
        };
    }

    /// In another protocol either side may be silent as long as it likes.
    void upgrade() {
        upgraded = true;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
