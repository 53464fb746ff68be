package network.phala.wasm;

/// The numeric instructions of WebAssembly that the JVM does not have, with wasmi's traps. Public for generated
/// code only.
///
/// NaN: the JVM leaves the bits of a computed NaN to the machine, and they change when the JIT takes over. Every
/// instruction that computes a float gives the canonical NaN instead, whatever NaN went in, so that all workers
/// see the same bits, cold and hot. Instructions on the bits (`abs`, `neg`, `copysign`, `reinterpret`, loads,
/// stores) keep them.
public final class Ops {
    private static final WasmTrap DIVISION = new WasmTrap(TrapCode.INTEGER_DIVISION_BY_ZERO);
    private static final WasmTrap OVERFLOW = new WasmTrap(TrapCode.INTEGER_OVERFLOW);
    private static final WasmTrap CONVERSION = new WasmTrap(TrapCode.BAD_CONVERSION_TO_INTEGER);
    private static final WasmTrap UNREACHABLE = new WasmTrap(TrapCode.UNREACHABLE_CODE_REACHED);

    private Ops() {}

    public static WasmTrap unreachable() {
        return UNREACHABLE;
    }

    public static int eqz(int a) {
        return a == 0 ? 1 : 0;
    }

    public static int eq(int a, int b) {
        return a == b ? 1 : 0;
    }

    public static int ne(int a, int b) {
        return a != b ? 1 : 0;
    }

    public static int ltS(int a, int b) {
        return a < b ? 1 : 0;
    }

    public static int ltU(int a, int b) {
        return Integer.compareUnsigned(a, b) < 0 ? 1 : 0;
    }

    public static int gtS(int a, int b) {
        return a > b ? 1 : 0;
    }

    public static int gtU(int a, int b) {
        return Integer.compareUnsigned(a, b) > 0 ? 1 : 0;
    }

    public static int leS(int a, int b) {
        return a <= b ? 1 : 0;
    }

    public static int leU(int a, int b) {
        return Integer.compareUnsigned(a, b) <= 0 ? 1 : 0;
    }

    public static int geS(int a, int b) {
        return a >= b ? 1 : 0;
    }

    public static int geU(int a, int b) {
        return Integer.compareUnsigned(a, b) >= 0 ? 1 : 0;
    }

    public static int eqz(long a) {
        return a == 0 ? 1 : 0;
    }

    public static int eq(long a, long b) {
        return a == b ? 1 : 0;
    }

    public static int ne(long a, long b) {
        return a != b ? 1 : 0;
    }

    public static int ltS(long a, long b) {
        return a < b ? 1 : 0;
    }

    public static int ltU(long a, long b) {
        return Long.compareUnsigned(a, b) < 0 ? 1 : 0;
    }

    public static int gtS(long a, long b) {
        return a > b ? 1 : 0;
    }

    public static int gtU(long a, long b) {
        return Long.compareUnsigned(a, b) > 0 ? 1 : 0;
    }

    public static int leS(long a, long b) {
        return a <= b ? 1 : 0;
    }

    public static int leU(long a, long b) {
        return Long.compareUnsigned(a, b) <= 0 ? 1 : 0;
    }

    public static int geS(long a, long b) {
        return a >= b ? 1 : 0;
    }

    public static int geU(long a, long b) {
        return Long.compareUnsigned(a, b) >= 0 ? 1 : 0;
    }

    public static int eq(float a, float b) {
        return a == b ? 1 : 0;
    }

    public static int ne(float a, float b) {
        return a != b ? 1 : 0;
    }

    public static int lt(float a, float b) {
        return a < b ? 1 : 0;
    }

    public static int gt(float a, float b) {
        return a > b ? 1 : 0;
    }

    public static int le(float a, float b) {
        return a <= b ? 1 : 0;
    }

    public static int ge(float a, float b) {
        return a >= b ? 1 : 0;
    }

    public static int eq(double a, double b) {
        return a == b ? 1 : 0;
    }

    public static int ne(double a, double b) {
        return a != b ? 1 : 0;
    }

    public static int lt(double a, double b) {
        return a < b ? 1 : 0;
    }

    public static int gt(double a, double b) {
        return a > b ? 1 : 0;
    }

    public static int le(double a, double b) {
        return a <= b ? 1 : 0;
    }

    public static int ge(double a, double b) {
        return a >= b ? 1 : 0;
    }

    public static int select(int a, int b, int condition) {
        return condition != 0 ? a : b;
    }

    public static long select(long a, long b, int condition) {
        return condition != 0 ? a : b;
    }

    public static float select(float a, float b, int condition) {
        return condition != 0 ? a : b;
    }

    public static double select(double a, double b, int condition) {
        return condition != 0 ? a : b;
    }

    public static int grow(int delta, Store store) throws WasmTrap {
        return store.memoryGrow(delta);
    }

    public static void globalSet(long value, Store store, int global) {
        store.globals[global] = value;
    }

    public static int divS(int a, int b) throws WasmTrap {
        if (b == 0) {
            throw DIVISION;
        }
        if (b == -1 && a == Integer.MIN_VALUE) {
            throw OVERFLOW;
        }
        return a / b;
    }

    public static int divU(int a, int b) throws WasmTrap {
        if (b == 0) {
            throw DIVISION;
        }
        return Integer.divideUnsigned(a, b);
    }

    public static int remS(int a, int b) throws WasmTrap {
        if (b == 0) {
            throw DIVISION;
        }
        return a % b;
    }

    public static int remU(int a, int b) throws WasmTrap {
        if (b == 0) {
            throw DIVISION;
        }
        return Integer.remainderUnsigned(a, b);
    }

    public static long divS(long a, long b) throws WasmTrap {
        if (b == 0) {
            throw DIVISION;
        }
        if (b == -1 && a == Long.MIN_VALUE) {
            throw OVERFLOW;
        }
        return a / b;
    }

