package network.phala.wasm;

import org.jspecify.annotations.Nullable;

/// Elements for a table: function indices, -1 for none. An active segment is written to `table`
/// at `offset` (unsigned 32-bit) when the module comes to life; the others have no offset, and wait
/// for `table.init` or only declare functions.
final class ElementSegment {
    final ValueType type;
    final int table;
    final @Nullable ConstantExpression offset;
    final int[] functions;
    final boolean passive;

    private ElementSegment(
            ValueType type, int table, @Nullable ConstantExpression offset, int[] functions, boolean passive) {
        this.type = type;
        this.table = table;
        this.offset = offset;
        this.functions = functions;
        this.passive = passive;
    }

    /// Writes references to some of the functions.
    void copyTo(int[] target, int to, int from, int count) {
        for (int i = 0; i < count; i++) {
            target[to + i] = Tables.reference(functions[from + i]);
        }
    }

    static ElementSegment active(ValueType type, int table, ConstantExpression offset, int[] functions) {
        return new ElementSegment(type, table, offset, functions, false);
    }

    static ElementSegment passive(ValueType type, int[] functions) {
        return new ElementSegment(type, 0, null, functions, true);
    }

    static ElementSegment declared(ValueType type, int[] functions) {
        return new ElementSegment(type, 0, null, functions, false);
    }
}
