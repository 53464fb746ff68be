package network.phala.wasm;

import java.util.Arrays;

/// The linear memory of one instance: a multiple of 64 KiB pages, little-endian, grown by the guest only.
///
/// Addresses and lengths are unsigned 32-bit numbers given as `long` so that no caller has to think about signs; reads
/// and
/// writes outside the present size throw a [WasmTrap] with [TrapCode#MEMORY_OUT_OF_BOUNDS]. Not thread-safe.
public final class LinearMemory {
    /// Bytes of a page.
    public static final int PAGE_BYTES = 65536;
    /// Pages that fit in a Java array; growing further fails as any other failed growth does.
    public static final int PAGES_MAX = 32767;

    byte[] bytes;
    private final int maximumPages;

    private LinearMemory(byte[] bytes, int maximumPages) {
        this.bytes = bytes;
        this.maximumPages = maximumPages;
    }

    /// A zeroed memory of `initialPages`, which may grow up to `maximumPages`.
    public static LinearMemory create(long initialPages, long maximumPages) {
        if (initialPages < 0 || initialPages > maximumPages || initialPages > PAGES_MAX) {
            throw new IllegalArgumentException(
                    "memory of " + initialPages + " to " + maximumPages + " pages; at most " + PAGES_MAX);
        }
        return new LinearMemory(new byte[(int) initialPages * PAGE_BYTES], (int) Math.min(maximumPages, PAGES_MAX));
    }

    /// A memory over existing contents, for the pool.
    static LinearMemory over(byte[] bytes, int maximumPages) {
        return new LinearMemory(bytes, Math.min(maximumPages, PAGES_MAX));
    }

    /// Present size in pages.
    public int pages() {
        return bytes.length / PAGE_BYTES;
    }

    /// Present size in bytes.
    public long size() {
        return bytes.length;
    }

    int grow(int delta) {
        int before = pages();
        if (delta == 0) {
            return before;
        }
        if (delta < 0 || delta > maximumPages - before) {
            return -1;
        }
        bytes = Arrays.copyOf(bytes, (before + delta) * PAGE_BYTES);
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
        return (int) Ops.INT.get(bytes, check(address, 4)) & 0xffffffffL;
    }

    /// The 64-bit number at `address`.
    public long readI64(long address) throws WasmTrap {
        return (long) Ops.LONG.get(bytes, check(address, 8));
    }

    /// Writes the low 32 bits of `value`.
    public void writeU32(long address, long value) throws WasmTrap {
        Ops.INT.set(bytes, check(address, 4), (int) value);
    }

    /// Writes `value` as 8 bytes.
    public void writeI64(long address, long value) throws WasmTrap {
        Ops.LONG.set(bytes, check(address, 8), value);
    }

    /// Whether the range lies within the present size.
    public boolean contains(long address, long length) {
        return address >= 0 && length >= 0 && length <= bytes.length && address <= bytes.length - length;
    }

    private int check(long address, long length) throws WasmTrap {
        if (!contains(address, length)) {
            throw new WasmTrap(TrapCode.MEMORY_OUT_OF_BOUNDS);
        }
        return (int) address;
    }
}
