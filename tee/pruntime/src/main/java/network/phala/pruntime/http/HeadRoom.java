package network.phala.pruntime.http;

import java.util.concurrent.Semaphore;

/// Room for the heads of a port's requests: small ones are always taken, what is beyond shares a bound. Any thread.
final class HeadRoom {
    /// What needs no room.
    static final int SMALL = 4 << 10;

    private static final int MOST = 32 << 10;
    private static final int STEP = 4 << 10;

    /// A head, and the room it takes until it is closed. For one thread.
    final class Head implements AutoCloseable {
        private int size;
        private int taken;

        private Head() {}

        /// More of it has come.
        ///
        /// @throws BadRequestException 431 when it is too long, 503 when others take all the room
        void add(int bytes) throws BadRequestException {
            size += bytes;
            if (size > MOST) {
                throw new BadRequestException(431, "A head of more than " + MOST + " bytes");
            }
            int missing = Math.max(0, (size - SMALL + STEP - 1) / STEP - taken);
            if (!steps.tryAcquire(missing)) {
                throw new BadRequestException(503, "Too many large requests at once");
            }
            taken += missing;
        }

        @Override
        public void close() {
            steps.release(taken);
        }
    }

    private final Semaphore steps;

    HeadRoom(long bytes) {
        this.steps = new Semaphore((int) Math.min(Integer.MAX_VALUE, bytes / STEP));
    }

    /// One of which nothing has come.
    Head head() {
        return new Head();
    }
}
