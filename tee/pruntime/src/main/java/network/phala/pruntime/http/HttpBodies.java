package network.phala.pruntime.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import network.phala.primitives.Bytes;

/// Reads bodies into memory, all of a port together within a bound. Small ones are always taken: who sends large ones,
/// or sends them slowly, is in the way of others who do, not of those who ask something. Any thread.
final class HttpBodies {
    /// What needs no room: 64 KiB.
    static final int SMALL = 64 << 10;

    private static final int STEP = 64 << 10;
    /// A body must come this fast after the first minute.
    private static final long BYTES_PER_SECOND_MIN = 1024;

    /// A body and the room it takes until it is closed.
    final class Body implements AutoCloseable {
        private byte[] content = {};
        private int steps;

        /// What was read; it is kept here no longer.
        Bytes take() {
            Bytes bytes = Bytes.wrap(content);
            content = new byte[0];
            return bytes;
        }

        private boolean hasRoomFor(int size) {
            if (size < SMALL + (long) steps * STEP) {
                return true;
            }
            if (!room.tryAcquire()) {
                return false;
            }
            steps++;
            return true;
        }

        @Override
        public void close() {
            room.release(steps);
        }
    }

    private final Semaphore room;
    private final long waitNanos;

    HttpBodies(HttpLimits limits) {
        this.room = new Semaphore((int) Math.min(Integer.MAX_VALUE, limits.largeBodyBytes() / STEP));
        this.waitNanos = limits.silence().toNanos();
    }

    /// For requests whose body does not matter.
    Body none(HttpExchange exchange) {
        exchange.beginsWork();
        return new Body();
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
        Body body = new Body();
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

    private byte[] readLarge(HttpExchange exchange, Body body, long started, int limit)
            throws IOException, BadRequestException {
        HttpBody source = exchange.requestBody();
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        byte[] piece = new byte[8 << 10];
        while (true) {
            if (!body.hasRoomFor(content.size())) {
                throw new BadRequestException(503, "Too many large requests at once");
            }
            source.mustComeBy(started + slowest(content.size()));
            int size = source.read(piece);
            if (size < 0) {
                return content.toByteArray();
            }
            if (content.size() + size > limit) {
                throw tooLarge();
            }
            if (content.size() / STEP < (content.size() + size) / STEP) {
                exchange.receives();
            }
            content.write(piece, 0, size);
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
