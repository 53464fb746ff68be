package network.phala.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The bits of a computed NaN: always the canonical ones, whatever NaN went in, cold and compiled by every tier of
/// the JIT. (The JVM by itself gives other bits once the JIT takes over.)
class NanTest {
    private static final int ROUNDS = 60_000;
    private static final long[] FLOATS = {
        0x7fc00000,
        0xffc00000,
        0x7fa00000,
        0xffa00001,
        0x7f800001,
        0x7fffffff,
        0x7f800000,
        0xff800000,
        0,
        0x80000000,
        0x3f800000,
        0xbf800000
    };
    private static final long[] DOUBLES = {
        0x7ff8000000000000L,
        0xfff8000000000000L,
        0x7ff4000000000000L,
        0xfff0000000000001L,
        0x7fffffffffffffffL,
        0x7ff0000000000000L,
        0xfff0000000000000L,
        0,
        Long.MIN_VALUE,
        0x3ff0000000000000L,
        0xbff0000000000000L
    };

    private static boolean computesFloat(int op) {
        boolean onBits = op == 0x8b || op == 0x8c || op == 0x98 || op == 0x99 || op == 0x9a || op == 0xa6 || op >= 0xbc;
        return Op.result(op) >= Op.F && Op.first(op) >= Op.F && !onBits;
    }

    /// `call(rounds, a, b)` computes again and again on the bits of a and b and gives the first result's bits, or
    /// -2 as soon as another result differs from it.
    private static WasmModule loop(int op) {
        boolean wide = Op.first(op) == Op.D;
        boolean wideResult = Op.result(op) == Op.D;
        ValueType bits = wide ? ValueType.I64 : ValueType.I32;
        ValueType result = wideResult ? ValueType.I64 : ValueType.I32;
        ModuleBuilder module = new ModuleBuilder();
        FuncType type = FuncType.of(ValueType.I32, bits, bits).returning(result);
        module.export("call", module.function(type, List.of(result), o -> {
            compute(o, op, wide, wideResult);
            o.op(0x21, 3).raw(0x03, 0x40);
            compute(o, op, wide, wideResult);
            o.op(0x20, 3).raw(wideResult ? 0x52 : 0x47).raw(0x04, 0x40);
            if (wideResult) {
                o.i64(-2);
            } else {
                o.i32(-2);
            }
            o.raw(0x0f, 0x0b);
            o.op(0x20, 0).i32(1).raw(0x6b).op(0x22, 0).op(0x0d, 0).raw(0x0b).op(0x20, 3);
        }));
        return Guest.decode(module.build());
    }

    private static void compute(ModuleBuilder.Out out, int op, boolean wide, boolean wideResult) {
        out.op(0x20, 1).raw(wide ? 0xbf : 0xbe);
        if (Op.second(op) != Op.NONE) {
            out.op(0x20, 2).raw(wide ? 0xbf : 0xbe);
        }
        out.raw(op).raw(wideResult ? 0xbd : 0xbc);
    }

    private static boolean isNan(long bits, boolean wide) {
        return wide ? Double.isNaN(Double.longBitsToDouble(bits)) : Float.isNaN(Float.intBitsToFloat((int) bits));
    }

    @Test
    void computedNansAreCanonicalColdAndHot() {
        List<String> seen = new ArrayList<>();
        for (int op = Op.NUMERIC_FIRST; op <= Op.NUMERIC_LAST; op++) {
            if (!computesFloat(op)) {
                continue;
            }
            boolean wide = Op.first(op) == Op.D;
            boolean wideResult = Op.result(op) == Op.D;
            LinkedModule<Guest.Log> compiled = Guest.link(loop(op), Engine.COMPILER);
            LinkedModule<Guest.Log> interpreted = Guest.link(loop(op), Engine.INTERPRETER);
            long canonical = wideResult ? 0x7ff8000000000000L : 0x7fc00000L;
            boolean someNan = false;
            for (long a : wide ? DOUBLES : FLOATS) {
                for (long b : Op.second(op) == Op.NONE ? new long[] {0} : wide ? DOUBLES : FLOATS) {
                    String hot = Guest.run(compiled, 1L << 40, "call", ROUNDS / 10, a, b);
                    String cold = Guest.run(interpreted, 1L << 40, "call", 1, a, b);
                    long bits = Long.parseLong(hot.split(" ")[1]);
                    assertThat(bits).as("opcode %x of %x, %x", op, a, b).isEqualTo(Long.parseLong(cold.split(" ")[1]));
                    if (isNan(bits, wideResult)) {
                        someNan = true;
                        assertThat(bits).as("opcode %x of %x, %x", op, a, b).isEqualTo(canonical);
                    }
                    if (isNan(a, wide)) {
                        assertThat(isNan(bits, wideResult))
                                .as("opcode %x of %x, %x", op, a, b)
                                .isTrue();
                    }
                }
            }
            assertThat(someNan).as("opcode %x", op).isTrue();
            seen.add(Integer.toHexString(op));
        }
        assertThat(seen).hasSize(24);
    }

    /// Instructions on the bits of a float change no other bits of a NaN.
    @Test
    void instructionsOnBitsKeepTheNan() {
        int[] signalling = {0x7f800001, 0xffa00001, 0x7fbfffff};
        for (int bits : signalling) {
            assertThat(ofBits(0x8b, bits)).isEqualTo(bits & 0x7fffffff);
            assertThat(ofBits(0x8c, bits)).isEqualTo(bits ^ 0x80000000);
            assertThat(ofBits(0x01, bits)).isEqualTo(bits);
        }
    }

    private static int ofBits(int op, int bits) {
        ModuleBuilder module = new ModuleBuilder().importMemory(1, 1);
        FuncType type = FuncType.of(ValueType.I32).returning(ValueType.I32);
        // Through a local, a global-free store and a load.
        module.export(
                "call",
                module.function(
                        type,
                        List.of(ValueType.F32),
                        o -> o.op(0x20, 0)
                                .raw(0xbe)
                                .raw(op)
                                .op(0x21, 1)
                                .i32(16)
                                .op(0x20, 1)
                                .op(0x38, 2, 0)
                                .i32(16)
                                .op(0x2a, 2, 0)
                                .raw(0xbc)));
        List<Integer> results = new ArrayList<>();
        for (LinkedModule<Guest.Log> linked : Guest.linkAll(Guest.decode(module.build()))) {
            for (int i = 0; i < 3000; i++) {
                results.add(
                        Integer.parseInt(Guest.run(linked, 100, "call", bits).split(" ")[1]));
            }
        }
        assertThat(results).containsOnly(results.get(0));
        return results.get(0);
    }
}
