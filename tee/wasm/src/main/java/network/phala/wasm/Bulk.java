package network.phala.wasm;

import java.util.Arrays;

/// The instructions of [BulkOp]. Public for generated code only.
///
/// A range outside its memory, table or segment traps before the first element is touched. Each
/// costs [#BASE_FUEL], an eighth of fuel a byte and one fuel an element on top, which is what the
/// loops cost that compilers emit where these instructions are missing: wasmer charges none of it
/// by length, but here it bounds how long one turn of a program may take.
public final class Bulk {
    /// What Phala charges for any of them, in i32 additions.
    private static final long BASE_FUEL = 10;

    private static final WasmTrap TABLE_BOUNDS = new WasmTrap(TrapCode.TABLE_OUT_OF_BOUNDS);
    private static final WasmTrap TABLE_NULL = new WasmTrap(TrapCode.INDIRECT_CALL_TO_NULL);

    private Bulk() {}

    private static void chargeBytes(Store store, int length) throws WasmTrap {
        store.chargeLong(BASE_FUEL + (length >>> 3));
    }

    private static void chargeElements(Store store, int count) throws WasmTrap {
        store.chargeLong(BASE_FUEL + (count & 0xffffffffL));
    }

    private static void within(int from, int length, int size, WasmTrap otherwise) throws WasmTrap {
        if ((from & 0xffffffffL) + (length & 0xffffffffL) > size) {
            throw otherwise;
        }
    }

    public static void memoryInit(int to, int from, int length, Store store, int segment, int unused) throws WasmTrap {
        WasmModule module = store.linked.module();
        DataSegment data = module.data.get(segment);
        within(from, length, store.droppedData[segment] ? 0 : data.length(), MemoryOps.BOUNDS);
        within(to, length, store.mem.length, MemoryOps.BOUNDS);
        chargeBytes(store, length);
        System.arraycopy(module.code, data.from() + from, store.mem, to, length);
    }

    public static void dataDrop(Store store, int segment, int unused) {
        store.droppedData[segment] = true;
    }

    public static void memoryCopy(int to, int from, int length, Store store, int unused, int unused2) throws WasmTrap {
        within(from, length, store.mem.length, MemoryOps.BOUNDS);
        within(to, length, store.mem.length, MemoryOps.BOUNDS);
        chargeBytes(store, length);
        System.arraycopy(store.mem, from, store.mem, to, length);
    }

    public static void memoryFill(int to, int value, int length, Store store, int unused, int unused2) throws WasmTrap {
        within(to, length, store.mem.length, MemoryOps.BOUNDS);
        chargeBytes(store, length);
        Arrays.fill(store.mem, to, to + length, (byte) value);
    }

    public static void tableInit(int to, int from, int count, Store store, int segment, int table) throws WasmTrap {
        ElementSegment elements = store.linked.module().elements.get(segment);
        within(from, count, store.tables().isDropped(segment) ? 0 : elements.functions.length, TABLE_BOUNDS);
        int[] target = store.tables().get(table);
        within(to, count, target.length, TABLE_BOUNDS);
        chargeElements(store, count);
        elements.copyTo(target, to, from, count);
    }

    public static void elementsDrop(Store store, int segment, int unused) {
        store.tables().drop(segment);
    }

    public static void tableCopy(int to, int from, int count, Store store, int tableTo, int tableFrom) throws WasmTrap {
        int[] source = store.tables().get(tableFrom);
        int[] target = store.tables().get(tableTo);
        within(from, count, source.length, TABLE_BOUNDS);
        within(to, count, target.length, TABLE_BOUNDS);
        chargeElements(store, count);
        System.arraycopy(source, from, target, to, count);
    }

    public static int tableGrow(int value, int delta, Store store, int table, int unused) throws WasmTrap {
        chargeElements(store, Math.clamp(delta & 0xffffffffL, 0, Tables.ELEMENTS_MAX));
        return store.tables().grow(table, value, delta);
    }

    public static int tableSize(Store store, int table, int unused) {
        return store.tables().get(table).length;
    }

    public static void tableFill(int to, int value, int count, Store store, int table, int unused) throws WasmTrap {
        int[] target = store.tables().get(table);
        within(to, count, target.length, TABLE_BOUNDS);
        chargeElements(store, count);
        Arrays.fill(target, to, to + count, value);
    }

    public static int tableGet(int slot, Store store, int table, int unused) throws WasmTrap {
        int[] source = store.tables().get(table);
        within(slot, 1, source.length, TABLE_BOUNDS);
        return source[slot];
    }

    public static void tableSet(int slot, int value, Store store, int table, int unused) throws WasmTrap {
        int[] target = store.tables().get(table);
        within(slot, 1, target.length, TABLE_BOUNDS);
        target[slot] = value;
    }

    public static int tableCallee(int slot, Store store, int table, int unused) throws WasmTrap {
        int reference = tableGet(slot, store, table, unused);
        if (reference == Tables.NULL) {
            throw TABLE_NULL;
        }
        return Tables.function(reference);
    }

    /// Any of them, with its operands where the interpreter has them; gives the result, or 0.
    static int run(BulkOp op, long[] v, int at, Store store, int a, int b) throws WasmTrap {
        int first = op.operands > 0 ? (int) v[at] : 0;
        int second = op.operands > 1 ? (int) v[at + 1] : 0;
        int third = op.operands > 2 ? (int) v[at + 2] : 0;
        switch (op) {
            case MEMORY_INIT -> memoryInit(first, second, third, store, a, b);
            case DATA_DROP -> dataDrop(store, a, b);
            case MEMORY_COPY -> memoryCopy(first, second, third, store, a, b);
            case MEMORY_FILL -> memoryFill(first, second, third, store, a, b);
            case TABLE_INIT -> tableInit(first, second, third, store, a, b);
            case ELEMENTS_DROP -> elementsDrop(store, a, b);
            case TABLE_COPY -> tableCopy(first, second, third, store, a, b);
            case TABLE_FILL -> tableFill(first, second, third, store, a, b);
            case TABLE_SET -> tableSet(first, second, store, a, b);
            case TABLE_GROW -> {
                return tableGrow(first, second, store, a, b);
            }
            case TABLE_SIZE -> {
                return tableSize(store, a, b);
            }
            case TABLE_GET -> {
                return tableGet(first, store, a, b);
            }
            case TABLE_CALLEE -> {
                return tableCallee(first, store, a, b);
            }
        }
        return 0;
    }
}
