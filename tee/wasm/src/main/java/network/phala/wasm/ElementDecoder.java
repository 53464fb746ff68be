package network.phala.wasm;

/// Reads one element segment of a program, in any of the eight forms of the bulk memory and
/// reference types proposals: flag 1 = no offset, 2 = explicit table (or, without offset, declared
/// only), 4 = expressions instead of indices.
final class ElementDecoder {
    private static final int NO_OFFSET = 1;
    private static final int EXPLICIT = 2;
    private static final int EXPRESSIONS = 4;

    private final ModuleDecoder module;
    private final ByteReader in;

    ElementDecoder(ModuleDecoder module, ByteReader in) {
        this.module = module;
        this.in = in;
    }

    ElementSegment read(int flags) throws WasmDecodeException {
        if ((flags & ~(NO_OFFSET | EXPLICIT | EXPRESSIONS)) != 0) {
            throw in.error("element segment flags " + Integer.toUnsignedString(flags));
        }
        if ((flags & NO_OFFSET) != 0) {
            ValueType type = type(flags, true);
            int[] functions = functions(flags, type);
            return (flags & EXPLICIT) != 0
                    ? ElementSegment.declared(type, functions)
                    : ElementSegment.passive(type, functions);
        }
        int table = (flags & EXPLICIT) == 0 ? 0 : in.u32();
        if (table < 0 || table >= module.tables.size()) {
            throw in.error(
                    "element segment for table " + Integer.toUnsignedString(table) + " of " + module.tables.size());
        }
        ConstantExpression offset = module.constant(in, ValueType.I32);
        ValueType type = type(flags, (flags & EXPLICIT) != 0);
        ValueType wanted = module.tables.get(table).elements();
        if (type != wanted) {
            throw in.error("elements of type " + type + " for a table of " + wanted);
        }
        return ElementSegment.active(type, table, offset, functions(flags, type));
    }

    private ValueType type(int flags, boolean written) throws WasmDecodeException {
        if (!written) {
            return ValueType.FUNCREF;
        }
        if ((flags & EXPRESSIONS) != 0) {
            return in.referenceType(Dialect.PROGRAM);
        }
        int kind = in.u8();
        if (kind != 0) {
            throw in.error("elements of kind " + kind + "; expected 0, functions");
        }
        return ValueType.FUNCREF;
    }

    private int[] functions(int flags, ValueType type) throws WasmDecodeException {
        int count = in.count(ModuleDecoder.TABLE_ENTRIES_MAX, "elements");
        IntList functions = new IntList();
        for (int i = 0; i < count; i++) {
            if ((flags & EXPRESSIONS) != 0) {
                // The value of an imported global is not known, but no module that imports one can be linked.
                functions.add(Tables.function((int) module.constant(in, type).value()));
            } else {
                int function = module.functionIndex(in);
                module.declared.set(function);
                functions.add(function);
            }
        }
        return functions.toArray();
    }
}