    public static long divU(long a, long b) throws WasmTrap {
        if (b == 0) {
            throw DIVISION;
        }
        return Long.divideUnsigned(a, b);
    }

    public static long remS(long a, long b) throws WasmTrap {
        if (b == 0) {
            throw DIVISION;
        }
        return a % b;
    }

    public static long remU(long a, long b) throws WasmTrap {
        if (b == 0) {
            throw DIVISION;
        }
        return Long.remainderUnsigned(a, b);
    }

    public static float abs(float a) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(a) & 0x7fffffff);
    }

    public static double abs(double a) {
        return Double.longBitsToDouble(Double.doubleToRawLongBits(a) & Long.MAX_VALUE);
    }

    public static float neg(float a) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(a) ^ 0x80000000);
    }

    public static double neg(double a) {
        return Double.longBitsToDouble(Double.doubleToRawLongBits(a) ^ Long.MIN_VALUE);
    }

    public static float copysign(float a, float b) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(a) & 0x7fffffff | Float.floatToRawIntBits(b) & 0x80000000);
    }

    public static double copysign(double a, double b) {
        return Double.longBitsToDouble(
                Double.doubleToRawLongBits(a) & Long.MAX_VALUE | Double.doubleToRawLongBits(b) & Long.MIN_VALUE);
    }

    /// The number itself, or the canonical NaN.
    public static float canonical(float a) {
        return Float.isNaN(a) ? Float.NaN : a;
    }

    public static double canonical(double a) {
        return Double.isNaN(a) ? Double.NaN : a;
    }

    public static float ceil(float a) {
        return canonical((float) Math.ceil(a));
    }

    public static double ceil(double a) {
        return canonical(Math.ceil(a));
    }

    public static float floor(float a) {
        return canonical((float) Math.floor(a));
    }

    public static double floor(double a) {
        return canonical(Math.floor(a));
    }

    public static float trunc(float a) {
        return (float) trunc((double) a);
    }

    public static double trunc(double a) {
        return canonical(a < 0 ? Math.ceil(a) : Math.floor(a));
    }

    public static float nearest(float a) {
        return canonical((float) Math.rint(a));
    }

    public static double nearest(double a) {
        return canonical(Math.rint(a));
    }

    public static float sqrt(float a) {
        return canonical((float) Math.sqrt(a));
    }

    public static double sqrt(double a) {
        return canonical(Math.sqrt(a));
    }

    public static float add(float a, float b) {
        return canonical(a + b);
    }

    public static double add(double a, double b) {
        return canonical(a + b);
    }

    public static float sub(float a, float b) {
        return canonical(a - b);
    }

    public static double sub(double a, double b) {
        return canonical(a - b);
    }

    public static float mul(float a, float b) {
        return canonical(a * b);
    }

    public static double mul(double a, double b) {
        return canonical(a * b);
    }

    public static float div(float a, float b) {
        return canonical(a / b);
    }

    public static double div(double a, double b) {
        return canonical(a / b);
    }

    public static float min(float a, float b) {
        return canonical(Math.min(a, b));
    }

    public static double min(double a, double b) {
        return canonical(Math.min(a, b));
    }

    public static float max(float a, float b) {
        return canonical(Math.max(a, b));
    }

    public static double max(double a, double b) {
        return canonical(Math.max(a, b));
    }

    public static double promote(float a) {
        return canonical((double) a);
    }

    public static float demote(double a) {
        return canonical((float) a);
    }

    /// To i32, signed. Serves f32 too: every f32 is a double and the bounds lie between representable numbers.
    public static int truncS32(double a) throws WasmTrap {
        if (Double.isNaN(a)) {
            throw CONVERSION;
        }
        if (a <= -2147483649.0 || a >= 2147483648.0) {
            throw OVERFLOW;
        }
        return (int) a;
    }

    public static int truncU32(double a) throws WasmTrap {
        if (Double.isNaN(a)) {
            throw CONVERSION;
        }
        if (a <= -1.0 || a >= 4294967296.0) {
            throw OVERFLOW;
        }
        return (int) (long) a;
    }

    public static long truncS64(double a) throws WasmTrap {
        if (Double.isNaN(a)) {
            throw CONVERSION;
        }
        if (a < -0x1p63 || a >= 0x1p63) {
            throw OVERFLOW;
        }
        return (long) a;
    }

    public static long truncU64(double a) throws WasmTrap {
        if (Double.isNaN(a)) {
            throw CONVERSION;
        }
        if (a <= -1.0 || a >= 0x1p64) {
            throw OVERFLOW;
        }
        return a >= 0x1p63 ? (long) (a - 0x1p63) ^ Long.MIN_VALUE : (long) a;
    }

    /// To i32, unsigned, the nearest there is; 0 for NaN. Signed ones are casts of the JVM.
    public static int saturateU32(double a) {
        return a >= 4294967295.0 ? -1 : a > 0 ? (int) (long) a : 0;
    }

    public static long saturateU64(double a) {
        if (a >= 0x1p64) {
            return -1;
        }
        return a >= 0x1p63 ? (long) (a - 0x1p63) ^ Long.MIN_VALUE : a > 0 ? (long) a : 0;
    }

    public static float floatOfU32(int a) {
        return (float) (a & 0xffffffffL);
    }

    public static double doubleOfU32(int a) {
        return (double) (a & 0xffffffffL);
    }

    public static float floatOfU64(long a) {
        return a >= 0 ? (float) a : (float) (a >>> 1 | a & 1) * 2;
    }

    public static double doubleOfU64(long a) {
        return a >= 0 ? (double) a : (double) (a >>> 1 | a & 1) * 2;
    }
}
