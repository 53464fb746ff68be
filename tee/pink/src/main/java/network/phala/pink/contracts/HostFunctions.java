package network.phala.pink.contracts;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import network.phala.pink.types.PinkRuntime;
import network.phala.wasm.FuncType;
import network.phala.wasm.HostFunction;
import network.phala.wasm.Linker;
import network.phala.wasm.ValueType;

/// All functions a contract may import in one release of the runtime. Nearly every one is also linked as `seal_<name>`.
/// Deprecated ones may be called but not uploaded; unstable ones are not linked at all.
///
/// Follows polkadot-sdk substrate/frame/contracts/src/wasm/runtime.rs, `env`.
final class HostFunctions {
    private final PinkRuntime runtime;
    private final Set<String> deprecated = new HashSet<>();
    private final Linker<ContractRun> linker = new Linker<>(CodeValidation.MAX_MEMORY_PAGES);

    HostFunctions(PinkRuntime runtime) {
        this.runtime = runtime;
        StorageFunctions.define(this);
        CallFunctions.define(this);
        ContextFunctions.define(this);
        OutputFunctions.define(this);
        CryptoFunctions.define(this);
        DeprecatedFunctions.define(this);
        if (!since(PinkRuntime.V1_1)) {
            linker.withoutFramesForHostCalls();
        }
        if (!since(PinkRuntime.V1_2)) {
            defineUnaliased("seal0", "gas", type("l"), (run, args) -> {
                run.charge(run.weights().meteredBlock(args.i64(0)));
                return 0;
            });
        }
    }

    /// Joins contract code to these functions.
    Linker<ContractRun> linker() {
        return linker;
    }

    /// Whether this release is not older than `first`.
    boolean since(PinkRuntime first) {
        return runtime.atLeast(first);
    }

    boolean isDeprecated(String module, String name) {
        return deprecated.contains(module + "." + name);
    }

    /// A function without a result. `params` has one letter each: `i` for i32, `l` for i64.
    void define(String module, String name, String params, HostBody body) {
        defineBoth(module, name, type(params), body);
    }

    /// A function that returns an i32.
    void defineI32(String module, String name, String params, HostBody body) {
        defineBoth(module, name, type(params).returning(ValueType.I32), body);
    }

    /// A function under this one name only.
    void defineUnaliased(String module, String name, FuncType type, HostBody body) {
        HostFunction<ContractRun> function = since(PinkRuntime.V1_2)
                ? (run, instance, args) -> run.invoke(instance, args, body)
                : (run, instance, args) -> run.invokeUnsynchronized(instance, args, body);
        linker.define(module, name, type, function);
    }

    /// A deprecated function without a result.
    void defineDeprecated(String module, String name, String params, HostBody body) {
        deprecated.add(module + "." + name);
        deprecated.add(module + ".seal_" + name);
        define(module, name, params, body);
    }

    static FuncType type(String params) {
        List<ValueType> types = new ArrayList<>(params.length());
        for (int i = 0; i < params.length(); i++) {
            types.add(params.charAt(i) == 'l' ? ValueType.I64 : ValueType.I32);
        }
        return new FuncType(types, List.of());
    }

    private void defineBoth(String module, String name, FuncType type, HostBody body) {
        defineUnaliased(module, name, type, body);
        defineUnaliased(module, "seal_" + name, type, body);
    }
}
