package network.phala.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32C;
import network.phala.primitives.Bytes;
import org.junit.jupiter.api.Test;

/// Modules that run from what was compiled of them before.
class CodeStoreTest {
    private static final int MODULES = 60;

    /// The sum over everything emitted for the first modules, as it is with [CodeStore#EMISSION]. When a change of
    /// the compiler changes this, what older versions have left on disks must not be used any more: raise the
    /// constant, then enter the new sum. When the random modules change, only the sum is new.
    private static final long EMITTED = 2_476_964_866L;

    private static CodeStore.Parts of(Map<String, Bytes> parts) {
        return name -> Optional.ofNullable(parts.get(name));
    }

    private static WasmModule decode(Bytes code, CodeStore.Parts parts) throws WasmDecodeException {
        return WasmModule.decode(code, parts);
    }

    @Test
    void aModuleRunsFromItsPartsAsFromItsCode() throws Exception {
        for (long seed = 1; seed <= MODULES; seed++) {
            Bytes code = RandomModule.of(seed, seed % 2 == 0);
            WasmModule first = Guest.decode(code);
            LinkedModule<Guest.Log> compiled = Guest.link(first, Engine.COMPILER);
            Map<String, Bytes> parts = compiled.parts();
            Set<String> asked = new TreeSet<>();
            CodeStore.Parts kept = name -> {
                asked.add(name);
                return Optional.ofNullable(parts.get(name));
            };
            WasmModule again = decode(code, kept);
            LinkedModule<Guest.Log> known = Guest.link(again, Engine.COMPILER);
            assertThat(known.isFrom(kept)).isTrue();
            assertThat(compiled.isFrom(kept)).isFalse();
            assertThat(again.usesFloats()).isEqualTo(first.usesFloats());
            assertThat(again.operatorCount()).isEqualTo(first.operatorCount());
            for (long fuel : List.of(30L, 2000L, 200_000L)) {
                assertThat(Guest.run(known, fuel, "call"))
                        .as("seed %d", seed)
                        .isEqualTo(Guest.run(compiled, fuel, "call"));
            }
            assertThat(asked).as("seed %d", seed).isNotEmpty().isSubsetOf(parts.keySet());
            assertThat(known.parts()).isEqualTo(parts);
        }
    }

    @Test
    void theClassesAreThoseOfTheParts() throws Exception {
        // The parts of a module that returns 1 serve one of the same shape that returns 2.
        Map<String, Bytes> parts =
                Guest.link(Guest.decode(constant(1)), Engine.COMPILER).parts();
        LinkedModule<Guest.Log> linked = Guest.link(decode(constant(2), of(parts)), Engine.COMPILER);
        assertThat(Guest.run(linked, 100, "call")).startsWith("ok 1 ");
    }

    private static Bytes constant(int value) {
        ModuleBuilder module = new ModuleBuilder();
        FuncType type = FuncType.of().returning(ValueType.I32);
        module.export("call", module.function(type, List.of(), o -> o.i32(value)));
        return module.build();
    }

    @Test
    void missingPartsAreCompiled() throws Exception {
        Random random = new Random(3);
        for (long seed = 1; seed <= MODULES; seed++) {
            Bytes code = RandomModule.of(seed, false);
            LinkedModule<Guest.Log> compiled = Guest.link(Guest.decode(code), Engine.COMPILER);
            Map<String, Bytes> some = new HashMap<>(compiled.parts());
            some.keySet().removeIf(name -> random.nextBoolean());
            LinkedModule<Guest.Log> known = Guest.link(decode(code, of(some)), Engine.COMPILER);
            assertThat(Guest.run(known, 50_000, "call")).isEqualTo(Guest.run(compiled, 50_000, "call"));
        }
    }

    @Test
    void factsOfOtherCodeOrOfNothingAreNotUsed() throws Exception {
        Bytes code = constant(2);
        for (Bytes facts : List.of(
                Bytes.EMPTY,
                Bytes.wrap(new byte[16]),
                Bytes.wrap(new byte[17]),
                new ModuleFacts(code.size() + 1, 1, true, List.of()).encode(),
                new ModuleFacts(code.size(), 1, true, List.of(0, 1)).encode().slice(0, 24))) {
            WasmModule module = decode(code, of(Map.of(ModuleFacts.PART, facts)));
            assertThat(module.usesFloats()).isFalse();
            assertThat(Guest.run(Guest.link(module, Engine.COMPILER), 100, "call"))
                    .startsWith("ok 2 ");
        }
    }

    @Test
    void functionsThatAreInterpretedStaySo() throws Exception {
        ModuleBuilder builder = new ModuleBuilder();
        builder.global(ValueType.I32, true, o -> o.i32(0));
        int huge = builder.function(FuncType.of(), List.of(), o -> {
            for (int i = 0; i < 300_000; i++) {
                o.op(0x23, 0).i32(i).raw(0x73).op(0x24, 0);
            }
        });
        FuncType type = FuncType.of().returning(ValueType.I32);
        builder.export(
                "call", builder.function(type, List.of(), o -> o.op(0x10, huge).op(0x23, 0)));
        Bytes code = builder.build();
        LinkedModule<Guest.Log> compiled = Guest.link(Guest.decode(code), Engine.COMPILER);
        Map<String, Bytes> parts = compiled.parts();
        assertThat(ModuleFacts.decode(parts.getOrDefault(ModuleFacts.PART, Bytes.EMPTY), code.size())
                        .orElseThrow()
                        .interpreted())
                .containsExactly(huge);
        LinkedModule<Guest.Log> known = Guest.link(decode(code, of(parts)), Engine.COMPILER);
        assertThat(Guest.run(known, 1 << 22, "call")).startsWith("ok ").isEqualTo(Guest.run(compiled, 1 << 22, "call"));
    }

    @Test
    void whatIsEmittedIsThatOfThisVersion() {
        CRC32C sum = new CRC32C();
        for (RandomModule.Floats floats : RandomModule.Floats.values()) {
            for (long seed = 1; seed <= MODULES; seed++) {
                WasmModule module = Guest.decode(RandomModule.special(seed, floats));
                if (Guest.links(module)) {
                    Guest.link(module, Engine.COMPILER).parts().forEach((name, content) -> {
                        sum.update(name.getBytes(StandardCharsets.UTF_8));
                        sum.update(content.toArray());
                    });
                }
            }
        }
        assertThat(sum.getValue())
                .as("what the compiler emits, with CodeStore.EMISSION = %d", CodeStore.EMISSION)
                .isEqualTo(EMITTED);
    }
}
