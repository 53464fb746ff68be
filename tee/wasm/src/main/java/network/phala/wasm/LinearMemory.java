package network.phala.wasm;

import java.util.Arrays;
import java.util.function.LongPredicate;

/// The linear memory of one instance: a multiple of 64 KiB pages, little-endian, grown by the guest only.
///
/// Addresses and lengths are unsigned 32-bit numbers given as `long` so that no caller has to think about
/// signs; reads and writes outside the present size throw a [WasmTrap] with [TrapCode#MEMORY_OUT_OF_BOUNDS].
/// Not thread-safe.
public final class LinearMemory {
    /// Bytes of a page.
    public static final int PAGE_BYTES = 65536;
    /// Pages that fit in a Java array; growing further fails as any other failed growth does.
    public static final int PAGES_MAX = 32767;

    byte[] bytes;
    private final int maximumPages;
    private final MemoryPool pool;
    private LongPredicate room = _ -> true;

    LinearMemory(int initialPages, int maximumPages, MemoryPool pool) {
        this.bytes = pool.take(initialPages);
        this.maximumPages = Math.min(maximumPages, PAGES_MAX);
        this.pool = pool;
    }

    /// Gives the contents back; afterwards the memory has size 0 and cannot grow.
    void release() {
        byte[] used = bytes;
        bytes = new byte[0];
        pool.give(used);
    }

    /// Present size in pages.
    public int pages() {
        return bytes.length / PAGE_BYTES;
    }

    /// Present size in bytes.
    public long size() {
        return bytes.length;
    }

    /// See [Instance#growWithin].
    void growWithin(LongPredicate limit) {
        room = limit;
    }

    int grow(int delta) {
        int before = pages();
        if (delta == 0) {
            return before;
        }
        if (delta < 0 || delta > maximumPages - before || !room.test((long) delta * PAGE_BYTES)) {
            return -1;
        }
        byte[] grown = pool.take(before + delta);
        System.arraycopy(bytes, 0, grown, 0, bytes.length);
        pool.give(bytes);
        bytes = grown;
        return before;
    }

    /// Copies `length` bytes from `address`.
    public byte[] read(long address, long length) throws WasmTrap {
        int from = check(address, length);
        return Arrays.copyOfRange(bytes, from, from + (int) length);
    }

    /// Copies all of `data` to `address`.
    public void write(long address, byte[] data) throws WasmTrap {
        write(address, data, 0, data.length);
    }

    /// Copies a part of `data` to `address`.
    public void write(long address, byte[] data, int offset, int length) throws WasmTrap {
        int to = check(address, length);
        System.arraycopy(data, offset, bytes, to, length);
    }

    /// The unsigned 32-bit number at `address`.
    public long readU32(long address) throws WasmTrap {
        return (int) MemoryOps.INT.get(bytes, check(address, 4)) & 0xffffffffL;
    }

    /// The 64-bit number at `address`.
    public long readI64(long address) throws WasmTrap {
        return (long) MemoryOps.LONG.get(bytes, check(address, 8));
    }

    /// Writes the low 32 bits of `value`.
    public void writeU32(long address, long value) throws WasmTrap {
        MemoryOps.INT.set(bytes, check(address, 4), (int) value);
    }

    /// Writes `value` as 8 bytes.
    public void writeI64(long address, long value) throws WasmTrap {
        MemoryOps.LONG.set(bytes, check(address, 8), value);
    }

    /// Whether the range lies within the present size.
    public boolean contains(long address, long length) {
        return address >= 0 && length >= 0 && length <= bytes.length && address <= bytes.length - length;
    }

    private int check(long address, long length) throws WasmTrap {
        if (!contains(address, length)) {
            throw MemoryOps.BOUNDS;
        }
        return (int) address;
    }
}
