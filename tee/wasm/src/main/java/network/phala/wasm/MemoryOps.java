package network.phala.wasm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Loads and stores of guest memory. Public for generated code only.
///
/// Addresses: `base` is the unsigned 32-bit address from the stack, `offset` the instruction's immediate below
/// 2^31. A base of 2^31 or more is refused by its sign, because memories are smaller; the sum of two others
/// leaves the int range only upwards, so a negative index means "too large". The check of the sign is by itself,
/// and the index a plain sum, so that HotSpot joins the range checks of accesses around one base.
///
/// The JVM's own range check is the memory's: its exception becomes the trap only after the address was found to
/// be out of range by separate arithmetic. Any other such exception is a bug of the engine and stays one
/// ([EngineFailure]).
public final class MemoryOps {
    public static final VarHandle SHORT = view(short[].class);
    public static final VarHandle INT = view(int[].class);
    public static final VarHandle LONG = view(long[].class);

    static final WasmTrap BOUNDS = new WasmTrap(TrapCode.MEMORY_OUT_OF_BOUNDS);
    /// Bytes of the widest access.
    private static final int WIDEST = 8;

    private MemoryOps() {}

    private static VarHandle view(Class<?> elements) {
        return MethodHandles.byteArrayViewVarHandle(elements, ByteOrder.LITTLE_ENDIAN);
    }

    /// The trap of an access that the JVM refused.
    private static WasmTrap fault(IndexOutOfBoundsException e, int base, Store store, int offset, int width) {
        long end = (base & 0xffffffffL) + offset + width;
        if (end > store.mem.length) {
            return BOUNDS;
        }
        throw new EngineFailure("access of " + width + " bytes at " + base + " + " + offset + " was refused", e);
    }

    /// The trap of an access of unknown width in a method that accesses memory without these functions. `index`
    /// is where it would have been, or the base when that alone was too large.
    public static WasmTrap faultAt(IndexOutOfBoundsException e, int index, Store store) {
        if (index < 0 || index > store.mem.length - WIDEST) {
            return BOUNDS;
        }
        throw new EngineFailure("no access at " + index + " of " + store.mem.length + " can be refused", e);
    }

    public static int load32(int base, Store store, int offset) throws WasmTrap {
        if (base < 0) {
            throw BOUNDS;
        }
        try {
            return (int) INT.get(store.mem, base + offset);
        } catch (IndexOutOfBoundsException e) {
            throw fault(e, base, store, offset, 4);
        }
    }

    public static long load64(int base, Store store, int offset) throws WasmTrap {
        if (base < 0) {
            throw BOUNDS;
        }
        try {
            return (long) LONG.get(store.mem, base + offset);
        } catch (IndexOutOfBoundsException e) {
            throw fault(e, base, store, offset, 8);
        }
    }

    public static int load8s(int base, Store store, int offset) throws WasmTrap {
        if (base < 0) {
            throw BOUNDS;
        }
        try {
            return store.mem[base + offset];
        } catch (IndexOutOfBoundsException e) {
            throw fault(e, base, store, offset, 1);
        }
    }

    public static int load8u(int base, Store store, int offset) throws WasmTrap {
        if (base < 0) {
            throw BOUNDS;
        }
        try {
            return store.mem[base + offset] & 0xff;
        } catch (IndexOutOfBoundsException e) {
            throw fault(e, base, store, offset, 1);
        }
    }

    public static int load16s(int base, Store store, int offset) throws WasmTrap {
        if (base < 0) {
            throw BOUNDS;
        }
        try {
            return (short) SHORT.get(store.mem, base + offset);
        } catch (IndexOutOfBoundsException e) {
            throw fault(e, base, store, offset, 2);
        }
    }

    public static int load16u(int base, Store store, int offset) throws WasmTrap {
        if (base < 0) {
            throw BOUNDS;
        }
        try {
            return (short) SHORT.get(store.mem, base + offset) & 0xffff;
        } catch (IndexOutOfBoundsException e) {
            throw fault(e, base, store, offset, 2);
        }
    }

    public static void store8(int base, int value, Store store, int offset) throws WasmTrap {
        if (base < 0) {
            throw BOUNDS;
        }
        try {
            store.mem[base + offset] = (byte) value;
        } catch (IndexOutOfBoundsException e) {
            throw fault(e, base, store, offset, 1);
        }
    }

    public static void store16(int base, int value, Store store, int offset) throws WasmTrap {
        if (base < 0) {
            throw BOUNDS;
        }
        try {
            SHORT.set(store.mem, base + offset, (short) value);
        } catch (IndexOutOfBoundsException e) {
            throw fault(e, base, store, offset, 2);
        }
    }

    public static void store32(int base, int value, Store store, int offset) throws WasmTrap {
        if (base < 0) {
            throw BOUNDS;
        }
        try {
            INT.set(store.mem, base + offset, value);
        } catch (IndexOutOfBoundsException e) {
            throw fault(e, base, store, offset, 4);
        }
    }

    public static void store64(int base, long value, Store store, int offset) throws WasmTrap {
        if (base < 0) {
            throw BOUNDS;
        }
        try {
            LONG.set(store.mem, base + offset, value);
        } catch (IndexOutOfBoundsException e) {
            throw fault(e, base, store, offset, 8);
        }
    }
}
