package network.phala.wasm;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Arrays of former guest memories, wiped, to be used again: clearing an array costs a fraction of allocating
/// one.
///
/// Bounded: a few arrays of each of the sizes that contracts have, 64 MiB in all. Shared by all modules of
/// a [Linker] and thread-safe.
final class MemoryPool {
    /// Larger memories are left to the garbage collector.
    private static final int PAGES_MAX = 64;

    private static final int ARRAYS_PER_SIZE = 4;
    private static final long BYTES_MAX = 64L << 20;

    private final AtomicReferenceArray<byte @Nullable []> slots =
            new AtomicReferenceArray<>((PAGES_MAX + 1) * ARRAYS_PER_SIZE);

    private final AtomicLong bytes = new AtomicLong();

    /// A zeroed array of this many pages.
    byte[] take(int pages) {
        if (pages > 0 && pages <= PAGES_MAX) {
            for (int i = pages * ARRAYS_PER_SIZE; i < (pages + 1) * ARRAYS_PER_SIZE; i++) {
                byte[] array = slots.getPlain(i);
                if (array != null && slots.compareAndSet(i, array, null)) {
                    bytes.addAndGet(-array.length);
                    return array;
                }
            }
        }
        return new byte[pages * LinearMemory.PAGE_BYTES];
    }

    /// Wipes an array that nobody uses any more and keeps it if there is room.
    void give(byte[] array) {
        int pages = array.length / LinearMemory.PAGE_BYTES;
        if (pages == 0 || pages > PAGES_MAX || bytes.get() + array.length > BYTES_MAX) {
            return;
        }
        for (int i = pages * ARRAYS_PER_SIZE; i < (pages + 1) * ARRAYS_PER_SIZE; i++) {
            if (slots.getPlain(i) == null) {
                Arrays.fill(array, (byte) 0);
                if (slots.compareAndSet(i, null, array)) {
                    bytes.addAndGet(array.length);
                    return;
                }
            }
        }
    }
}
