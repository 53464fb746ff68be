package network.phala.wasm;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decodes a module section by section and validates as it goes; memory used is bounded by a small
/// multiple of the module.
///
/// Follows wasmparser 0.100 as used by wasmi 0.31: its limits, its order of sections, and its
/// leniencies for contracts (data count section, explicit table and memory index 0, passive data
/// segments, empty lists of element expressions).
final class ModuleDecoder {
    private static final int TYPES_MAX = 1_000_000;
    private static final int PARAMS_MAX = 1000;
    private static final int FUNCTIONS_MAX = 1_000_000;
    private static final int GLOBALS_MAX = 1_000_000;
    private static final int EXPORTS_MAX = 100_000;
    private static final int SEGMENTS_MAX = 100_000;
    static final int TABLE_ENTRIES_MAX = 10_000_000;
    private static final int TABLES_MAX = 100;
    private static final long PAGES_MAX = 65536;
    private static final int TYPE_SIZE_LIMIT = 100_000;

    static final int FUNCREF = 0x70;

    /// Position of each section id in the required order; 0 = not a section.
    private static final int[] ORDER = {0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 12, 13, 11};

    final byte[] code;
    final List<FuncType> types = new ArrayList<>();
    final IntList functionTypes = new IntList();
    int importedFunctions;
    final IntList bodyStart = new IntList();
    final IntList bodyEnd = new IntList();
    final List<GlobalDefinition> globals = new ArrayList<>();
    int importedGlobals;

    final List<TableType> tables = new ArrayList<>();

    @Nullable
    Limits memory;

    boolean memoryImported;
    final List<WasmImport> imports = new ArrayList<>();
    final List<WasmExport> exports = new ArrayList<>();
    final List<ElementSegment> elements = new ArrayList<>();
    final List<DataSegment> data = new ArrayList<>();
    int start = -1;
    boolean usesFloats;
    long operatorCount;

    private int lastOrder;
    private int typeSize;
    private int expectedBodies = -1;
    int dataCount = -1;
    private int dataSegments;
    /// Functions named outside bodies and the start section.
    final BitSet declared = new BitSet();
    boolean changesTables;

    final Dialect dialect;
    final CodeStore.Parts parts;
    private final Optional<ModuleFacts> known;
    int[] interpreted = new int[0];

    /// @param known what validating the bodies found out before
    ModuleDecoder(byte[] code, Dialect dialect, CodeStore.Parts parts, Optional<ModuleFacts> known) {
        this.code = code;
        this.dialect = dialect;
        this.parts = parts;
        this.known = known;
    }

    WasmModule decode() throws WasmDecodeException {
        ByteReader in = new ByteReader(code, 0, code.length);
        if (in.fixed32() != 0x6d736100) {
            throw new WasmDecodeException("bad magic number; expected 00 61 73 6d", 0);
        }
        int version = in.fixed32();
        if (version != 1) {
            throw new WasmDecodeException("binary version " + Integer.toUnsignedString(version) + "; expected 1", 4);
        }
        while (!in.atEnd()) {
            int id = in.u8();
            int length = in.u32();
            section(id, in.slice(length));
        }
        if (dataCount >= 0 && dataCount != dataSegments) {
            throw in.error(dataSegments + " data segments; the data count section says " + dataCount);
        }
        if (expectedBodies > 0) {
            throw in.error("no code section for " + expectedBodies + " functions");
        }
        known.ifPresent(facts -> {
            usesFloats = facts.floats();
            operatorCount = facts.operators();
            interpreted =
                    facts.interpreted().stream().mapToInt(Integer::intValue).toArray();
        });
        return new WasmModule(this);
    }

    private void section(int id, ByteReader in) throws WasmDecodeException {
        if (id == 0) {
            in.name();
            return;
        }
        if (id >= ORDER.length) {
            throw in.error("section id " + id + " is not known");
        }
        if (ORDER[id] <= lastOrder) {
            throw in.error("section " + id + " out of order");
        }
        lastOrder = ORDER[id];
        switch (id) {
            case 1 -> repeat(in, TYPES_MAX, "types", this::type);
            case 2 -> repeat(in, -1, "imports", this::importItem);
            case 3 -> functions(in);
            case 4 -> tables(in);
            case 5 -> memories(in);
            case 6 -> repeat(in, GLOBALS_MAX - globals.size(), "globals", this::global);
            case 7 -> exports(in);
            case 8 -> start(in);
            case 9 -> repeat(in, SEGMENTS_MAX, "element segments", this::element);
            case 10 -> bodies(in);
            case 11 -> dataSegments = repeat(in, SEGMENTS_MAX, "data segments", this::data);
            case 12 -> dataCount = in.count(SEGMENTS_MAX, "data segments");
            default -> throw new IllegalStateException("section " + id);
        }
        if (!in.atEnd()) {
            throw in.error("unexpected data at the end of section " + id);
        }
    }

