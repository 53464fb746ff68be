package network.phala.wasm;

/// The instructions of translated code ([FunctionCode]): an int each, followed by the immediates named here.
/// Numeric instructions, loads, stores and variable access keep the number they have in the binary format.
///
/// `target` is a position in the code. `cells` is the value-stack use of the calling function at the call,
/// counted from its own entry: what wasmi's stack pointer has moved, arguments included. `drop` and `keep` say
/// what a branch takes from the operand stack: `keep` (0 or 1) values on top stay, `drop` values below them go.
final class Op {
    static final int UNREACHABLE = 0x00;
    /// cost: take fuel for the block that starts here.
    static final int CHARGE = 0x01;
    /// target.
    static final int BR_IF_ZERO = 0x04;
    /// target drop keep.
    static final int BR = 0x0c;
    /// target drop keep.
    static final int BR_IF = 0x0d;
    /// count, then count times: target drop keep. A target of -1 returns; the last entry is the default.
    static final int BR_TABLE = 0x0e;
    /// keep.
    static final int RETURN = 0x0f;
    /// keep: return when the top is not zero.
    static final int RETURN_IF = 0x05;
    /// which a b: an instruction on whole tables or stretches of memory ([BulkOp]); all its
    /// operands are ints.
    static final int BULK = 0x06;
    /// type cells: calls the function whose index is on the stack.
    static final int CALL_REFERENCE = 0x07;
    /// function cells.
    static final int CALL = 0x10;
    /// type cells.
    static final int CALL_INDIRECT = 0x11;
    /// type of the operand.
    static final int DROP = 0x1a;
    /// type of the operands.
    static final int SELECT = 0x1b;

    static final int LOCAL_GET = 0x20;
    static final int LOCAL_SET = 0x21;
    static final int LOCAL_TEE = 0x22;
    static final int GLOBAL_GET = 0x23;
    static final int GLOBAL_SET = 0x24;
    /// offset, for this and all loads and stores.
    static final int LOAD_FIRST = 0x28;

    static final int STORE_FIRST = 0x36;
    static final int STORE_LAST = 0x3e;
    static final int MEMORY_SIZE = 0x3f;
    static final int MEMORY_GROW = 0x40;
    static final int I32_CONST = 0x41;
    /// low high, also for f64.const.
    static final int I64_CONST = 0x42;

    static final int F32_CONST = 0x43;
    static final int F64_CONST = 0x44;
    static final int NUMERIC_FIRST = 0x45;
    static final int I32_EQZ = 0x45;
    /// The last one with a byte of its own in the binary format.
    static final int NUMERIC_LAST = 0xc4;
    /// The saturating conversions, in the order of their numbers behind the prefix 0xfc.
    static final int SATURATING_FIRST = 0xc5;

    static final int SATURATING_COUNT = 8;

    /// Types as bytes: positions in [ValueType], or NONE.
    static final byte NONE = -1;

    static final byte I = 0;
    static final byte L = 1;
    static final byte F = 2;
    static final byte D = 3;
    /// Not a WebAssembly type: a reference in generated code.
    static final byte REFERENCE = 4;

    /// A `long[]` in generated code.
    static final byte ARRAY = 5;
    /// The exception of an access that the JVM refused, in generated code.
    static final byte FAULT = 6;

    private static final byte[] FIRST = new byte[256];
    private static final byte[] SECOND = new byte[256];
    private static final byte[] RESULT = new byte[256];

