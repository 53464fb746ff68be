package network.phala.pink.check;

/// Steps over one instruction after another, of all proposals that wasmparser 0.102 knows.
final class OperatorScan {
    private static final int MAX_BR_TABLE = 128 * 1024;
    private static final int END = 0x0b;

    /// 0xfd opcodes below 0x100 that mean nothing.
    private static final int[] UNKNOWN_SIMD = {
        0x9a, 0xa2, 0xa5, 0xa6, 0xaf, 0xb0, 0xb2, 0xb3, 0xb4, 0xbb, 0xc2, 0xc5, 0xc6, 0xcf, 0xd0, 0xd2, 0xd3, 0xd4,
        0xe2, 0xee
    };

    private final Cursor in;

    OperatorScan(Cursor in) {
        this.in = in;
    }

    /// Steps over an expression up to and with its `end`.
    void expression() throws WasmParseException {
        boolean more = true;
        while (more) {
            more = next() != END;
        }
    }

    /// Steps over one instruction and gives its opcode.
    int next() throws WasmParseException {
        int start = in.offset();
        int code = in.u8();
        switch (code) {
            case 0x02, 0x03, 0x04, 0x06 -> blockType();
            case 0x07,
                    0x08,
                    0x09,
                    0x0c,
                    0x0d,
                    0x10,
                    0x12,
                    0x18,
                    0x20,
                    0x21,
                    0x22,
                    0x23,
                    0x24,
                    0x25,
                    0x26,
                    0x3f,
                    0x40,
                    0xd2,
                    0xd4,
                    0xd6 -> in.u32();
            case 0x0e -> branchTable();
            case 0x11, 0x13 -> indices(2);
            case 0x14, 0x15, 0xd0 -> heapType();
            case 0x1c -> typedSelect();
            case 0x41 -> in.i32();
            case 0x42 -> in.i64();
            case 0x43 -> in.take(4);
            case 0x44 -> in.take(8);
            case 0xfc -> saturatingAndBulk(start);
            case 0xfd -> simd(start);
            case 0xfe -> atomic(start);
            default -> plain(start, code);
        }
        return code;
    }

    private void plain(int start, int code) throws WasmParseException {
        if (code >= 0x28 && code <= 0x3e) {
            memoryArgument();
            return;
        }
        boolean known = code <= 0x01
                || code == 0x05
                || code == END
                || code == 0x0f
                || code >= 0x19 && code <= 0x1b
                || code >= 0x45 && code <= 0xc4
                || code == 0xd1
                || code == 0xd3;
        if (!known) {
            throw Cursor.error("illegal opcode: 0x" + Integer.toHexString(code), start);
        }
    }

    private void indices(int count) throws WasmParseException {
        for (int i = 0; i < count; i++) {
            in.u32();
        }
    }

    private void branchTable() throws WasmParseException {
        int start = in.offset();
        long count = in.u32();
        if (count > MAX_BR_TABLE) {
            throw Cursor.error("br_table size is out of bounds", start);
        }
        indices((int) count + 1);
    }

    private void typedSelect() throws WasmParseException {
        if (in.u32() != 1) {
            throw Cursor.error("invalid result arity", in.position());
        }
        valueType();
    }

    private void blockType() throws WasmParseException {
        int first = in.peek();
        if (first == 0x40) {
            in.u8();
        } else if (isValueType(first)) {
            valueType();
        } else if (!fitsU32(in.s33())) {
            throw Cursor.error("invalid function type", in.offset());
        }
    }

    private static boolean fitsU32(long number) {
        return number >= 0 && number <= 0xffff_ffffL;
    }

    private static boolean isValueType(int code) {
        return code >= 0x7b && code <= 0x7f || isReference(code);
    }

    private static boolean isReference(int code) {
        return code == 0x70 || code == 0x6f || code == 0x6b || code == 0x6c;
    }

    void valueType() throws WasmParseException {
        int code = in.peek();
        if (!isValueType(code)) {
            throw Cursor.error("invalid value type", in.offset());
        }
        in.u8();
        if (code == 0x6b || code == 0x6c) {
            heapType();
        }
    }

    private void heapType() throws WasmParseException {
        int code = in.peek();
        if (code == 0x70 || code == 0x6f) {
            in.u8();
            return;
        }
        long index = in.s33();
        if (!fitsU32(index)) {
            throw Cursor.error("invalid function heap type", in.offset());
        }
        if (index >= 1 << 16) {
            throw Cursor.error("function index too large", in.offset());
        }
    }

    private void memoryArgument() throws WasmParseException {
        int start = in.offset();
        long flags = in.u32();
        if ((flags & 1 << 6) != 0) {
            flags ^= 1 << 6;
            in.u32();
        }
        if (flags >= 1 << 6) {
            throw Cursor.error("alignment too large", start);
        }
        in.u32();
    }

    private void saturatingAndBulk(int start) throws WasmParseException {
        long code = in.u32();
        switch ((int) Math.min(code, 0xff)) {
            case 0, 1, 2, 3, 4, 5, 6, 7 -> {}
            case 0x09, 0x0b, 0x0d, 0x0f, 0x10, 0x11, 0x12 -> in.u32();
            case 0x08, 0x0a, 0x0c, 0x0e -> indices(2);
            default -> throw unknown("0xfc", code, start);
        }
    }

    private static WasmParseException unknown(String prefix, long code, int start) {
        return Cursor.error("unknown " + prefix + " subopcode: 0x" + Long.toHexString(code), start);
    }

    private void simd(int start) throws WasmParseException {
        long code = in.u32();
        boolean known = code <= 0x113 && java.util.Arrays.binarySearch(UNKNOWN_SIMD, (int) code) < 0;
        if (!known) {
            throw unknown("0xfd", code, start);
        }
        if (code <= 0x0b || code == 0x5c || code == 0x5d) {
            memoryArgument();
        } else if (code == 0x0c) {
            in.take(16);
        } else if (code == 0x0d) {
            for (int i = 0; i < 16; i++) {
                lane(32);
            }
        } else if (code >= 0x15 && code <= 0x22) {
            lane(lanes((int) code));
        } else if (code >= 0x54 && code <= 0x5b) {
            memoryArgument();
            lane(16 >> (code - 0x54 & 3));
        }
    }

    private static int lanes(int code) {
        if (code <= 0x17) {
            return 16;
        }
        if (code <= 0x1a) {
            return 8;
        }
        return code <= 0x1c || code == 0x1f || code == 0x20 ? 4 : 2;
    }

    private void lane(int count) throws WasmParseException {
        if (in.u8() >= count) {
            throw Cursor.error("invalid lane index", in.offset() - 1);
        }
    }

    private void atomic(int start) throws WasmParseException {
        long code = in.u32();
        if (code == 3) {
            if (in.u8() != 0) {
                throw Cursor.error("nonzero byte after `atomic.fence`", start);
            }
        } else if (code <= 2 || code >= 0x10 && code <= 0x4e) {
            memoryArgument();
        } else {
            throw unknown("0xfe", code, start);
        }
    }
}
