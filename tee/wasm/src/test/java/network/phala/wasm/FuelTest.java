package network.phala.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What each construct costs, by wasmi 0.31's rules; `WasmiDifferentialTest` checks them against wasmi itself.
class FuelTest {
    private static final ValueType I32 = ValueType.I32;

    private static Arguments costs(String name, long cost, List<ValueType> locals, Consumer<ModuleBuilder.Out> code) {
        return Arguments.of(name, cost, locals, code);
    }

    static List<Arguments> bodies() {
        return List.of(
                costs("empty: base and the final return", 2, List.of(), o -> {}),
                costs("7 locals are free", 2, Collections.nCopies(7, I32), o -> {}),
                costs("8 locals cost 1", 3, Collections.nCopies(8, I32), o -> {}),
                costs("nop is free", 2, List.of(), o -> o.raw(0x01, 0x01)),
                costs(
                        "block is free",
                        4,
                        List.of(),
                        o -> o.raw(0x02, 0x40).i32(1).raw(0x1a, 0x0b)),
                costs("loop has a block of its own", 3, List.of(), o -> o.raw(0x03, 0x40, 0x0b)),
                costs(
                        "if taken",
                        7,
                        List.of(),
                        o -> o.i32(1).raw(0x04, 0x40).i32(1).raw(0x1a, 0x0b)),
                costs(
                        "if not taken",
                        4,
                        List.of(),
                        o -> o.i32(0).raw(0x04, 0x40).i32(1).raw(0x1a, 0x0b)),
                costs(
                        "then with else: the jump is billed outside",
                        8,
                        List.of(),
                        o -> o.i32(1).raw(0x04, 0x40).i32(1).raw(0x1a, 0x05, 0x01, 0x0b)),
                costs("else", 6, List.of(), o -> o.i32(0).raw(0x04, 0x40).i32(1).raw(0x1a, 0x05, 0x01, 0x0b)),
                costs(
                        "code behind br_if is billed at once",
                        6,
                        List.of(),
                        o -> o.raw(0x02, 0x40).i32(1).op(0x0d, 0).i32(1).raw(0x1a, 0x0b)),
                costs(
                        "br_if to the function is free",
                        3,
                        List.of(),
                        o -> o.i32(1).op(0x0d, 0)),
                costs("dead code is free", 2, List.of(), o -> o.raw(0x0f).i32(1).raw(0x1a)),
                costs("reinterpret is free", 4, List.of(), o -> o.i32(1).raw(0xbe, 0x1a)),
                costs(
                        "memory.grow costs 1024 a page",
                        2053,
                        List.of(),
                        o -> o.i32(2).raw(0x40, 0, 0x1a)),
                costs("a failed growth too", 102405, List.of(), o -> o.i32(100).raw(0x40, 0, 0x1a)),
                costs("an absurd growth not", 5, List.of(), o -> o.i32(65537).raw(0x40, 0, 0x1a)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodies")
    void aBodyCosts(String name, long cost, List<ValueType> locals, Consumer<ModuleBuilder.Out> code) {
        ModuleBuilder module = new ModuleBuilder().importMemory(1, 4);
        module.export("call", module.function(FuncType.of(), locals, code));
        for (Engine engine : Engine.values()) {
            LinkedModule<Guest.Log> linked = Guest.link(module, engine);
            assertThat(Guest.run(linked, 200_000, "call")).startsWith("ok 0 fuel " + (200_000 - cost) + " ");
            assertThat(Guest.run(linked, cost, "call")).startsWith("ok 0 fuel 0 ");
            assertThat(Guest.run(linked, cost - 1, "call")).startsWith("OUT_OF_FUEL ");
        }
    }
}
