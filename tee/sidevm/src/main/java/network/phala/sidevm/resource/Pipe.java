package network.phala.sidevm.resource;

import java.io.IOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Bytes from one side to the other, bounded. One side is a program, which never waits but is woken; the other is a
/// thread of the host, which blocks.
final class Pipe {
    private static final int CAPACITY = 16 << 10;
    private static final int FIRST = 1 << 10;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final WakerSlot program = new WakerSlot();
    private byte[] ring = new byte[0];
    private int head;
    private int size;
    /// Nothing more will be written.
    private boolean ended;
    /// Something broke: reads and writes fail.
    private boolean failed;
    /// Nobody reads any more.
    private boolean unread;

    /// The program reads; 0 at the end.
    int read(GuestWaker waker, byte[] into) throws OcallException {
        lock.lock();
        try {
            if (size == 0 && into.length > 0) {
                if (failed) {
                    throw OcallError.IO_ERROR.exception();
                }
                if (!ended) {
                    throw program.park(waker);
                }
            }
            return take(into, 0, into.length);
        } finally {
            lock.unlock();
        }
    }

    /// The program writes a part.
    int write(GuestWaker waker, byte[] data) throws OcallException {
        lock.lock();
        try {
            if (ended || failed || unread) {
                throw OcallError.IO_ERROR.exception();
            }
            if (data.length > 0 && size == CAPACITY) {
                throw program.park(waker);
            }
            return put(data, 0, data.length);
        } finally {
            lock.unlock();
        }
    }

    /// A thread reads, waiting for something; -1 at the end.
    int readWaiting(byte[] into, int offset, int length) throws IOException {
        lock.lock();
        try {
            while (size == 0 && !ended) {
                if (failed || unread) {
                    throw new IOException("The stream is closed");
                }
                await();
            }
            return size == 0 ? -1 : take(into, offset, length);
        } finally {
            lock.unlock();
        }
    }

    /// A thread writes all of it, waiting for room.
    void writeWaiting(byte[] data, int offset, int length) throws IOException {
        lock.lock();
        try {
            int written = 0;
            while (written < length) {
                if (ended || failed || unread) {
                    throw new IOException("The stream is closed");
                }
                if (size == CAPACITY) {
                    await();
                } else {
                    written += put(data, offset + written, length - written);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void await() throws IOException {
        try {
            changed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        }
    }

    private int take(byte[] into, int offset, int length) {
        int count = Math.min(length, size);
        int first = Math.min(count, ring.length - head);
        System.arraycopy(ring, head, into, offset, first);
        System.arraycopy(ring, 0, into, offset + first, count - first);
        head = ring.length == 0 ? 0 : (head + count) % ring.length;
        size -= count;
        changed();
        return count;
    }

    private int put(byte[] data, int offset, int length) {
        int count = Math.min(length, CAPACITY - size);
        if (size + count > ring.length) {
            enlarge(size + count);
        }
        int tail = ring.length == 0 ? 0 : (head + size) % ring.length;
        int first = Math.min(count, ring.length - tail);
        System.arraycopy(data, offset, ring, tail, first);
        System.arraycopy(data, offset + first, ring, 0, count - first);
        size += count;
        changed();
        return count;
    }

    private void enlarge(int needed) {
        byte[] larger = new byte[Math.min(CAPACITY, Math.max(needed, Math.max(FIRST, ring.length * 2)))];
        int first = Math.min(size, ring.length - head);
        System.arraycopy(ring, head, larger, 0, first);
        System.arraycopy(ring, 0, larger, first, size - first);
        ring = larger;
        head = 0;
    }

    private void changed() {
        changed.signalAll();
        program.wake();
    }

    /// Nothing more will be written; what is in it can still be read.
    void end() {
        lock.lock();
        try {
            ended = true;
            changed();
        } finally {
            lock.unlock();
        }
    }

    /// The writer's source broke.
    void fail() {
        lock.lock();
        try {
            failed = true;
            changed();
        } finally {
            lock.unlock();
        }
    }

    /// Nobody will read what is in it.
    void abandon() {
        lock.lock();
        try {
            unread = true;
            size = 0;
            ring = new byte[0];
            head = 0;
            changed();
        } finally {
            lock.unlock();
        }
    }

    /// The program lets go of its side.
    void forget() {
        lock.lock();
        try {
            program.drop();
        } finally {
            lock.unlock();
        }
    }
}
