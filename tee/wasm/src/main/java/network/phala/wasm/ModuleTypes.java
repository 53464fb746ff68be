package network.phala.wasm;

import java.util.BitSet;
import java.util.List;

/// What a function body may refer to: the part of a module that is known before the first body.
final class ModuleTypes {
    final Dialect dialect;
    final FuncType[] types;
    final int[] functionTypes;
    final GlobalDefinition[] globals;
    final boolean hasMemory;
    final List<TableType> tables;
    final List<ElementSegment> elements;
    /// As the data count section says; -1 without one.
    final int dataCount;
    /// Functions that occur outside bodies, so that bodies may make references to them.
    final BitSet declared;
    /// See [WasmModule#changesTables]; only known once all bodies were read.
    final boolean changesTables;

    ModuleTypes(WasmModule module) {
        dialect = module.dialect;
        types = module.types;
        functionTypes = module.functionTypes;
        globals = module.globals;
        hasMemory = module.memory().isPresent();
        tables = module.tables;
        elements = module.elements;
        dataCount = module.data.size();
        // The module was validated, with its declarations.
        declared = new BitSet();
        declared.set(0, functionTypes.length);
        changesTables = module.changesTables;
    }

    ModuleTypes(ModuleDecoder decoder) {
        dialect = decoder.dialect;
        types = decoder.types.toArray(FuncType[]::new);
        functionTypes = decoder.functionTypes.toArray();
        globals = decoder.globals.toArray(GlobalDefinition[]::new);
        hasMemory = decoder.memory != null;
        tables = decoder.tables;
        elements = decoder.elements;
        dataCount = decoder.dataCount;
        declared = decoder.declared;
        changesTables = false;
    }
}
