package network.phala.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import network.phala.primitives.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Modules made to break the decoder or to cost more than they should. The limits of 2 MiB contracts apply.
/// The limit is not a measurement: whatever grows without bound takes much longer on any machine.
@Timeout(300)
class HostileModuleTest {
    private static final int CONTRACT_BYTES = 2 << 20;
    private static final FuncType NOTHING = FuncType.of();

    private static boolean decodes(byte[] code) {
        try {
            WasmModule.decode(Bytes.of(code));
            return true;
        } catch (WasmDecodeException e) {
            assertThat(e.offset()).isBetween(0, code.length);
            return false;
        }
    }

    @Test
    void randomBytesAreRefused() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            byte[] withHeader = new byte[bytes.length + 8];
            System.arraycopy(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0}, 0, withHeader, 0, 8);
            System.arraycopy(bytes, 0, withHeader, 8, bytes.length);
            assertThat(decodes(bytes)).isFalse();
            decodes(withHeader);
        }
    }

    @Test
    void truncatedModulesAreRefusedExceptBetweenSections() {
        byte[] code = RandomModule.of(5, true).toArray();
        int accepted = 0;
        for (int length = 0; length < code.length; length++) {
            accepted += decodes(Arrays.copyOf(code, length)) ? 1 : 0;
        }
        assertThat(accepted).isLessThan(10);
    }

    @Test
    void mutatedModulesAreRefusedOrRunTheSameOnBothEngines() {
        Random random = new Random(2);
        int run = 0;
        for (int i = 0; i < 3000; i++) {
            byte[] code = RandomModule.of(i % 50, true).toArray();
            for (int j = 0; j <= random.nextInt(3); j++) {
                code[random.nextInt(code.length)] = (byte) random.nextInt();
            }
            if (!decodes(code)) {
                continue;
            }
            WasmModule module = Guest.decode(Bytes.of(code));
            boolean runnable = module.export("call").isPresent()
                    && module.functionType(module.export("call").get().index()).equals(NOTHING)
                    && module.memory().orElseThrow().minimum() < 100;
            if (runnable && links(module)) {
                String compiled = Guest.run(Guest.link(module, Engine.COMPILER), 5000, "call");
                String interpreted = Guest.run(Guest.link(module, Engine.INTERPRETER), 5000, "call");
                run += compiled.equals(interpreted) ? 1 : 0;
                // A mutation can make the bits of a NaN visible; everything else must agree.
                if (!module.usesFloats()) {
                    assertThat(compiled).as("mutation %d", i).isEqualTo(interpreted);
                }
            }
        }
        assertThat(run).isGreaterThan(100);
    }

    private static boolean links(WasmModule module) {
        try {
            Guest.link(module, Engine.INTERPRETER);
            return true;
        } catch (AssertionError e) {
            return false;
        }
    }

    private static String runBoth(ModuleBuilder module) {
        Bytes code = module.build();
        assertThat(code.size()).isLessThanOrEqualTo(CONTRACT_BYTES);
        WasmModule decoded = Guest.decode(code);
        String compiled = Guest.run(Guest.link(decoded, Engine.COMPILER), 1 << 22, "call");
        assertThat(compiled).isEqualTo(Guest.run(Guest.link(decoded, Engine.INTERPRETER), 1 << 22, "call"));
        return compiled;
    }

    @Test
    void deepNestingIsLinear() {
        ModuleBuilder module = new ModuleBuilder();
        int depth = 650_000;
        module.export("call", module.function(NOTHING, List.of(), o -> {
            for (int i = 0; i < depth; i++) {
                o.raw(0x02, 0x40);
            }
            for (int i = 0; i < depth; i++) {
                o.raw(0x0b);
            }
        }));
        assertThat(runBoth(module)).startsWith("ok");
    }

    @Test
    void deepLoopsWithTallStacksAreBounded() {
        ModuleBuilder module = new ModuleBuilder();
        int depth = 20_000;
        module.export("call", module.function(NOTHING, List.of(), o -> {
            for (int i = 0; i < depth; i++) {
                o.i32(i & 63).raw(0x03, 0x40);
            }
            o.raw(0x0f);
            for (int i = 0; i < depth; i++) {
                o.raw(0x0b, 0x1a);
            }
        }));
        assertThat(runBoth(module)).startsWith("ok");
    }

    @Test
    void branchTableBombsAreInterpreted() {
        ModuleBuilder module = new ModuleBuilder();
        module.export("call", module.function(NOTHING, List.of(), o -> {
            for (int i = 0; i < 1000; i++) {
                o.raw(0x02, 0x40);
            }
            o.i32(70_000).raw(0x0e).u32(131_072);
            for (int i = 0; i < 131_072; i++) {
                o.u32(i % 1000);
            }
            o.u32(5);
            for (int i = 0; i < 1000; i++) {
                o.raw(0x0b);
            }
        }));
        assertThat(runBoth(module)).startsWith("ok");
    }

    @Test
    void manyFunctionsWithTheMostLocalsDecodeInBoundedMemory() {
        ModuleBuilder module = new ModuleBuilder();
        byte[] body = {1, (byte) 0xd0, (byte) 0x86, 3, 0x7e, 0x0b};
        for (int i = 0; i < 200_000; i++) {
            module.rawFunction(NOTHING, body);
        }
        module.export("call", 199_999);
        assertThat(runBoth(module)).startsWith("ok");
    }

    @Test
    void tooManyLocalsAreRefused() {
        ModuleBuilder module = new ModuleBuilder();
        module.rawFunction(NOTHING, new byte[] {1, (byte) 0xd1, (byte) 0x86, 3, 0x7e, 0x0b});
        assertThat(decodes(module.build().toArray())).isFalse();
        ModuleBuilder twice = new ModuleBuilder();
        twice.rawFunction(NOTHING, new byte[] {2, 1, 0x7f, -1, -1, -1, -1, 0x0f, 0x7e, 0x0b});
        assertThat(decodes(twice.build().toArray())).isFalse();
    }

    @Test
    void methodsBeyondTheJvmLimitAreInterpretedAndStillCallCompiledOnes() {
        ModuleBuilder module = new ModuleBuilder();
        module.global(ValueType.I32, true, o -> o.i32(0));
        int small = module.function(
                NOTHING, List.of(), o -> o.op(0x23, 0).i32(1).raw(0x6a).op(0x24, 0));
        int huge = module.function(NOTHING, List.of(), o -> {
            for (int i = 0; i < 60_000; i++) {
                o.op(0x23, 0).i32(i).raw(0x73).op(0x24, 0);
            }
            o.op(0x10, small);
        });
        FuncType result = FuncType.of().returning(ValueType.I32);
        module.export(
                "call",
                module.function(
                        result,
                        List.of(),
                        o -> o.op(0x10, small).op(0x10, huge).op(0x10, small).op(0x23, 0)));
        assertThat(runBoth(module)).startsWith("ok ");
    }

    @Test
    void manyParametersAreInterpreted() {
        ModuleBuilder module = new ModuleBuilder().table(1);
        FuncType wide = new FuncType(Collections.nCopies(1000, ValueType.I64), List.of(ValueType.I64));
        int callee = module.function(
                wide, List.of(), o -> o.op(0x20, 0).op(0x20, 999).raw(0x7c));
        module.element(0, callee);
        int type = module.type(wide);
        module.export("call", module.function(FuncType.of().returning(ValueType.I64), List.of(), o -> {
            for (int i = 0; i < 1000; i++) {
                o.i64(i);
            }
            o.op(0x10, callee);
            for (int i = 0; i < 999; i++) {
                o.i64(i);
            }
            o.i32(0).op(0x11, type, 0);
        }));
        assertThat(runBoth(module)).startsWith("ok 1997 ");
    }

    @Test
    void aTallStackIsATrapNotAnError() {
        ModuleBuilder module = new ModuleBuilder();
        module.export("call", module.function(NOTHING, List.of(), o -> {
            o.raw(0x03, 0x40);
            for (int i = 0; i < 400_000; i++) {
                o.i32(1);
            }
            o.raw(0x00, 0x0b);
        }));
        assertThat(runBoth(module)).startsWith("STACK_OVERFLOW");
    }

    @Test
    void branchesThatDropTooMuchAreRefused() {
        ModuleBuilder module = new ModuleBuilder();
        module.export("call", module.function(NOTHING, List.of(), o -> {
            for (int i = 0; i < 65_536; i++) {
                o.i32(1);
            }
            o.raw(0x0f);
        }));
        assertThatThrownBy(() -> WasmModule.decode(module.build()))
                .isInstanceOf(WasmDecodeException.class)
                .hasMessageContaining("65535");
    }

    @Test
    void hugeTablesCostNothing() {
        ModuleBuilder module = new ModuleBuilder().table(10_000_000);
        int f = module.function(NOTHING, List.of(), _ -> {});
        module.element(9_999_999, f);
        module.export(
                "call",
                module.function(
                        NOTHING,
                        List.of(),
                        o -> o.i32(9_999_999)
                                .op(0x11, module.type(NOTHING), 0)
                                .i32(10_000_000)
                                .op(0x11, module.type(NOTHING), 0)));
        assertThat(runBoth(module)).startsWith("TABLE_OUT_OF_BOUNDS");
    }

    @Test
    void tablesOfManyFunctionsOfOneTypeAreCalledThroughRangesOrTheGenericWay() {
        for (int count : new int[] {199, 201, 7_000, 40_000}) {
            ModuleBuilder module = new ModuleBuilder().table(count);
            FuncType type = FuncType.of(ValueType.I32).returning(ValueType.I32);
            int[] functions = new int[count];
            for (int i = 0; i < count; i++) {
                int number = i;
                functions[i] = module.function(
                        type, List.of(), o -> o.op(0x20, 0).i32(number).raw(0x6a));
            }
            module.element(0, functions);
            int typeIndex = module.type(type);
            FuncType result = FuncType.of().returning(ValueType.I32);
            module.export("call", module.function(result, List.of(), o -> {
                o.i32(1);
                for (int slot : new int[] {0, 1, count / 2, count - 1}) {
                    o.i32(slot).op(0x11, typeIndex, 0);
                }
            }));
            assertThat(runBoth(module)).startsWith("ok " + (1 + 1 + count / 2 + count - 1) + " ");
        }
    }

    @Test
    void aMegabyteOfSmallInstructionsDecodes() {
        ModuleBuilder module = new ModuleBuilder();
        for (int i = 0; i < 40; i++) {
            module.function(NOTHING, List.of(), o -> {
                for (int j = 0; j < 10_000; j++) {
                    o.i32(j).raw(0x1a);
                }
            });
        }
        byte[] code = module.build().toArray();
        assertThat(code.length).isGreaterThan(1 << 20);
        assertThat(decodes(code)).isTrue();
    }
}
