package network.phala.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a host sees of a guest: calls, memory, fuel, ways to end.
class InstanceTest {
    private static final FuncType NOTHING = FuncType.of();
    private static final FuncType TWO =
            FuncType.of(ValueType.I32, ValueType.I64).returning(ValueType.I32);

    /// A host's way to end a run.
    private static final class Returned extends HostTrap {
        Returned() {
            super("returned");
        }
    }

    /// `call` calls the host function with (-1, 2^40) and stores its result at 8.
    private static WasmModule caller() {
        ModuleBuilder module = new ModuleBuilder();
        int host = module.importFunction("seal0", "host", TWO);
        module.importMemory(1, 2);
        module.export(
                "call",
                module.function(
                        NOTHING,
                        List.of(),
                        o -> o.i32(8).i32(-1).i64(1L << 40).op(0x10, host).op(0x36, 2, 0)));
        return Guest.decode(module.build());
    }

    private static <C> Instance<C> instance(WasmModule module, Engine engine, C context, HostFunction<C> host)
            throws LinkException {
        Instance<C> instance = new Linker<C>(16)
                .define("seal0", "host", TWO, host)
                .link(module, engine)
                .instantiate(context);
        instance.setFuel(1000);
        return instance;
    }

    @ParameterizedTest
    @EnumSource
    void aHostFunctionGetsItsArgumentsAndGivesAResult(Engine engine) throws Exception {
        List<Long> seen = new ArrayList<>();
        Instance<List<Long>> instance = instance(caller(), engine, seen, (context, self, args) -> {
            assertThat(self.context()).isSameAs(context);
            for (long arg : args) {
                context.add(arg);
            }
            return 0x1_2345_6789L;
        });
        instance.invoke("call");
        assertThat(seen).containsExactly(-1L, 1L << 40);
        assertThat(instance.memory().readU32(8)).isEqualTo(0x23456789);
    }

    @ParameterizedTest
    @EnumSource
    void hostAndGuestShareTheFuel(Engine engine) throws Exception {
        Instance<String> instance = instance(caller(), engine, "", (_, self, _) -> {
            assertThat(self.fuel()).isEqualTo(1000 - 7);
            self.consumeFuel(900);
            assertThatThrownBy(() -> self.consumeFuel(94)).isInstanceOf(WasmTrap.class);
            self.setFuel(self.fuel() + 5);
            return 0;
        });
        instance.invoke("call");
        assertThat(instance.fuel()).isEqualTo(98);
    }

    @ParameterizedTest
    @EnumSource
    void aHostFunctionMayEndTheRun(Engine engine) throws Exception {
        Returned returned = new Returned();
        Instance<String> instance = instance(caller(), engine, "", (_, _, _) -> {
            throw returned;
        });
        assertThatThrownBy(() -> instance.invoke("call")).isSameAs(returned);
    }

    @ParameterizedTest
    @EnumSource
    void aBrokenHostFunctionIsNotATrap(Engine engine) throws Exception {
        Instance<String> instance = instance(caller(), engine, "", (_, _, _) -> {
            throw new IndexOutOfBoundsException("bug");
        });
        assertThatThrownBy(() -> instance.invoke("call"))
                .isInstanceOf(HostFailure.class)
                .hasRootCauseInstanceOf(IndexOutOfBoundsException.class);
    }

    @ParameterizedTest
    @EnumSource
    void instancesCallEachOtherAndThemselves(Engine engine) throws Exception {
        WasmModule module = caller();
        Instance<String> inner = instance(module, engine, "", (_, _, _) -> 7);
        List<Integer> depth = new ArrayList<>();
        Instance<String> outer = instance(module, engine, "", (_, self, _) -> {
            inner.invoke("call");
            depth.add(1);
            if (depth.size() < 5) {
                self.invoke("call");
            }
            return inner.memory().readU32(8) + 1;
        });
        outer.invoke("call");
        assertThat(outer.memory().readU32(8)).isEqualTo(8);
        assertThat(depth).hasSize(5);
    }

    @ParameterizedTest
    @EnumSource
    void theStartFunctionRunsOnlyWhenAsked(Engine engine) throws Exception {
        ModuleBuilder module = new ModuleBuilder().importMemory(1, 1).data(4, new byte[] {1, 2, 3});
        int start = module.function(NOTHING, List.of(), o -> o.i32(0).i32(9).op(0x36, 2, 0));
        module.start(start).export("call", start);
        Instance<Guest.Log> instance = Guest.link(module, engine).instantiate(new Guest.Log());
        instance.setFuel(100);
        assertThat(instance.memory().read(0, 8)).containsExactly(0, 0, 0, 0, 1, 2, 3, 0);
        instance.start();
        assertThat(instance.memory().readU32(0)).isEqualTo(9);
    }

