package network.phala.pruntime.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Bytes of a connection, with lines as HTTP has them. For one thread, but for [#endSilence].
///
/// A read waits without a timeout of its own: the JDK would keep a timer for each, and wake a thread to
/// set it. Somebody else looks at all connections now and then instead.
final class HttpInput extends InputStream {
    static final int BUFFER = 4 << 10;
    private static final long LINE_NANOS_MAX = 60_000_000_000L;

    private final SocketChannel connection;
    private final InputStream source;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int end;
    /// On the clock of `System.nanoTime`, never 0; 0 while nobody waits. This and the next guarded by `waiting`.
    private long waitingSince;
    private boolean tooLate;
    private volatile boolean patient;
    private final Object waiting = new Object();
    private boolean hasDeadline;
    private long deadline;

    HttpInput(SocketChannel connection) throws IOException {
        this(connection, connection.socket().getInputStream());
    }

    /// @param source where the connection's bytes come from
    HttpInput(SocketChannel connection, InputStream source) {
        this.connection = connection;
        this.source = source;
    }

    /// From here on the other side may be silent as long as it likes.
    void waitForEver() {
        patient = true;
        hasDeadline = false;
    }

    /// What is read from here on must come by this value of `System.nanoTime`, however steadily it trickles. Who is
    /// silent until then is left to [#endSilence].
    void mustComeBy(long nanos) {
        hasDeadline = true;
        deadline = nanos;
    }

    /// Only silence is bounded from here on.
    void mayTakeLong() {
        hasDeadline = false;
    }

    /// Waits for the first byte of what follows; false when the other side ends the connection instead.
    boolean awaitByte() throws IOException {
        return at < end || fill();
    }

    /// Ends the other side's part of the connection when a read has waited for it since before `limit`, on the clock of
    /// `System.nanoTime`. Any thread.
    void endSilence(long limit) {
        synchronized (waiting) {
            if (waitingSince == 0 || patient || waitingSince - limit >= 0) {
                return;
            }
            tooLate = true;
            try {
                connection.shutdownInput();
            } catch (IOException e) {
                // It has ended meanwhile.
            }
        }
    }

    private int receive(byte[] into, int offset, int length) throws IOException {
        long now = System.nanoTime();
        if (hasDeadline && now - deadline >= 0) {
            throw new SocketTimeoutException("The other side is too slow");
        }
        synchronized (waiting) {
            waitingSince = now | 1;
        }
        int count = -1;
        try {
            count = source.read(into, offset, length);
        } finally {
            synchronized (waiting) {
                waitingSince = 0;
                // What came in the very moment of the end is not taken: who asked would seem to have left.
                count = tooLate ? -1 : count;
            }
        }
        return count;
    }

    /// Whether the other side has ended the connection, without waiting. False as long as there is something to read
    /// before the end. Not while another thread reads.
    boolean isAtEnd() {
        if (at < end) {
            return false;
        }
        try {
            connection.configureBlocking(false);
            try {
                int count = connection.read(ByteBuffer.wrap(buffer));
                at = 0;
                end = Math.max(0, count);
                return count < 0;
            } finally {
                connection.configureBlocking(true);
            }
        } catch (IOException e) {
            return true;
        }
    }

    private boolean fill() throws IOException {
        at = 0;
        end = 0;
        end = Math.max(0, receive(buffer, 0, BUFFER));
        return end > 0;
    }

    @Override
    public int read() throws IOException {
        return at < end || fill() ? Byte.toUnsignedInt(buffer[at++]) : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (at == end) {
            if (length >= BUFFER) {
                return receive(into, offset, length);
            }
            if (!fill()) {
                return -1;
            }
        }
        int count = Math.min(length, end - at);
        System.arraycopy(buffer, at, into, offset, count);
        at += count;
        return count;
    }

    /// A line without its end, or null at the end of the connection before any byte.
    ///
    /// @throws BadRequestException when it is longer than the limit
    @Nullable
    String line(int sizeMax) throws IOException, BadRequestException {
        byte[] line = new byte[128];
        int size = 0;
        long started = 0;
        for (int next = read(); next != '\n'; next = read()) {
            if (next < 0) {
                if (size == 0) {
                    return null;
                }
                throw new EOFException("The connection ends within a line");
            }
            if (size >= sizeMax) {
                throw new BadRequestException(431, "A line of the request's head is too long");
            }
            if (size == line.length) {
                line = java.util.Arrays.copyOf(line, size * 2);
            }
            line[size++] = (byte) next;
            if (at == end) {
                // The rest has yet to come: not a byte a minute.
                long now = System.nanoTime();
                started = started == 0 ? now : started;
                if (now - started > LINE_NANOS_MAX) {
                    throw new BadRequestException(408, "A line of the request's head came too slowly");
                }
            }
        }
        int length = size > 0 && line[size - 1] == '\r' ? size - 1 : size;
        return new String(line, 0, length, StandardCharsets.ISO_8859_1);
    }
}
