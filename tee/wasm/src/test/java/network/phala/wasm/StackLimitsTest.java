package network.phala.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How deep a function of a given shape may recurse. The numbers were measured on wasmi 0.31.2.
class StackLimitsTest {
    /// `call(n)` calls a function that calls itself n times with `below` operands left on the stack.
    private static ModuleBuilder recursion(int params, int locals, int below, ValueType type) {
        ModuleBuilder module = new ModuleBuilder();
        List<ValueType> all = new ArrayList<>(List.of(ValueType.I32));
        all.addAll(Collections.nCopies(params, type));
        FuncType recursive = new FuncType(all, List.of(ValueType.I32));
        int self = module.function(recursive, Collections.nCopies(locals, type), o -> {
            o.op(0x20, 0).raw(0x45, 0x04, 0x7f).i32(0).raw(0x05);
            for (int i = 0; i < below; i++) {
                o.i32(1);
            }
            o.op(0x20, 0).i32(1).raw(0x6b);
            arguments(o, params, type);
            o.op(0x10, 0);
            for (int i = 0; i < below; i++) {
                o.raw(0x6a);
            }
            o.raw(0x0b);
        });
        FuncType entry = FuncType.of(ValueType.I32).returning(ValueType.I32);
        module.export("call", module.function(entry, List.of(), o -> {
            o.op(0x20, 0);
            arguments(o, params, type);
            o.op(0x10, self);
        }));
        return module;
    }

    private static void arguments(ModuleBuilder.Out out, int params, ValueType type) {
        for (int i = 0; i < params; i++) {
            if (type == ValueType.I64) {
                out.i64(5);
            } else {
                out.i32(5);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 1023",
        "10, 20, 5, 1023",
        "0, 124, 0, 1023",
        "0, 200, 0, 651",
        "0, 1000, 0, 129",
        "0, 49999, 0, 1",
        "100, 0, 0, 1023",
        "0, 0, 1000, 129",
        "200, 3000, 100, 38"
    })
    void theDeepestRecursionIsThatOfWasmi(int params, int locals, int below, int deepest) throws Exception {
        for (ValueType type : List.of(ValueType.I32, ValueType.I64)) {
            ModuleBuilder module = recursion(params, locals, below, type);
            for (Engine engine : Engine.values()) {
                LinkedModule<Guest.Log> linked = Guest.link(module, engine);
                List<String> results = new ArrayList<>();
                Thread thread = GuestThread.of("guest", () -> {
                    results.add(Guest.run(linked, 1 << 20, "call", deepest));
                    results.add(Guest.run(linked, 1 << 20, "call", deepest + 1));
                });
                thread.start();
                thread.join();
                assertThat(results.get(0)).as("%s %s", engine, type).startsWith("ok " + deepest * below + " ");
                assertThat(results.get(1)).as("%s %s", engine, type).startsWith("STACK_OVERFLOW ");
            }
        }
    }
}