    @ParameterizedTest
    @EnumSource
    void memoryEndsAreExact(Engine engine) {
        ModuleBuilder module = new ModuleBuilder().importMemory(1, 1);
        FuncType type = FuncType.of(ValueType.I32).returning(ValueType.I32);
        for (long offset : new long[] {0, 1, 0x7fffffffL, 0x80000000L, 0xfffffffcL, 0xffffffffL}) {
            module.export(
                    "load" + offset,
                    module.function(type, List.of(), o -> o.op(0x20, 0).op(0x28, 0, offset)));
        }
        LinkedModule<Guest.Log> linked = Guest.link(module, engine);
        assertThat(Guest.run(linked, 100, "load0", 65532)).startsWith("ok");
        assertThat(Guest.run(linked, 100, "load0", 65533)).startsWith("MEMORY_OUT_OF_BOUNDS");
        assertThat(Guest.run(linked, 100, "load1", 65531)).startsWith("ok");
        assertThat(Guest.run(linked, 100, "load1", -1)).startsWith("MEMORY_OUT_OF_BOUNDS");
        assertThat(Guest.run(linked, 100, "load2147483647", 5)).startsWith("MEMORY_OUT_OF_BOUNDS");
        assertThat(Guest.run(linked, 100, "load2147483647", -2147483647)).startsWith("MEMORY_OUT_OF_BOUNDS");
        assertThat(Guest.run(linked, 100, "load2147483648", Integer.MIN_VALUE)).startsWith("MEMORY_OUT_OF_BOUNDS");
        assertThat(Guest.run(linked, 100, "load4294967292", 4)).startsWith("MEMORY_OUT_OF_BOUNDS");
        assertThat(Guest.run(linked, 100, "load4294967295", 1)).startsWith("MEMORY_OUT_OF_BOUNDS");
    }

    @ParameterizedTest
    @EnumSource
    void anInstanceStartsCleanAfterAnother(Engine engine) {
        ModuleBuilder module = new ModuleBuilder().importMemory(1, 3).data(0, new byte[] {5});
        module.global(ValueType.I32, true, o -> o.i32(3));
        FuncType type = FuncType.of().returning(ValueType.I32);
        module.export(
                "call",
                module.function(
                        type,
                        List.of(),
                        o -> o.i32(0)
                                .op(0x28, 0, 0)
                                .i32(0)
                                .op(0x28, 0, 60000)
                                .raw(0x6a)
                                .op(0x23, 0)
                                .raw(0x6a, 0x3f, 0, 0x6a)
                                .i32(0)
                                .i32(77)
                                .op(0x36, 0, 0)
                                .i32(0)
                                .i32(78)
                                .op(0x36, 0, 60000)
                                .i32(79)
                                .op(0x24, 0)
                                .i32(1)
                                .raw(0x40, 0, 0x1a)));
        LinkedModule<Guest.Log> linked = Guest.link(module, engine);
        String first = Guest.run(linked, 10_000, "call");
        assertThat(first).startsWith("ok 9 ");
        assertThat(Guest.run(linked, 10_000, "call")).isEqualTo(first);
    }

    @ParameterizedTest
    @EnumSource
    void whatTheHostDoesNotOfferDoesNotLink(Engine engine) {
        Linker<String> linker = new Linker<>(16);
        assertThatThrownBy(() -> linker.link(caller(), engine))
                .isInstanceOf(LinkException.class)
                .hasMessageContaining("seal0.host");
        linker.define("seal0", "host", NOTHING, (_, _, _) -> 0);
        assertThatThrownBy(() -> linker.link(caller(), engine))
                .isInstanceOf(LinkException.class)
                .hasMessageContaining("type");
        WasmModule segments = Guest.decode(
                new ModuleBuilder().importMemory(1, 1).data(65535, new byte[2]).build());
        assertThatThrownBy(() -> linker.link(segments, engine)).isInstanceOf(LinkException.class);
        ModuleBuilder elements = new ModuleBuilder().table(2);
        elements.element(-1, elements.function(NOTHING, List.of(), _ -> {}));
        assertThatThrownBy(() -> linker.link(Guest.decode(elements.build()), engine))
                .isInstanceOf(LinkException.class);
    }

    @ParameterizedTest
    @EnumSource
    void memoryGrowsWithinWhatTheHostHas(Engine engine) throws Exception {
        ModuleBuilder module = new ModuleBuilder();
        module.importMemory(1, 10);
        module.export(
                "grow",
                module.function(
                        FuncType.of().returning(ValueType.I32),
                        List.of(),
                        o -> o.i32(2).op(0x40, 0)));
        List<Long> asked = new ArrayList<>();
        try (Instance<Object> instance = new Linker<Object>(16)
                .link(Guest.decode(module.build()), engine)
                .instantiate(new Object())) {
            instance.setFuel(1_000_000);
            instance.growWithin(more -> asked.add(more) && asked.size() == 1);
            assertThat(instance.invoke("grow")).isEqualTo(1);
            assertThat(instance.invoke("grow")).isEqualTo(-1);
            assertThat(instance.memory().pages()).isEqualTo(3);
        }
        assertThat(asked).containsExactly(131_072L, 131_072L);
    }
}
