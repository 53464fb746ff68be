package network.phala.wasm;

/// Instructions on tables and on stretches of memory. Operands and results are ints; the two
/// immediates are named here in their order. Each is a method of [Bulk].
enum BulkOp {
    /// data segment.
    MEMORY_INIT("memoryInit", 3, false),
    /// data segment.
    DATA_DROP("dataDrop", 0, false),
    MEMORY_COPY("memoryCopy", 3, false),
    MEMORY_FILL("memoryFill", 3, false),
    /// element segment, table.
    TABLE_INIT("tableInit", 3, false),
    /// element segment.
    ELEMENTS_DROP("elementsDrop", 0, false),
    /// table to, table from.
    TABLE_COPY("tableCopy", 3, false),
    /// table, for this and all below.
    TABLE_GROW("tableGrow", 2, true),
    TABLE_SIZE("tableSize", 0, true),
    TABLE_FILL("tableFill", 3, false),
    TABLE_GET("tableGet", 1, true),
    TABLE_SET("tableSet", 2, false),
    /// The function in a slot of a table, for an indirect call.
    TABLE_CALLEE("tableCallee", 1, true);

    private static final BulkOp[] ALL = values();

    final String method;
    final int operands;
    final boolean hasResult;

    BulkOp(String method, int operands, boolean hasResult) {
        this.method = method;
        this.operands = operands;
        this.hasResult = hasResult;
    }

    static BulkOp of(int ordinal) {
        return ALL[ordinal];
    }

    boolean isOnTables() {
        return ordinal() >= TABLE_INIT.ordinal();
    }

    /// Operands, the store, the immediates.
    String descriptor() {
        return "(" + "I".repeat(operands) + "L" + Descriptors.STORE + ";II)" + (hasResult ? "I" : "V");
    }
}
