package network.phala.pruntime.http;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import network.phala.primitives.Bytes;

/// Reads bodies into memory, all of a port together within a bound. Small ones are always taken: who sends large ones,
/// or sends them slowly, is in the way of others who do, not of those who ask something. Any thread.
final class HttpBodies {
    /// What needs no room.
    static final int SMALL = 4 << 10;

    /// Calls that take larger bodies are rare, and mostly the operator's.
    static final int HUGE = 1 << 20;

    private static final int STEP = 4 << 10;
    /// So much more shows that the client is at it.
    private static final int PROGRESS = 64 << 10;
    private static final int PIECE = 8 << 10;
    /// A body must come this fast after the first minute.
    private static final long BYTES_PER_SECOND_MIN = 1024;

    /// A body and the room it takes until it is closed.
    final class Body implements AutoCloseable {
        private final Semaphore room;
        private byte[] content = {};
        private int steps;

        private Body(Semaphore room) {
            this.room = room;
        }

        /// What was read; it is kept here no longer.
        Bytes take() {
            Bytes bytes = Bytes.wrap(content);
            content = new byte[0];
            return bytes;
        }

        private boolean hasRoomFor(int size) {
            int missing = (int) Math.max(0, (size - SMALL - (long) steps * STEP + STEP - 1) / STEP);
            if (!room.tryAcquire(missing)) {
                return false;
            }
            steps += missing;
            return true;
        }

        @Override
        public void close() {
            room.release(steps);
        }
    }

    private final Semaphore large;
    private final Semaphore huge;
    private final long waitNanos;

    HttpBodies(HttpLimits limits) {
        this.large = steps(limits.largeBodyBytes());
        this.huge = steps(limits.hugeBodyBytes());
        this.waitNanos = limits.silence().toNanos();
    }

    private static Semaphore steps(long bytes) {
        return new Semaphore((int) Math.min(Integer.MAX_VALUE, bytes / STEP));
    }

    /// For requests whose body does not matter.
    Body none(HttpExchange exchange) {
        exchange.beginsWork();
        return new Body(large);
    }

    /// Reads the whole body of a request.
    ///
    /// @throws BadRequestException 413 when it is longer than the limit, 503 when others take all the room
    /// @throws IOException when it ends early, comes too slowly or its chunks are wrong
    Body read(HttpExchange exchange, int limit) throws IOException, BadRequestException {
        HttpBody source = exchange.requestBody();
        if (source.declaredSize() > limit) {
            throw tooLarge();
        }
        Body body = new Body(limit > HUGE ? huge : large);
        long started = System.nanoTime();
        boolean isRead = false;
        try {
            if (source.declaredSize() > 0 && source.declaredSize() <= SMALL) {
                source.mustComeBy(started + slowest(SMALL));
                body.content = source.readAll(limit);
            } else {
                body.content = readLarge(exchange, body, started, limit);
            }
            exchange.beginsWork();
            isRead = true;
            return body;
        } finally {
            if (!isRead) {
                // Whatever the reason, the end of the memory included.
                body.close();
            }
            source.mayTakeLong();
        }
    }

    /// No more room is made than twice what has come, whatever length the request claims.
    private byte[] readLarge(HttpExchange exchange, Body body, long started, int limit)
            throws IOException, BadRequestException {
        HttpBody source = exchange.requestBody();
        long most = source.declaredSize() > 0 ? source.declaredSize() : limit + 1L;
        byte[] all = new byte[SMALL];
        int size = 0;
        while (true) {
            source.mustComeBy(started + slowest(size));
            int count = source.read(all, size, Math.min(PIECE, all.length - size));
            if (count < 0) {
                return size == all.length ? all : Arrays.copyOf(all, size);
            }
            if (size / PROGRESS < (size + count) / PROGRESS) {
                exchange.receives();
            }
            size += count;
            if (size > limit) {
                throw tooLarge();
            }
            if (size == all.length && size < most) {
                int larger = (int) Math.min(most, 2L * size);
                if (!body.hasRoomFor(larger)) {
                    throw new BadRequestException(503, "Too many large requests at once");
                }
                all = Arrays.copyOf(all, larger);
            }
        }
    }

    /// How long so many bytes may take, in nanoseconds.
    private long slowest(int bytes) {
        return waitNanos + bytes * 1_000_000_000L / BYTES_PER_SECOND_MIN;
    }

    private static BadRequestException tooLarge() {
        return new BadRequestException(413, "Entity too large");
    }
}
