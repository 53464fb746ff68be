package network.phala.pruntime.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/// The body of a request: so many bytes, or chunks. Ends where the body ends.
final class HttpBody extends InputStream {
    private static final int CHUNK_LINE_MAX = 256;
    private static final int TRAILERS_MAX = 100;
    private static final int ROOM_FIRST = 16 << 10;

    /// The chunks are not what HTTP calls chunks: nobody can tell where the body ends.
    static final class MalformedException extends IOException {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }

    /// Asks a client for the body that waits to be asked.
    interface Asking {
        void ask() throws IOException;
    }

    private final HttpInput source;
    private final boolean chunked;
    private final Optional<Asking> asking;
    private final long declared;
    /// Both guarded by this: the body may be read on another thread than the answer is given on.
    private boolean begun;

    private boolean answered;
    private boolean ended;
    private long left;

    private HttpBody(HttpInput source, boolean chunked, long length, Optional<Asking> asking) {
        this.source = source;
        this.chunked = chunked;
        this.left = length;
        this.declared = length;
        this.asking = asking;
        this.ended = !chunked && length == 0;
    }

    /// @param asking for a client that waits to be asked
    static HttpBody of(HttpInput source, long length, Optional<Asking> asking) {
        return new HttpBody(source, false, length, asking);
    }

    static HttpBody chunks(HttpInput source, Optional<Asking> asking) {
        return new HttpBody(source, true, 0, asking);
    }

    /// What the request's head says; 0 for chunks.
    long declaredSize() {
        return declared;
    }

    /// See [HttpInput#mustComeBy].
    void mustComeBy(long nanos) {
        source.mustComeBy(nanos);
    }

    /// See [HttpInput#mayTakeLong].
    void mayTakeLong() {
        source.mayTakeLong();
    }

    /// The answer is about to be given: from now on nobody is asked for a body. Whether the client still waits to be.
    synchronized boolean isWaitedForAtAnswer() {
        answered = true;
        return !begun && !ended && asking.isPresent();
    }

    private synchronized void begin() throws IOException {
        if (begun) {
            return;
        }
        begun = true;
        if (asking.isPresent()) {
            if (answered) {
                throw new IOException("The answer was given before the body was asked for");
            }
            asking.get().ask();
        }
    }

    boolean isEnded() {
        return ended;
    }

    /// How many bytes are yet to be read; negative when only the client knows, who sends chunks.
    long rest() {
        return ended ? 0 : chunked ? -1 : left;
    }

    /// The whole body, or one byte more than `limit` of a longer one. No more room is made than twice what has come,
    /// whatever length the request claims.
    byte[] readAll(int limit) throws IOException {
        byte[] all = new byte[(int) Math.min(Math.min(left, ROOM_FIRST), limit + 1L)];
        int size = 0;
        while (size <= limit && !ended) {
            if (size == all.length) {
                all = Arrays.copyOf(all, (int) Math.min(Math.max(ROOM_FIRST, 2L * size), limit + 1L));
            }
            size += Math.max(0, read(all, size, all.length - size));
        }
        return size == all.length ? all : Arrays.copyOf(all, size);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (ended) {
            return -1;
        }
        if (length == 0) {
            return 0;
        }
        begin();
        if (left == 0 && !nextChunk()) {
            return -1;
        }
        int size = source.read(into, offset, (int) Math.min(length, left));
        if (size < 0) {
            throw new EOFException("The connection ends within a body");
        }
        left -= size;
        if (left == 0) {
            endOfPart();
        }
        return size;
    }

    /// Reads `size ; extension`; the last chunk has size 0 and trailers after it.
    private boolean nextChunk() throws IOException {
        String text = line().split(";", 2)[0].strip();
        if (!text.matches("[0-9a-fA-F]{1,15}")) {
            throw new MalformedException("Chunk size \"" + text + "\"; expected 1 to 15 hex digits");
        }
        left = Long.parseLong(text, 16);
        if (left > 0) {
            return true;
        }
        for (int i = 0; i < TRAILERS_MAX; i++) {
            if (line().isEmpty()) {
                ended = true;
                return false;
            }
        }
        throw new MalformedException("More than " + TRAILERS_MAX + " trailers");
    }

    private void endOfPart() throws IOException {
        if (!chunked) {
            ended = true;
        } else if (!line().isEmpty()) {
            throw new MalformedException("A chunk is longer than it said");
        }
    }

    private String line() throws IOException {
        try {
            String line = source.line(CHUNK_LINE_MAX);
            if (line == null) {
                throw new EOFException("The connection ends within a body");
            }
            return line;
        } catch (BadRequestException e) {
            throw e.status() == 431
                    ? new MalformedException("A line between chunks has more than " + CHUNK_LINE_MAX + " bytes")
                    : new IOException(e.getMessage(), e);
        }
    }
}