    @FunctionalInterface
    private interface Item {
        void read(ByteReader in) throws WasmDecodeException;
    }

    private static int repeat(ByteReader in, int maximum, String what, Item item) throws WasmDecodeException {
        int count = in.count(maximum, what);
        for (int i = 0; i != count; i++) {
            item.read(in);
        }
        return count;
    }

    private ValueType valueType(ByteReader in) throws WasmDecodeException {
        ValueType type = in.valueType(dialect);
        usesFloats |= type.isFloat();
        return type;
    }

    private void type(ByteReader in) throws WasmDecodeException {
        int form = in.u8();
        if (form != 0x60) {
            throw in.error("type form 0x" + Integer.toHexString(form) + "; expected 0x60");
        }
        List<ValueType> params = valueTypes(in, PARAMS_MAX, "parameters");
        List<ValueType> results = valueTypes(in, PARAMS_MAX, "results");
        if (results.size() > 1) {
            throw in.error(results.size() + " results; at most one without multi-value");
        }
        types.add(new FuncType(params, results));
    }

    private List<ValueType> valueTypes(ByteReader in, int maximum, String what) throws WasmDecodeException {
        int count = in.count(maximum, what);
        List<ValueType> list = new ArrayList<>(Math.min(count, in.remaining()));
        for (int i = 0; i < count; i++) {
            list.add(valueType(in));
        }
        return list;
    }

    private int typeIndex(ByteReader in) throws WasmDecodeException {
        int index = in.u32();
        if (index < 0 || index >= types.size()) {
            throw in.error("type " + Integer.toUnsignedString(index) + " of " + types.size());
        }
        return index;
    }

    private void addTypeSize(ByteReader in, int size) throws WasmDecodeException {
        typeSize += size;
        if (typeSize >= TYPE_SIZE_LIMIT) {
            throw in.error("types of imports and exports are too large together");
        }
    }

    private static int sizeOf(FuncType type) {
        return 1 + type.params().size() + type.results().size();
    }

    private void importItem(ByteReader in) throws WasmDecodeException {
        String module = in.name();
        String name = in.name();
        int kind = in.u8();
        switch (kind) {
            case 0 -> {
                int type = typeIndex(in);
                functionTypes.add(type);
                importedFunctions++;
                if (importedFunctions > FUNCTIONS_MAX) {
                    throw in.error("too many functions");
                }
                addTypeSize(in, sizeOf(types.get(type)));
                imports.add(new WasmImport.Function(module, name, types.get(type)));
            }
            case 1 -> {
                Limits limits = table(in);
                addTypeSize(in, 1);
                imports.add(new WasmImport.Table(module, name, limits));
            }
            case 2 -> {
                Limits limits = memory(in);
                memoryImported = true;
                addTypeSize(in, 1);
                imports.add(new WasmImport.Memory(module, name, limits));
            }
            case 3 -> {
                ValueType type = valueType(in);
                boolean mutable = mutability(in);
                if (mutable && !dialect.isProgram()) {
                    throw in.error("a mutable global cannot be imported");
                }
                globals.add(new GlobalDefinition(type, mutable, ConstantExpression.of(0)));
                importedGlobals++;
                if (importedGlobals > GLOBALS_MAX) {
                    throw in.error("too many globals");
                }
                addTypeSize(in, 1);
                imports.add(new WasmImport.Global(module, name, type));
            }
            default -> throw in.error("import kind " + kind);
        }
    }

    private static boolean mutability(ByteReader in) throws WasmDecodeException {
        int flag = in.u8();
        if (flag > 1) {
            throw in.error("mutability " + flag + "; expected 0 or 1");
        }
        return flag == 1;
    }

    private void functions(ByteReader in) throws WasmDecodeException {
        expectedBodies =
                repeat(in, FUNCTIONS_MAX - functionTypes.size, "functions", r -> functionTypes.add(typeIndex(r)));
    }

    private Limits limits(ByteReader in, boolean hasMaximum) throws WasmDecodeException {
        long minimum = in.u32() & 0xffffffffL;
        if (!hasMaximum) {
            return new Limits(minimum, OptionalLong.empty());
        }
        long maximum = in.u32() & 0xffffffffL;
        if (minimum > maximum) {
            throw in.error("size minimum " + minimum + " is above its maximum " + maximum);
        }
        return new Limits(minimum, OptionalLong.of(maximum));
    }

