package network.phala.wasm;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import network.phala.primitives.Bytes;
import org.jspecify.annotations.Nullable;

/// A decoded and validated module. Immutable and shared between threads.
///
/// For contracts, accepted are WebAssembly MVP and sign extension, exactly as by wasmi 0.31 with
/// every other proposal off (that is how pallet-contracts configures it); mutable globals may be
/// neither imported nor exported. Floats are accepted here: deterministic contracts are refused by
/// looking at [#usesFloats]. Programs may use more ([Dialect]).
public final class WasmModule {
    final byte[] code;
    final FuncType[] types;
    /// For each type the first type equal to it: two functions have the same signature when these are equal.
    final int[] canonicalType;
    /// Type index of every function, imports first.
    final int[] functionTypes;

    final int importedFunctions;
    /// First byte of each own function's body (its local declarations) and the byte after it.
    final int[] bodyStart;

    final int[] bodyEnd;
    final GlobalDefinition[] globals;
    final List<TableType> tables;
    /// Whether an instruction reads or writes tables otherwise than by a call through the first.
    final boolean changesTables;
    final Dialect dialect;
    final List<ElementSegment> elements;
    final List<DataSegment> data;
    final boolean memoryImported;

    private final List<WasmImport> imports;
    private final List<WasmExport> exports;
    private final Map<String, WasmExport> exportByName = new HashMap<>();
    private final @Nullable Limits memory;
    private final int start;
    private final boolean usesFloats;
    private final long operatorCount;
    /// What was compiled of this module before.
    final CodeStore.Parts parts;

    final int[] interpreted;

    WasmModule(ModuleDecoder decoder) {
        code = decoder.code;
        types = decoder.types.toArray(FuncType[]::new);
        canonicalType = canonical(types);
        functionTypes = decoder.functionTypes.toArray();
        importedFunctions = decoder.importedFunctions;
        bodyStart = decoder.bodyStart.toArray();
        bodyEnd = decoder.bodyEnd.toArray();
        globals = decoder.globals.toArray(GlobalDefinition[]::new);
        tables = List.copyOf(decoder.tables);
        changesTables = decoder.changesTables;
        dialect = decoder.dialect;
        elements = List.copyOf(decoder.elements);
        data = List.copyOf(decoder.data);
        memoryImported = decoder.memoryImported;
        imports = List.copyOf(decoder.imports);
        exports = List.copyOf(decoder.exports);
        for (WasmExport export : exports) {
            exportByName.put(export.name(), export);
        }
        memory = decoder.memory;
        start = decoder.start;
        usesFloats = decoder.usesFloats;
        operatorCount = decoder.operatorCount;
        parts = decoder.parts;
        interpreted = decoder.interpreted;
    }

    /// Decodes and validates a contract.
    public static WasmModule decode(Bytes code) throws WasmDecodeException {
        return decode(code, Dialect.CONTRACT);
    }

    /// Decodes and validates.
    public static WasmModule decode(Bytes code, Dialect dialect) throws WasmDecodeException {
        return new ModuleDecoder(code.toArray(), dialect, CodeStore.Parts.NONE, Optional.empty()).decode();
    }

    /// Decodes a contract of which parts are kept: what validation of the bodies found out is taken
    /// from them, and so are the classes when the module is run.
    public static WasmModule decode(Bytes code, CodeStore.Parts parts) throws WasmDecodeException {
        Optional<ModuleFacts> facts =
                parts.part(ModuleFacts.PART).flatMap(encoded -> ModuleFacts.decode(encoded, code.size()));
        CodeStore.Parts kept = facts.isPresent() ? parts : CodeStore.Parts.NONE;
        return new ModuleDecoder(code.unsafeArray(), Dialect.CONTRACT, kept, facts).decode();
    }

    private static int[] canonical(FuncType[] types) {
        Map<FuncType, Integer> first = new HashMap<>();
        int[] canonical = new int[types.length];
        for (int i = 0; i < types.length; i++) {
            Integer earlier = first.putIfAbsent(types[i], i);
            canonical[i] = earlier == null ? i : earlier;
        }
        return canonical;
    }

    /// All imports, in order.
    public List<WasmImport> imports() {
        return imports;
    }

    /// All exports, in order.
    public List<WasmExport> exports() {
        return exports;
    }

    /// The export of this name.
    public Optional<WasmExport> export(String name) {
        return Optional.ofNullable(exportByName.get(name));
    }

    /// The memory, imported or own, if there is one.
    public Optional<Limits> memory() {
        return Optional.ofNullable(memory);
    }

    /// Whether the memory is imported.
    public boolean importsMemory() {
        return memoryImported;
    }

    /// The first table, imported or own, if there is one. Contracts have no other.
    public Optional<Limits> table() {
        return tables.stream().map(TableType::limits).findFirst();
    }

    /// Number of globals, imported ones included.
    public int globalCount() {
        return globals.length;
    }

    /// The largest number of parameters of any function type, used or not.
    public int mostParameters() {
        int most = 0;
        for (FuncType type : types) {
            most = Math.max(most, type.params().size());
        }
        return most;
    }

    /// Index of the start function.
    public OptionalInt startFunction() {
        return start < 0 ? OptionalInt.empty() : OptionalInt.of(start);
    }

    /// Number of functions, imported ones included.
    public int functionCount() {
        return functionTypes.length;
    }

    /// Type of the function with this index (imports come first).
    public FuncType functionType(int index) {
        return types[functionTypes[index]];
    }

    /// Whether a float type or instruction occurs anywhere, reachable or not; exactly the cases in which wasmi
    /// refuses the module when floats are off.
    public boolean usesFloats() {
        return usesFloats;
    }

    /// Number of instructions in all function bodies, each `end` included.
    public long operatorCount() {
        return operatorCount;
    }

    /// Number of bytes in all active data segments.
    public long dataBytes() {
        long sum = 0;
        for (DataSegment segment : data) {
            sum += segment.offset().isPresent() ? segment.length() : 0;
        }
        return sum;
    }

    /// For each data segment of a new instance, whether `memory.init` finds it empty: active ones
    /// have done their part.
    boolean[] droppedData() {
        boolean[] dropped = new boolean[dialect.isProgram() ? data.size() : 0];
        for (int i = 0; i < dropped.length; i++) {
            dropped[i] = data.get(i).offset().isPresent();
        }
        return dropped;
    }

    /// Size of the module in bytes.
    public int size() {
        return code.length;
    }

    /// About how much memory this object takes, and what was compiled of it before.
    long memoryBytes() {
        return 8192L
                + code.length
                + 24L * functionTypes.length
                + 128L * (imports.size() + types.length)
                + parts.bytes();
    }

    boolean isImported(int function) {
        return function < importedFunctions;
    }

    /// Whether the function with this index is imported.
    public boolean isImportedFunction(int index) {
        return isImported(index);
    }

    /// The function again in the form the engines use. The module was validated, so this cannot fail.
    FunctionCode translate(int function) {
        return translate(new FunctionTranslator(new ModuleTypes(this)), function);
    }

    FunctionCode translate(FunctionTranslator translator, int function) {
        try {
            return translator.translate(function, body(function));
        } catch (WasmDecodeException e) {
            throw new IllegalStateException("function " + function + " was valid before", e);
        }
    }

    ByteReader body(int function) {
        int own = function - importedFunctions;
        return new ByteReader(code, bodyStart[own], bodyEnd[own]);
    }
}
