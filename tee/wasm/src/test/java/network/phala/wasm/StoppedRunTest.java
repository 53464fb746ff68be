package network.phala.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Runs that others may end.
class StoppedRunTest {
    private static final FuncType NOTHING = FuncType.of();
    private static final long MUCH = 1L << 60;

    /// `forever` loops without calls, `asking` loops calling the host.
    private static WasmModule module() {
        ModuleBuilder module = new ModuleBuilder();
        int host = module.importFunction("seal0", "host", NOTHING);
        module.export(
                "forever",
                module.function(
                        NOTHING, List.of(), o -> o.raw(0x03, 0x40).op(0x0c, 0).raw(0x0b)));
        module.export(
                "asking",
                module.function(
                        NOTHING,
                        List.of(),
                        o -> o.raw(0x03, 0x40).op(0x10, host).op(0x0c, 0).raw(0x0b)));
        return Guest.decode(module.build());
    }

    private static Instance<String> instance(Engine engine, HostFunction<String> host) throws LinkException {
        return new Linker<String>(16)
                .define("seal0", "host", NOTHING, host)
                .link(module(), engine)
                .instantiate("");
    }

    @ParameterizedTest
    @EnumSource
    void aLoopWithoutCallsIsAskedEveryMillionFuel(Engine engine) throws Exception {
        try (Instance<String> instance = instance(engine, (_, _, _) -> 0)) {
            AtomicInteger asked = new AtomicInteger();
            instance.setFuel(MUCH);
            instance.stopWhen(() -> asked.incrementAndGet() == 10);
            assertThatThrownBy(() -> instance.invoke("forever")).isInstanceOf(RunStoppedException.class);
            assertThat(MUCH - instance.fuel()).isBetween(10L << 20, (10L << 20) + 100);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLoopOfHostCallsIsAskedAtEach(Engine engine) throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (Instance<String> instance = instance(engine, (_, _, _) -> calls.incrementAndGet())) {
            instance.setFuel(MUCH);
            instance.stopWhen(() -> calls.get() == 3);
            assertThatThrownBy(() -> instance.invoke("asking")).isInstanceOf(RunStoppedException.class);
            assertThat(calls).hasValue(3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void stoppingTheInnerRunEndsTheOuterOne(Engine engine) throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        try (Instance<String> inner = instance(engine, (_, _, _) -> 0);
                Instance<String> outer = instance(engine, (_, _, _) -> {
                    stop.set(true);
                    return inner.invoke("forever");
                })) {
            inner.setFuel(MUCH);
            inner.stopWhen(stop::get);
            outer.setFuel(MUCH);
            assertThatThrownBy(() -> outer.invoke("asking")).isInstanceOf(RunStoppedException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatARunCostsDoesNotDependOnWhetherItCouldBeStopped(Engine engine) throws Exception {
        for (long fuel : new long[] {0, 1, 1 << 20, (1 << 20) + 1, (1 << 21) - 1, 1 << 21, 2_500_001}) {
            for (String export : List.of("asking", "forever")) {
                assertThat(left(engine, export, fuel, true))
                        .as("%s with %d", export, fuel)
                        .isEqualTo(left(engine, export, fuel, false));
            }
        }
    }

    private static long left(Engine engine, String export, long fuel, boolean stoppable) throws Exception {
        try (Instance<String> instance = instance(engine, (_, self, _) -> {
            self.consumeFuel(1000);
            self.setFuel(Math.max(0, self.fuel() - 7));
            return 0;
        })) {
            if (stoppable) {
                instance.stopWhen(() -> false);
            }
            instance.setFuel(fuel);
            assertThatThrownBy(() -> instance.invoke(export)).isInstanceOf(WasmTrap.class);
            return instance.fuel();
        }
    }
}
