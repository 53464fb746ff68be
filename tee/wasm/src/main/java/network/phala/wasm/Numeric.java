package network.phala.wasm;

/// The numeric instructions by opcode, on values as the interpreter keeps them.
final class Numeric {
    private Numeric() {}

    static long binary(int op, long a, long b) throws WasmTrap {
        return switch (Op.first(op)) {
            case Op.I -> op < 0x50 ? compare32(op, (int) a, (int) b) : i32(op, (int) a, (int) b);
            case Op.L -> op < 0x5b ? compare64(op, a, b) : i64(op, a, b);
            case Op.F -> f32(op, Float.intBitsToFloat((int) a), Float.intBitsToFloat((int) b));
            default -> f64(op, Double.longBitsToDouble(a), Double.longBitsToDouble(b));
        };
    }

    static long unary(int op, long a) throws WasmTrap {
        return switch (Op.first(op)) {
            case Op.I -> ofInt(op, (int) a);
            case Op.L -> ofLong(op, a);
            case Op.F -> ofFloat(op, Float.intBitsToFloat((int) a), (int) a);
            default -> ofDouble(op, Double.longBitsToDouble(a), a);
        };
    }

    private static IllegalStateException unknown(int op) {
        return new IllegalStateException("opcode " + op);
    }

    private static long bool(boolean value) {
        return value ? 1 : 0;
    }

    private static long bits(float value) {
        return Float.floatToRawIntBits(value);
    }

    private static long bits(double value) {
        return Double.doubleToRawLongBits(value);
    }

    private static long compare32(int op, int a, int b) {
        return switch (op) {
            case 0x46 -> bool(a == b);
            case 0x47 -> bool(a != b);
            case 0x48 -> bool(a < b);
            case 0x49 -> bool(Integer.compareUnsigned(a, b) < 0);
            case 0x4a -> bool(a > b);
            case 0x4b -> bool(Integer.compareUnsigned(a, b) > 0);
            case 0x4c -> bool(a <= b);
            case 0x4d -> bool(Integer.compareUnsigned(a, b) <= 0);
            case 0x4e -> bool(a >= b);
            case 0x4f -> bool(Integer.compareUnsigned(a, b) >= 0);
            default -> throw unknown(op);
        };
    }

    private static long compare64(int op, long a, long b) {
        return switch (op) {
            case 0x51 -> bool(a == b);
            case 0x52 -> bool(a != b);
            case 0x53 -> bool(a < b);
            case 0x54 -> bool(Long.compareUnsigned(a, b) < 0);
            case 0x55 -> bool(a > b);
            case 0x56 -> bool(Long.compareUnsigned(a, b) > 0);
            case 0x57 -> bool(a <= b);
            case 0x58 -> bool(Long.compareUnsigned(a, b) <= 0);
            case 0x59 -> bool(a >= b);
            case 0x5a -> bool(Long.compareUnsigned(a, b) >= 0);
            default -> throw unknown(op);
        };
    }

    private static long i32(int op, int a, int b) throws WasmTrap {
        return switch (op) {
            case 0x6a -> a + b;
            case 0x6b -> a - b;
            case 0x6c -> a * b;
            case 0x6d -> Ops.divS(a, b);
            case 0x6e -> Ops.divU(a, b);
            case 0x6f -> Ops.remS(a, b);
            case 0x70 -> Ops.remU(a, b);
            case 0x71 -> a & b;
            case 0x72 -> a | b;
            case 0x73 -> a ^ b;
            case 0x74 -> a << b;
            case 0x75 -> a >> b;
            case 0x76 -> a >>> b;
            case 0x77 -> Integer.rotateLeft(a, b);
            case 0x78 -> Integer.rotateRight(a, b);
            default -> throw unknown(op);
        };
    }

    private static long i64(int op, long a, long b) throws WasmTrap {
        return switch (op) {
            case 0x7c -> a + b;
            case 0x7d -> a - b;
            case 0x7e -> a * b;
            case 0x7f -> Ops.divS(a, b);
            case 0x80 -> Ops.divU(a, b);
            case 0x81 -> Ops.remS(a, b);
            case 0x82 -> Ops.remU(a, b);
            case 0x83 -> a & b;
            case 0x84 -> a | b;
            case 0x85 -> a ^ b;
            case 0x86 -> a << b;
            case 0x87 -> a >> b;
            case 0x88 -> a >>> b;
            case 0x89 -> Long.rotateLeft(a, (int) b);
            case 0x8a -> Long.rotateRight(a, (int) b);
            default -> throw unknown(op);
        };
    }

