package network.phala.pink.state;

import network.phala.pink.types.ContractError;
import network.phala.pink.types.DispatchException;

/// How much a session has added to the worker's memory, with a bound on it.
///
/// The original has none but gas and deposits. Gas lets one transaction emit 3 GB of events, and a query, whose caller
/// mints what deposits it likes, store 90 GB. What fits the bounds is as in the original; beyond them the contract gets
/// `ValueTooLarge`. Counted, not measured, so all workers agree. Not thread-safe.
public final class Growth {
    /// Of events: data, and for each event and topic [#EVENT_OVERHEAD]. No transaction's gas pays for so many small
    /// ones.
    public static final long EVENT_BYTES_MAX = 32L << 20;

    /// Of contracts' items: what they grew by, and for each new one [#ITEM_OVERHEAD].
    public static final long STORAGE_BYTES_MAX = 64L << 20;

    static final long EVENT_OVERHEAD = 32;
    static final long ITEM_OVERHEAD = 128;

    /// What an event, a topic or an item takes in memory besides its bytes and what is counted above.
    private static final long OBJECT_BYTES = 256;

    private long eventBytes;
    private long storageBytes;
    private long objects;

    Growth copy() {
        Growth copy = new Growth();
        copy.set(this);
        return copy;
    }

    void set(Growth other) {
        eventBytes = other.eventBytes;
        storageBytes = other.storageBytes;
        objects = other.objects;
    }

    /// What has been added takes about so much in memory, in bytes.
    public long bytes() {
        return eventBytes + Math.max(0, storageBytes) + OBJECT_BYTES * Math.max(0, objects);
    }

    /// An event is about to be deposited.
    public void addEvent(int topics, int length) throws DispatchException {
        long next = eventBytes + EVENT_OVERHEAD * (1 + topics) + length;
        if (next > EVENT_BYTES_MAX) {
            throw ContractError.VALUE_TOO_LARGE.raise();
        }
        eventBytes = next;
        objects += 1 + topics;
    }

    /// A contract's items are about to grow, or to shrink.
    public void addStorage(int items, long bytes) throws DispatchException {
        long next = storageBytes + ITEM_OVERHEAD * items + bytes;
        if (next > STORAGE_BYTES_MAX && next > storageBytes) {
            throw ContractError.VALUE_TOO_LARGE.raise();
        }
        storageBytes = next;
        objects += items;
    }
}