    static {
        unary(0x45, 0x45, I, I);
        binary(0x46, 0x4f, I, I);
        unary(0x50, 0x50, L, I);
        binary(0x51, 0x5a, L, I);
        binary(0x5b, 0x60, F, I);
        binary(0x61, 0x66, D, I);
        unary(0x67, 0x69, I, I);
        binary(0x6a, 0x78, I, I);
        unary(0x79, 0x7b, L, L);
        binary(0x7c, 0x8a, L, L);
        unary(0x8b, 0x91, F, F);
        binary(0x92, 0x98, F, F);
        unary(0x99, 0x9f, D, D);
        binary(0xa0, 0xa6, D, D);
        unary(0xa7, 0xa7, L, I);
        unary(0xa8, 0xa9, F, I);
        unary(0xaa, 0xab, D, I);
        unary(0xac, 0xad, I, L);
        unary(0xae, 0xaf, F, L);
        unary(0xb0, 0xb1, D, L);
        unary(0xb2, 0xb3, I, F);
        unary(0xb4, 0xb5, L, F);
        unary(0xb6, 0xb6, D, F);
        unary(0xb7, 0xb8, I, D);
        unary(0xb9, 0xba, L, D);
        unary(0xbb, 0xbb, F, D);
        unary(0xbc, 0xbc, F, I);
        unary(0xbd, 0xbd, D, L);
        unary(0xbe, 0xbe, I, F);
        unary(0xbf, 0xbf, L, D);
        unary(0xc0, 0xc1, I, I);
        unary(0xc2, 0xc4, L, L);
        unary(SATURATING_FIRST, SATURATING_FIRST + 1, F, I);
        unary(SATURATING_FIRST + 2, SATURATING_FIRST + 3, D, I);
        unary(SATURATING_FIRST + 4, SATURATING_FIRST + 5, F, L);
        unary(SATURATING_FIRST + 6, SATURATING_FIRST + 7, D, L);
        byte[] loaded = {I, L, F, D, I, I, I, I, L, L, L, L, L, L};
        unary(LOAD_FIRST, LOAD_FIRST + loaded.length - 1, I, I);
        System.arraycopy(loaded, 0, RESULT, LOAD_FIRST, loaded.length);
        byte[] stored = {I, L, F, D, I, I, L, L, L};
        binary(STORE_FIRST, STORE_LAST, I, NONE);
        System.arraycopy(stored, 0, SECOND, STORE_FIRST, stored.length);
    }

    private Op() {}

    private static void unary(int first, int last, byte operand, byte result) {
        for (int op = first; op <= last; op++) {
            FIRST[op] = operand;
            SECOND[op] = NONE;
            RESULT[op] = result;
        }
    }

    private static void binary(int first, int last, byte operand, byte result) {
        unary(first, last, operand, result);
        for (int op = first; op <= last; op++) {
            SECOND[op] = operand;
        }
    }

    /// Type of the first (deeper, or only) operand of a numeric or memory instruction.
    static byte first(int op) {
        return FIRST[op];
    }

    /// Type of the second operand, or NONE.
    static byte second(int op) {
        return SECOND[op];
    }

    /// Type of the result, or NONE for stores.
    static byte result(int op) {
        return RESULT[op];
    }

    /// Log2 of the bytes a load or store touches: its natural alignment.
    static int alignment(int op) {
        return switch (op) {
            case 0x28, 0x2a, 0x34, 0x35, 0x36, 0x38, 0x3e -> 2;
            case 0x29, 0x2b, 0x37, 0x39 -> 3;
            case 0x2c, 0x2d, 0x30, 0x31, 0x3a, 0x3c -> 0;
            default -> 1;
        };
    }

    /// Whether wasmparser refuses this numeric or memory instruction when floats are off. Conversions from
    /// float to integer are not refused by themselves.
    static boolean needsFloats(int op) {
        if (op >= NUMERIC_FIRST) {
            return RESULT[op] >= F || (RESULT[op] == I && SECOND[op] >= F);
        }
        return op == 0x2a || op == 0x2b || op == 0x38 || op == 0x39;
    }

    /// Number of immediates, except of BR_TABLE.
    static int immediates(int op) {
        return switch (op) {
            case CHARGE, BR_IF_ZERO, RETURN, RETURN_IF, DROP, SELECT, I32_CONST, F32_CONST -> 1;
            case LOCAL_GET, LOCAL_SET, LOCAL_TEE, GLOBAL_GET, GLOBAL_SET -> 1;
            case CALL, CALL_INDIRECT, CALL_REFERENCE, I64_CONST, F64_CONST -> 2;
            case BR, BR_IF, BULK -> 3;
            default -> op >= LOAD_FIRST && op <= STORE_LAST ? 1 : 0;
        };
    }
}