    private Limits table(ByteReader in) throws WasmDecodeException {
        if (tables.size() == tablesMax()) {
            throw in.error(dialect.isProgram() ? "more than " + TABLES_MAX + " tables" : "a second table");
        }
        ValueType elements = ValueType.FUNCREF;
        if (dialect.isProgram()) {
            elements = in.referenceType(dialect);
        } else {
            int element = in.u8();
            if (element != FUNCREF) {
                throw in.error("table of 0x" + Integer.toHexString(element) + "; only funcref is supported");
            }
        }
        int flags = in.u8();
        if (flags > 1) {
            throw in.error("table limits flags " + flags);
        }
        Limits limits = limits(in, flags == 1);
        if (limits.minimum() > TABLE_ENTRIES_MAX) {
            throw in.error("table of " + limits.minimum() + " entries; at most " + TABLE_ENTRIES_MAX);
        }
        tables.add(new TableType(elements, limits));
        return limits;
    }

    private int tablesMax() {
        return dialect.isProgram() ? TABLES_MAX : 1;
    }

    private void tables(ByteReader in) throws WasmDecodeException {
        repeat(in, tablesMax() - tables.size(), "tables", this::table);
    }

    private Limits memory(ByteReader in) throws WasmDecodeException {
        if (memory != null) {
            throw in.error("a second memory");
        }
        int flags = in.u8();
        if (flags > 1) {
            throw in.error("memory limits flags " + flags + "; shared and 64-bit memories are not supported");
        }
        Limits limits = limits(in, flags == 1);
        if (limits.minimum() > PAGES_MAX || limits.maximumOr(0) > PAGES_MAX) {
            throw in.error("memory of more than 65536 pages");
        }
        memory = limits;
        return limits;
    }

    private void memories(ByteReader in) throws WasmDecodeException {
        repeat(in, memory == null ? 1 : 0, "memories", this::memory);
    }

    private void global(ByteReader in) throws WasmDecodeException {
        ValueType type = valueType(in);
        boolean mutable = mutability(in);
        globals.add(new GlobalDefinition(type, mutable, constant(in, type)));
    }

    /// One constant instruction and `end`; nothing else is a constant expression without extended-const.
    ConstantExpression constant(ByteReader in, ValueType expected) throws WasmDecodeException {
        int op = in.u8();
        ValueType actual;
        ConstantExpression result;
        switch (op) {
            case 0x41 -> {
                actual = ValueType.I32;
                result = ConstantExpression.of(in.s32());
            }
            case 0x42 -> {
                actual = ValueType.I64;
                result = ConstantExpression.of(in.s64());
            }
            case 0x43 -> {
                actual = ValueType.F32;
                result = ConstantExpression.of(in.fixed32());
            }
            case 0x44 -> {
                actual = ValueType.F64;
                result = ConstantExpression.of(in.fixed64());
            }
            case 0x23 -> {
                int index = in.u32();
                if (index < 0 || index >= importedGlobals) {
                    throw in.error("constant expression uses global " + Integer.toUnsignedString(index)
                            + "; only imported ones are allowed");
                }
                actual = globals.get(index).type();
                if (globals.get(index).mutable()) {
                    throw in.error("constant expression uses global " + index + ", which is mutable");
                }
                result = new ConstantExpression(0, index);
            }
            case 0xd0 -> {
                actual = in.referenceType(dialect);
                result = ConstantExpression.of(Tables.NULL);
            }
            case 0xd2 -> {
                requireProgram(in, op);
                int function = functionIndex(in);
                declared.set(function);
                actual = ValueType.FUNCREF;
                result = ConstantExpression.of(Tables.reference(function));
            }
            default -> throw in.error("opcode 0x" + Integer.toHexString(op) + " in a constant expression");
        }
        usesFloats |= actual.isFloat();
        if (actual != expected) {
            throw in.error("constant of type " + actual + "; expected " + expected);
        }
        if (in.u8() != 0x0b) {
            throw in.error("constant expression of more than one instruction");
        }
        return result;
    }

    private void requireProgram(ByteReader in, int op) throws WasmDecodeException {
        if (!dialect.isProgram()) {
            throw in.error("opcode 0x" + Integer.toHexString(op) + " in a constant expression");
        }
    }

