package network.phala.sidevm.resource;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import network.phala.primitives.Bytes;

/// Messages to a program, bounded: many threads put in, the program takes out, so many a turn at most. A program that
/// takes whatever is there before it rests would else spend its whole breath on a flood, and be stifled for it.
public final class Channel implements Resource {
    /// A message that takes its form when the program takes it: what belongs to it becomes resources only then.
    public interface Item {
        /// The message's bytes. A refusal drops the message and goes on with the next.
        Bytes open() throws OcallException;

        /// It will never be opened.
        void refuse();

        /// Bytes that are held while it waits.
        default int size() {
            return 0;
        }
    }

    /// What waits in channels takes of this, which is shared with others.
    public interface Room {
        /// One without end.
        Room ENDLESS = new Room() {
            @Override
            public boolean take(long more) {
                return true;
            }

            @Override
            public void give(long less) {}
        };

        /// Takes so many bytes; false when that would be too much.
        boolean take(long more);

        /// Gives some of it back.
        void give(long less);
    }

    /// The most bytes that wait in one channel, whatever their number.
    private static final int MOST_BYTES = 16 << 20;

    /// A message that is nothing but bytes.
    public record Plain(Bytes message) implements Item {
        @Override
        public Bytes open() {
            return message;
        }

        @Override
        public void refuse() {}

        @Override
        public int size() {
            return message.size();
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Item> queue = new ArrayDeque<>();
    private final WakerSlot waiting = new WakerSlot();
    private final int capacity;
    private final int perTurn;
    private final Room room;
    private int allowance;
    private long bytes;
    private boolean ended;

    public Channel(int capacity, int perTurn) {
        this(capacity, perTurn, Room.ENDLESS);
    }

    public Channel(int capacity, int perTurn, Room room) {
        this.room = room;
        this.capacity = capacity;
        this.perTurn = perTurn;
        this.allowance = perTurn;
    }

    /// A new turn of the program.
    public void refresh() {
        lock.lock();
        try {
            allowance = perTurn;
        } finally {
            lock.unlock();
        }
    }

    /// False when it is full or nobody will take it.
    public boolean offer(Item item) {
        lock.lock();
        try {
            if (ended || queue.size() >= capacity || bytes + item.size() > MOST_BYTES || !room.take(item.size())) {
                return false;
            }
            queue.add(item);
            bytes += item.size();
            waiting.wake();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// No more messages; those in it can still be taken.
    public void end() {
        lock.lock();
        try {
            ended = true;
            waiting.wake();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Bytes poll(GuestWaker waker) throws OcallException {
        while (true) {
            Item item = take(waker);
            try {
                return item.open();
            } catch (OcallException e) {
                item.refuse();
            }
        }
    }

    private Item take(GuestWaker waker) throws OcallException {
        lock.lock();
        try {
            if (allowance == 0 && !queue.isEmpty()) {
                waker.wake();
                throw OcallError.PENDING.exception();
            }
            Item item = queue.poll();
            if (item != null) {
                allowance--;
                bytes -= item.size();
                room.give(item.size());
                return item;
            }
            throw ended ? OcallError.END_OF_FILE.exception() : waiting.park(waker);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            ended = true;
            waiting.drop();
            queue.forEach(Item::refuse);
            queue.clear();
            room.give(bytes);
            bytes = 0;
        } finally {
            lock.unlock();
        }
    }
}