    private static long f32(int op, float a, float b) {
        return switch (op) {
            case 0x5b -> bool(a == b);
            case 0x5c -> bool(a != b);
            case 0x5d -> bool(a < b);
            case 0x5e -> bool(a > b);
            case 0x5f -> bool(a <= b);
            case 0x60 -> bool(a >= b);
            case 0x92 -> bits(Ops.add(a, b));
            case 0x93 -> bits(Ops.sub(a, b));
            case 0x94 -> bits(Ops.mul(a, b));
            case 0x95 -> bits(Ops.div(a, b));
            case 0x96 -> bits(Ops.min(a, b));
            case 0x97 -> bits(Ops.max(a, b));
            case 0x98 -> bits(Ops.copysign(a, b));
            default -> throw unknown(op);
        };
    }

    private static long f64(int op, double a, double b) {
        return switch (op) {
            case 0x61 -> bool(a == b);
            case 0x62 -> bool(a != b);
            case 0x63 -> bool(a < b);
            case 0x64 -> bool(a > b);
            case 0x65 -> bool(a <= b);
            case 0x66 -> bool(a >= b);
            case 0xa0 -> bits(Ops.add(a, b));
            case 0xa1 -> bits(Ops.sub(a, b));
            case 0xa2 -> bits(Ops.mul(a, b));
            case 0xa3 -> bits(Ops.div(a, b));
            case 0xa4 -> bits(Ops.min(a, b));
            case 0xa5 -> bits(Ops.max(a, b));
            case 0xa6 -> bits(Ops.copysign(a, b));
            default -> throw unknown(op);
        };
    }

    private static long ofInt(int op, int a) {
        return switch (op) {
            case 0x45 -> bool(a == 0);
            case 0x67 -> Integer.numberOfLeadingZeros(a);
            case 0x68 -> Integer.numberOfTrailingZeros(a);
            case 0x69 -> Integer.bitCount(a);
            case 0xac -> a;
            case 0xad -> a & 0xffffffffL;
            case 0xb2 -> bits((float) a);
            case 0xb3 -> bits(Ops.floatOfU32(a));
            case 0xb7 -> bits((double) a);
            case 0xb8 -> bits(Ops.doubleOfU32(a));
            case 0xbe -> a;
            case 0xc0 -> (byte) a;
            case 0xc1 -> (short) a;
            default -> throw unknown(op);
        };
    }

    private static long ofLong(int op, long a) {
        return switch (op) {
            case 0x50 -> bool(a == 0);
            case 0x79 -> Long.numberOfLeadingZeros(a);
            case 0x7a -> Long.numberOfTrailingZeros(a);
            case 0x7b -> Long.bitCount(a);
            case 0xa7 -> (int) a;
            case 0xb4 -> bits((float) a);
            case 0xb5 -> bits(Ops.floatOfU64(a));
            case 0xb9 -> bits((double) a);
            case 0xba -> bits(Ops.doubleOfU64(a));
            case 0xbf -> a;
            case 0xc2 -> (byte) a;
            case 0xc3 -> (short) a;
            case 0xc4 -> (int) a;
            default -> throw unknown(op);
        };
    }

    private static long ofFloat(int op, float a, int bits) throws WasmTrap {
        return switch (op) {
            case 0x8b -> bits & 0x7fffffff;
            case 0x8c -> bits ^ 0x80000000;
            case 0x8d -> bits(Ops.ceil(a));
            case 0x8e -> bits(Ops.floor(a));
            case 0x8f -> bits(Ops.trunc(a));
            case 0x90 -> bits(Ops.nearest(a));
            case 0x91 -> bits(Ops.sqrt(a));
            case 0xa8 -> Ops.truncS32(a);
            case 0xa9 -> Ops.truncU32(a);
            case 0xae -> Ops.truncS64(a);
            case 0xaf -> Ops.truncU64(a);
            case 0xbb -> bits(Ops.promote(a));
            case 0xbc -> bits;
            case 0xc5 -> (int) a;
            case 0xc6 -> Ops.saturateU32(a);
            case 0xc9 -> (long) a;
            case 0xca -> Ops.saturateU64(a);
            default -> throw unknown(op);
        };
    }

    private static long ofDouble(int op, double a, long bits) throws WasmTrap {
        return switch (op) {
            case 0x99 -> bits & Long.MAX_VALUE;
            case 0x9a -> bits ^ Long.MIN_VALUE;
            case 0x9b -> bits(Ops.ceil(a));
            case 0x9c -> bits(Ops.floor(a));
            case 0x9d -> bits(Ops.trunc(a));
            case 0x9e -> bits(Ops.nearest(a));
            case 0x9f -> bits(Ops.sqrt(a));
            case 0xaa -> Ops.truncS32(a);
            case 0xab -> Ops.truncU32(a);
            case 0xb0 -> Ops.truncS64(a);
            case 0xb1 -> Ops.truncU64(a);
            case 0xb6 -> bits(Ops.demote(a));
            case 0xbd -> bits;
            case 0xc7 -> (int) a;
            case 0xc8 -> Ops.saturateU32(a);
            case 0xcb -> (long) a;
            case 0xcc -> Ops.saturateU64(a);
            default -> throw unknown(op);
        };
    }
}
