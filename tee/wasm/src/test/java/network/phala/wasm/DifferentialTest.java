package network.phala.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Compiler against interpreter: value, trap, fuel, memory and host calls must agree, the bits of NaN included.
/// [WasmiDifferentialTest] and [WasmiObservationsTest] compare both with wasmi.
class DifferentialTest {
    private static final int MODULES = Integer.getInteger("wasm.modules", 500);
    private static final long FIRST_SEED = Long.getLong("wasm.seed", 1);

    @ParameterizedTest
    @EnumSource
    void bothEnginesAgreeOnRandomModules(RandomModule.Floats floats) throws Exception {
        Guest.onGuestThread(() -> {
            int linked = 0;
            for (long seed = FIRST_SEED; seed < FIRST_SEED + MODULES; seed++) {
                WasmModule module = Guest.decode(RandomModule.special(seed, floats));
                if (Guest.links(module)) {
                    agree(seed, floats, module);
                    linked++;
                }
            }
            assertThat(linked).isGreaterThan(MODULES / 2);
        });
    }

    private static void agree(long seed, RandomModule.Floats floats, WasmModule module) {
        List<LinkedModule<Guest.Log>> engines = Guest.linkAll(module);
        LinkedModule<Guest.Log> oracle = Guest.link(module, Engine.INTERPRETER);
        Random random = new Random(seed);
        for (long fuel : List.of(3L, 50L, (long) random.nextInt(1000), (long) random.nextInt(30000), 300_000L)) {
            for (String export : List.of("call", "deploy")) {
                String expected = Guest.run(oracle, fuel, export);
                for (int i = 0; i < engines.size(); i++) {
                    assertThat(Guest.run(engines.get(i), fuel, export))
                            .as("seed %d, floats %s, fuel %d, %s, way %d", seed, floats, fuel, export, i)
                            .isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void bothEnginesAgreeOnEveryNumericInstruction() {
        long[] edges = {
            0,
            1,
            2,
            -1,
            -2,
            31,
            32,
            33,
            63,
            64,
            0x7f,
            0x80,
            0xff,
            0x7fff,
            0x8000,
            Integer.MAX_VALUE,
            Integer.MIN_VALUE,
            1L << 31,
            0xffffffffL,
            1L << 32,
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            0x3f800000,
            0x7fc00000,
            0x7fa00000,
            0x4f000000,
            0xcf000001,
            0x3ff0000000000000L,
            0x7ff8000000000000L,
            0x43e0000000000000L,
            0xc1e0000000200000L,
            0x41efffffffe00000L,
            0xbfe0000000000000L,
            0x80000000L,
            0x3f000000,
            0x40200000
        };
        for (int op = Op.NUMERIC_FIRST; op <= Op.NUMERIC_LAST; op++) {
            ValueType first = ValueType.values()[Op.first(op)];
            boolean binary = Op.second(op) != Op.NONE;
            FuncType type = (binary ? FuncType.of(first, first) : FuncType.of(first))
                    .returning(ValueType.values()[Op.result(op)]);
            int opcode = op;
            ModuleBuilder module = new ModuleBuilder();
            module.export("f", module.function(type, List.of(), o -> {
                o.op(0x20, 0);
                if (binary) {
                    o.op(0x20, 1);
                }
                o.raw(opcode);
            }));
            LinkedModule<Guest.Log> compiled = Guest.link(module, Engine.COMPILER);
            LinkedModule<Guest.Log> interpreted = Guest.link(module, Engine.INTERPRETER);
            for (long a : edges) {
                for (long b : binary ? edges : new long[] {0}) {
                    long[] args =
                            binary ? new long[] {narrow(first, a), narrow(first, b)} : new long[] {narrow(first, a)};
                    assertThat(Guest.run(compiled, 100, "f", args))
                            .as("opcode %x of %x, %x", op, a, b)
                            .isEqualTo(Guest.run(interpreted, 100, "f", args));
                }
            }
        }
    }

    private static long narrow(ValueType type, long value) {
        return type.isWide() ? value : (int) value;
    }
}
