package network.phala.wasm;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// The contents of the table of a module that has no instruction to change it: one serves all
/// instances. Modules with such instructions, or with one that names another table than the first,
/// have [Tables] instead, and here nothing. Memory is bounded by the element segments, not by the
/// declared size.
final class FunctionTable {
    private static final int DENSE_MAX = 1 << 16;
    private static final int NULL = -1;

    private final int size;
    private int[] dense = new int[0];
    private final Map<Integer, Integer> sparse = new HashMap<>();

    FunctionTable(WasmModule module) throws LinkException {
        if (module.changesTables || module.tables.isEmpty()) {
            size = 0;
            return;
        }
        size = (int) module.tables.get(0).limits().minimum();
        for (ElementSegment segment : module.elements) {
            if (segment.offset == null) {
                continue;
            }
            Limits limits = module.tables.get(segment.table).limits();
            int from = place(segment, segment.offset, (int) limits.minimum());
            // Of the others nothing is seen but whether their elements fit.
            for (int i = 0; segment.table == 0 && i < segment.functions.length; i++) {
                put(from + i, segment.functions[i]);
            }
        }
    }

    /// Where an active segment begins in its table.
    static int place(ElementSegment segment, ConstantExpression offset, int size) throws LinkException {
        long from = offset.value() & 0xffffffffL;
        if (from + segment.functions.length > size) {
            throw new LinkException("element segment of " + segment.functions.length + " at " + from
                    + " does not fit the table of " + size);
        }
        return (int) from;
    }

    private void put(int slot, int function) {
        if (slot >= DENSE_MAX) {
            sparse.put(slot, function);
            return;
        }
        if (slot >= dense.length) {
            int before = dense.length;
            dense = Arrays.copyOf(dense, Math.max(slot + 1, Math.min(DENSE_MAX, before * 2)));
            Arrays.fill(dense, before, dense.length, NULL);
        }
        dense[slot] = function;
    }

    int size() {
        return size;
    }

    /// The function in a slot below [#size], or -1.
    int get(int slot) {
        return slot < dense.length ? dense[slot] : sparse.getOrDefault(slot, NULL);
    }

    /// Slots below this may hold functions (the rest of them is looked up one by one).
    int denseSize() {
        return dense.length;
    }
}
