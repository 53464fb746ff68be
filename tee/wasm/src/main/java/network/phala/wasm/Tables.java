package network.phala.wasm;

import java.util.Arrays;
import java.util.List;

/// The tables of one instance whose code can change them. Other modules do without ([FunctionTable]).
///
/// A reference is 0 for none, as a local has it that nothing was put in, or the index of a function plus one.
final class Tables {
    static final int NULL = 0;

    /// Elements of all tables of an instance together. A table that would grow beyond stays as it
    /// is, as WebAssembly lets it.
    static final int ELEMENTS_MAX = 1 << 20;

    private final int[][] tables;
    private final long[] maximum;
    private final boolean[] dropped;
    private int elements;

    private Tables(int[][] tables, long[] maximum, boolean[] dropped, int elements) {
        this.tables = tables;
        this.maximum = maximum;
        this.dropped = dropped;
        this.elements = elements;
    }

    /// The tables of a new instance, active segments written.
    static Tables of(WasmModule module) throws LinkException {
        List<TableType> types = module.tables;
        int[][] tables = new int[types.size()][];
        long[] maximum = new long[tables.length];
        long sum = 0;
        for (int i = 0; i < tables.length; i++) {
            Limits limits = types.get(i).limits();
            sum += limits.minimum();
            if (sum > ELEMENTS_MAX) {
                throw new LinkException("tables of " + sum + " elements; at most " + ELEMENTS_MAX + " are supported");
            }
            tables[i] = new int[(int) limits.minimum()];
            maximum[i] = limits.maximumOr(0xffffffffL);
        }
        boolean[] dropped = new boolean[module.elements.size()];
        for (int i = 0; i < dropped.length; i++) {
            ElementSegment segment = module.elements.get(i);
            dropped[i] = !segment.passive;
            if (segment.offset != null) {
                int[] table = tables[segment.table];
                int from = FunctionTable.place(segment, segment.offset, table.length);
                segment.copyTo(table, from, 0, segment.functions.length);
            }
        }
        return new Tables(tables, maximum, dropped, (int) sum);
    }

    /// The reference to a function, or [#NULL] for -1.
    static int reference(int function) {
        return function + 1;
    }

    /// The function of a reference, or -1.
    static int function(int reference) {
        return reference - 1;
    }

    /// An own copy for another instance.
    Tables copy() {
        int[][] copies = new int[tables.length][];
        Arrays.setAll(copies, i -> tables[i].clone());
        return new Tables(copies, maximum, dropped.clone(), elements);
    }

    int[] get(int table) {
        return tables[table];
    }

    /// Makes a table larger by a number of equal elements; gives its size before, or -1 when it
    /// stays as it is.
    int grow(int table, int value, int delta) {
        int[] before = tables[table];
        long more = delta & 0xffffffffL;
        if (before.length + more > maximum[table] || elements + more > ELEMENTS_MAX) {
            return -1;
        }
        elements += delta;
        int[] grown = Arrays.copyOf(before, before.length + delta);
        Arrays.fill(grown, before.length, grown.length, value);
        tables[table] = grown;
        return before.length;
    }

    boolean isDropped(int segment) {
        return dropped[segment];
    }

    void drop(int segment) {
        dropped[segment] = true;
    }
}
