package network.phala.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import network.phala.primitives.Bytes;
import org.junit.jupiter.api.Test;

/// What the compiler makes of modules that were made to cost much: bytes, classes and method sizes stay within a
/// multiple of the module, whatever is in it. Counts, not times.
class CompilerBoundsTest {
    private static final FuncType NOTHING = FuncType.of();
    /// Emitted bytes for each byte of the module, and for the module as such.
    private static final int BYTES_PER_BYTE = 60;

    private static final int BYTES_PER_MODULE = 64 << 10;
    /// HotSpot compiles no larger methods.
    private static final int JIT_MAX = 8000;

    private record Emitted(long bytes, int classes, int methods, int largest, int interpreted) {}

    private static Emitted emit(ModuleBuilder builder) {
        Bytes code = builder.build();
        assertThat(code.size()).isLessThanOrEqualTo(2 << 20);
        Map<String, Bytes> parts =
                Guest.link(Guest.decode(code), Engine.COMPILER).parts();
        Bytes facts = parts.getOrDefault(ModuleFacts.PART, Bytes.EMPTY);
        int interpreted = ModuleFacts.decode(facts, code.size())
                .orElseThrow()
                .interpreted()
                .size();
        long bytes = 0;
        int methods = 0;
        int largest = 0;
        for (Map.Entry<String, Bytes> part : parts.entrySet()) {
            bytes += part.getValue().size();
            if (!part.getKey().equals(ModuleFacts.PART)) {
                ClassModel parsed = ClassFile.of().parse(part.getValue().toArray());
                for (MethodModel method : parsed.methods()) {
                    methods++;
                    largest = Math.max(
                            largest,
                            method.findAttribute(Attributes.code())
                                    .map(CodeAttribute::codeLength)
                                    .orElse(0));
                }
            }
        }
        Emitted emitted = new Emitted(bytes, parts.size() - 1, methods, largest, interpreted);
        assertThat(bytes)
                .as("%s for %d bytes", emitted, code.size())
                .isLessThanOrEqualTo((long) code.size() * BYTES_PER_BYTE + BYTES_PER_MODULE);
        assertThat(emitted.classes()).as("classes").isLessThanOrEqualTo(code.size() / 200 + 20);
        return emitted;
    }

    private static ModuleBuilder oneFunction(List<ValueType> locals, Consumer<ModuleBuilder.Out> code) {
        ModuleBuilder module = new ModuleBuilder().importMemory(1, 2);
        return module.export("call", module.function(NOTHING, locals, code));
    }

    @Test
    void deepNesting() {
        emit(oneFunction(List.of(), o -> {
            for (int i = 0; i < 500_000; i++) {
                o.raw(0x02, 0x40);
            }
            for (int i = 0; i < 500_000; i++) {
                o.raw(0x0b);
            }
        }));
    }

    @Test
    void nestedLoopsWithTallStacks() {
        emit(oneFunction(List.of(), o -> {
            for (int i = 0; i < 20_000; i++) {
                o.i32(i & 63).raw(0x03, 0x40);
            }
            o.raw(0x0f);
            for (int i = 0; i < 20_000; i++) {
                o.raw(0x0b, 0x1a);
            }
        }));
    }

    @Test
    void manyLocalsAllOfThemUsedEverywhere() {
        for (int locals : new int[] {100, 1000, 3900, 20_000}) {
            emit(oneFunction(Collections.nCopies(locals, ValueType.I64), o -> {
                for (int i = 0; i < 100_000; i++) {
                    o.op(0x20, i * 7 % locals).op(0x21, i * 11 % locals);
                }
            }));
        }
    }

    @Test
    void branchTables() {
        Emitted emitted = emit(oneFunction(List.of(), o -> {
            for (int i = 0; i < 200; i++) {
                o.raw(0x02, 0x40);
            }
            for (int table = 0; table < 20; table++) {
                o.raw(0x02, 0x40).i32(table).raw(0x0e).u32(40_000);
                for (int i = 0; i <= 40_000; i++) {
                    o.u32(i % 100);
                }
                o.raw(0x0b);
            }
            for (int i = 0; i < 200; i++) {
                o.raw(0x0b);
            }
        }));
        assertThat(emitted.interpreted()).isEqualTo(1);
    }

    @Test
    void manyTinyFunctionsWithTheMostLocals() {
        ModuleBuilder module = new ModuleBuilder();
        byte[] body = {1, (byte) 0xd0, (byte) 0x86, 3, 0x7e, 0x0b};
        for (int i = 0; i < 150_000; i++) {
            module.rawFunction(NOTHING, body);
        }
        emit(module.export("call", 0));
    }

    @Test
    void everyPairOfTypeAndTableSlot() {
        ModuleBuilder module = new ModuleBuilder().table(4000);
        int[] functions = new int[4000];
        for (int i = 0; i < functions.length; i++) {
            FuncType type =
                    new FuncType(Collections.nCopies(i % 12, i % 2 == 0 ? ValueType.I32 : ValueType.I64), List.of());
            functions[i] = module.function(type, List.of(), _ -> {});
        }
        module.element(0, functions);
        module.export("call", module.function(NOTHING, List.of(), o -> o.i32(0).op(0x11, module.type(NOTHING), 0)));
        emit(module);
    }

    /// Large functions of straight code, loops and memory accesses: cut so that HotSpot compiles every piece.
    @Test
    void largeFunctionsBecomeMethodsThatHotSpotCompiles() {
        for (int accesses : new int[] {40, 300, 3000, 30_000}) {
            Emitted emitted = emit(oneFunction(List.of(ValueType.I32, ValueType.I64), o -> {
                for (int i = 0; i < accesses; i++) {
                    o.raw(0x03, 0x40);
                    o.op(0x20, 0)
                            .op(0x20, 0)
                            .op(0x29, 3, i)
                            .op(0x20, 1)
                            .raw(0x7c)
                            .op(0x37, 3, i + 8);
                    o.op(0x20, 0).i32(1).raw(0x6b).op(0x22, 0).op(0x0d, 0).raw(0x0b);
                }
            }));
            assertThat(emitted.interpreted()).as("%d accesses", accesses).isZero();
            assertThat(emitted.largest()).as("%d accesses", accesses).isLessThanOrEqualTo(JIT_MAX);
        }
    }

    @Test
    void randomLargeFunctionsToo() {
        int large = 0;
        for (long seed = 1; seed <= 300; seed++) {
            WasmModule module = Guest.decode(RandomModule.special(seed, RandomModule.Floats.NONE));
            if (!Guest.links(module) || module.size() < 6_000) {
                continue;
            }
            large++;
            for (Map.Entry<String, Bytes> part :
                    Guest.link(module, Engine.COMPILER).parts().entrySet()) {
                if (part.getKey().equals(ModuleFacts.PART)) {
                    continue;
                }
                for (MethodModel method :
                        ClassFile.of().parse(part.getValue().toArray()).methods()) {
                    int length = method.findAttribute(Attributes.code())
                            .map(CodeAttribute::codeLength)
                            .orElse(0);
                    assertThat(length)
                            .as("seed %d, %s", seed, method.methodName())
                            .isLessThanOrEqualTo(JIT_MAX);
                }
            }
        }
        assertThat(large).isPositive();
    }

    /// A data segment as large as can be costs no code.
    @Test
    void hugeData() {
        ModuleBuilder module = new ModuleBuilder().importMemory(64, 64);
        module.data(0, new byte[2_000_000]);
        module.export("call", module.function(NOTHING, List.of(), _ -> {}));
        Emitted emitted = emit(module);
        assertThat(emitted.bytes()).isLessThan(4096);
    }
}
