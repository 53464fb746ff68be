package network.phala.pink.contracts;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import network.phala.wasm.FuncType;
import network.phala.wasm.Linker;
import network.phala.wasm.ValueType;

/// All functions a contract may import in runtime 1.2. Nearly every one is also linked as `seal_<name>`. Deprecated
/// ones
/// may be called but not uploaded; unstable ones are not linked at all.
///
/// Follows polkadot-sdk substrate/frame/contracts/src/wasm/runtime.rs, `env`.
final class HostFunctions {
    private static final Set<String> DEPRECATED = new HashSet<>();

    /// Joins contract code to these functions.
    static final Linker<ContractRun> LINKER = new Linker<>(CodeValidation.MAX_MEMORY_PAGES);

    static {
        HostFunctions all = new HostFunctions();
        StorageFunctions.define(all);
        CallFunctions.define(all);
        ContextFunctions.define(all);
        OutputFunctions.define(all);
        CryptoFunctions.define(all);
        DeprecatedFunctions.define(all);
    }

    private HostFunctions() {}

    static boolean isDeprecated(String module, String name) {
        return DEPRECATED.contains(module + "." + name);
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
        LINKER.define(module, name, type, (run, instance, args) -> run.invoke(instance, args, body));
    }

    /// A deprecated function without a result.
    void defineDeprecated(String module, String name, String params, HostBody body) {
        DEPRECATED.add(module + "." + name);
        DEPRECATED.add(module + ".seal_" + name);
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
