package network.phala.wasm;

import java.util.List;

/// What a function body may refer to: the part of a module that is known before the first body.
final class ModuleTypes {
    final FuncType[] types;
    final int[] functionTypes;
    final GlobalDefinition[] globals;
    final boolean hasMemory;
    final boolean hasTable;

    ModuleTypes(WasmModule module) {
        types = module.types;
        functionTypes = module.functionTypes;
        globals = module.globals;
        hasMemory = module.memory().isPresent();
        hasTable = module.table != null;
    }

    ModuleTypes(
            List<FuncType> types,
            IntList functionTypes,
            List<GlobalDefinition> globals,
            boolean hasMemory,
            boolean hasTable) {
        this.types = types.toArray(FuncType[]::new);
        this.functionTypes = functionTypes.toArray();
        this.globals = globals.toArray(GlobalDefinition[]::new);
        this.hasMemory = hasMemory;
        this.hasTable = hasTable;
    }
}