    private void exports(ByteReader in) throws WasmDecodeException {
        Set<String> names = new HashSet<>();
        repeat(in, EXPORTS_MAX, "exports", r -> {
            String name = r.name();
            int kind = r.u8();
            int index = r.u32();
            WasmExport.Kind what = exportKind(r, kind, index);
            addTypeSize(r, what == WasmExport.Kind.FUNCTION ? sizeOf(types.get(functionTypes.get(index))) : 1);
            if (!names.add(name)) {
                throw r.error("export name " + name + " is used twice");
            }
            if (what == WasmExport.Kind.FUNCTION) {
                declared.set(index);
            }
            exports.add(new WasmExport(name, what, index));
        });
    }

    private WasmExport.Kind exportKind(ByteReader in, int kind, int index) throws WasmDecodeException {
        int count = switch (kind) {
            case 0 -> functionTypes.size;
            case 1 -> tables.size();
            case 2 -> memory == null ? 0 : 1;
            case 3 -> globals.size();
            default -> throw in.error("export kind " + kind);
        };
        if (index < 0 || index >= count) {
            throw in.error("export of item " + Integer.toUnsignedString(index) + " of " + count);
        }
        if (kind == 3 && globals.get(index).mutable() && !dialect.isProgram()) {
            throw in.error("a mutable global cannot be exported");
        }
        return WasmExport.Kind.values()[kind];
    }

    int functionIndex(ByteReader in) throws WasmDecodeException {
        int index = in.u32();
        if (index < 0 || index >= functionTypes.size) {
            throw in.error("function " + Integer.toUnsignedString(index) + " of " + functionTypes.size);
        }
        return index;
    }

    private void start(ByteReader in) throws WasmDecodeException {
        int index = functionIndex(in);
        FuncType type = types.get(functionTypes.get(index));
        if (!type.equals(FuncType.of())) {
            throw in.error("start function has type " + type + "; expected no parameter and no result");
        }
        start = index;
    }

    private void element(ByteReader in) throws WasmDecodeException {
        int flags = in.u32();
        if (dialect.isProgram()) {
            elements.add(new ElementDecoder(this, in).read(flags));
            return;
        }
        if ((flags & ~0b110) != 0) {
            throw in.error("element segment flags " + Integer.toUnsignedString(flags)
                    + "; passive and declared segments need bulk memory");
        }
        int tableIndex = (flags & 0b010) == 0 ? 0 : in.u32();
        if (tableIndex != 0 || tables.isEmpty()) {
            throw in.error("element segment for an unknown table");
        }
        ConstantExpression offset = constant(in, ValueType.I32);
        if ((flags & 0b010) != 0) {
            // With an explicit table comes an explicit kind: functions, or with expressions the type funcref.
            int kind = in.u8();
            if (kind != ((flags & 0b100) == 0 ? 0 : FUNCREF)) {
                throw in.error("elements of kind " + kind + "; only functions are supported");
            }
        }
        int count = in.count(TABLE_ENTRIES_MAX, "elements");
        if ((flags & 0b100) != 0 && count > 0) {
            throw in.error("element expressions need reference types");
        }
        IntList functions = new IntList();
        for (int i = 0; i < count; i++) {
            functions.add(functionIndex(in));
        }
        elements.add(ElementSegment.active(ValueType.FUNCREF, 0, offset, functions.toArray()));
    }

    private void bodies(ByteReader in) throws WasmDecodeException {
        int count = in.u32();
        if (count != Math.max(expectedBodies, 0)) {
            throw in.error(
                    Integer.toUnsignedString(count) + " bodies for " + Math.max(expectedBodies, 0) + " functions");
        }
        expectedBodies = 0;
        FunctionTranslator translator = new FunctionTranslator(new ModuleTypes(this));
        for (int i = 0; i < count; i++) {
            ByteReader body = in.slice(in.u32());
            bodyStart.add(body.position());
            bodyEnd.add(body.end());
            if (known.isEmpty()) {
                translator.validate(importedFunctions + i, body);
            }
        }
        usesFloats |= translator.usesFloats();
        operatorCount = translator.operatorCount();
        changesTables = translator.changesTables();
    }

    private void data(ByteReader in) throws WasmDecodeException {
        int flags = in.u32();
        if (flags < 0 || flags > 2) {
            throw in.error("data segment flags " + Integer.toUnsignedString(flags));
        }
        if (flags == 1) {
            int passive = in.u32();
            int from = in.skip(passive);
            if (dialect.isProgram()) {
                data.add(new DataSegment(Optional.empty(), from, passive));
            }
            return;
        }
        int memoryIndex = flags == 0 ? 0 : in.u32();
        if (memoryIndex != 0 || memory == null) {
            throw in.error("data segment for an unknown memory");
        }
        ConstantExpression offset = constant(in, ValueType.I32);
        int length = in.u32();
        data.add(new DataSegment(Optional.of(offset), in.skip(length), length));
    }
}
