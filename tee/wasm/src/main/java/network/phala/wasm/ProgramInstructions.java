package network.phala.wasm;

import java.util.Arrays;

/// Validates and translates what programs have beyond the instructions of contracts: saturating
/// conversions, bulk memory, reference types. The part of [FunctionTranslator] that knows
/// [Dialect#PROGRAM].
final class ProgramInstructions {
    private final FunctionTranslator body;
    private final ModuleTypes module;
    private final OperandStack operands;
    private final Emission emission;
    private boolean changesTables;

    ProgramInstructions(FunctionTranslator body, ModuleTypes module, OperandStack operands, Emission emission) {
        this.body = body;
        this.module = module;
        this.operands = operands;
        this.emission = emission;
    }

    /// See [WasmModule#changesTables].
    boolean changesTables() {
        return changesTables;
    }

    /// Reads which table an indirect call goes through.
    int calledTable() throws WasmDecodeException {
        if (module.dialect.isProgram()) {
            int table = body.in.u32();
            if (tableType(table) != ValueType.FUNCREF) {
                throw body.in.error("indirect call through table " + table + ", which holds no functions");
            }
            changesTables |= table != 0;
            return table;
        }
        if (body.in.u8() != 0) {
            throw body.in.error("table index byte is not zero");
        }
        if (module.tables.isEmpty()) {
            throw body.in.error("indirect call without a table");
        }
        return 0;
    }

    /// Takes what is called off the operand stack, for the instruction that is given.
    int indirectCall(int table) {
        if (body.reachable) {
            if (module.changesTables) {
                emission.bulk(BulkOp.TABLE_CALLEE, table, 0);
            }
            emission.height--;
        }
        return module.changesTables ? Op.CALL_REFERENCE : Op.CALL_INDIRECT;
    }

    private void typedSelect() throws WasmDecodeException {
        int count = body.in.u32();
        if (count != 1) {
            throw body.in.error("select with " + Integer.toUnsignedString(count) + " types; expected 1");
        }
        ValueType type = body.in.valueType(module.dialect);
        body.noteFloats(type);
        byte ordinal = (byte) type.ordinal();
        operands.pop(Op.I, body.in);
        operands.pop(ordinal, body.in);
        operands.pop(ordinal, body.in);
        operands.push(ordinal);
        if (body.reachable) {
            body.cost();
            emission.emit(Op.SELECT, type.kept());
            emission.height -= 2;
        }
    }

    /// An instruction that contracts do not have.
    void instruction(int op) throws WasmDecodeException {
        if (!module.dialect.isProgram()) {
            throw body.unknown(op);
        }
        switch (op) {
            case 0x1c -> typedSelect();
            case 0x25, 0x26 -> tableAccess(op == 0x26);
            case 0xd0 -> {
                ValueType type = body.in.referenceType(module.dialect);
                body.constant(Op.I32_CONST, Tables.NULL, (byte) type.ordinal());
            }
            case 0xd1 -> isNull();
            case 0xd2 -> {
                int function = body.in.u32();
                if (function < 0 || function >= module.functionTypes.length || !module.declared.get(function)) {
                    throw body.in.error("reference to function " + Integer.toUnsignedString(function)
                            + ", which is not declared outside bodies");
                }
                body.constant(Op.I32_CONST, Tables.reference(function), (byte) ValueType.FUNCREF.ordinal());
            }
            case 0xfc -> prefixed();
            case 0xfd -> throw body.in.error("vector instructions (SIMD) are not supported");
            case 0xfe -> throw body.in.error("atomic instructions are not supported: a program has one thread");
            default -> throw body.unknown(op);
        }
    }

    private void isNull() throws WasmDecodeException {
        operands.popReference(body.in);
        operands.push(Op.I);
        if (body.reachable) {
            body.cost();
            emission.emit(Op.I32_EQZ);
        }
    }

    private void prefixed() throws WasmDecodeException {
        int which = body.in.u32();
        if (which >= 0 && which < Op.SATURATING_COUNT) {
            body.simple(Op.SATURATING_FIRST + which);
            return;
        }
        switch (which) {
            case 8 -> {
                int segment = dataSegment();
                memoryIndex();
                bulk(BulkOp.MEMORY_INIT, segment, 0);
            }
            case 9 -> bulk(BulkOp.DATA_DROP, dataSegment(), 0);
            case 10 -> {
                memoryIndex();
                memoryIndex();
                bulk(BulkOp.MEMORY_COPY, 0, 0);
            }
            case 11 -> {
                memoryIndex();
                bulk(BulkOp.MEMORY_FILL, 0, 0);
            }
            case 12 -> {
                int segment = elementSegment();
                int table = body.in.u32();
                sameType(module.elements.get(segment).type, tableType(table));
                bulk(BulkOp.TABLE_INIT, segment, table);
            }
            case 13 -> bulk(BulkOp.ELEMENTS_DROP, elementSegment(), 0);
            case 14 -> {
                int to = body.in.u32();
                int from = body.in.u32();
                sameType(tableType(from), tableType(to));
                bulk(BulkOp.TABLE_COPY, to, from);
            }
            case 15 -> {
                int table = body.in.u32();
                byte type = (byte) tableType(table).ordinal();
                bulk(BulkOp.TABLE_GROW, table, 0, type, Op.I);
                operands.push(Op.I);
            }
            case 16 -> {
                int table = body.in.u32();
                tableType(table);
                bulk(BulkOp.TABLE_SIZE, table, 0);
                operands.push(Op.I);
            }
            case 17 -> {
                int table = body.in.u32();
                bulk(BulkOp.TABLE_FILL, table, 0, Op.I, (byte) tableType(table).ordinal(), Op.I);
            }
            default -> throw body.in.error("instruction 0xfc " + Integer.toUnsignedString(which) + " is not supported");
        }
    }

    private void memoryIndex() throws WasmDecodeException {
        body.requireMemory(body.in.u32());
    }

    private int dataSegment() throws WasmDecodeException {
        int segment = body.in.u32();
        if (module.dataCount < 0) {
            throw body.in.error("data segments are named without a data count section");
        }
        if (segment < 0 || segment >= module.dataCount) {
            throw body.in.error("data segment " + Integer.toUnsignedString(segment) + " of " + module.dataCount);
        }
        return segment;
    }

    private int elementSegment() throws WasmDecodeException {
        int segment = body.in.u32();
        if (segment < 0 || segment >= module.elements.size()) {
            throw body.in.error(
                    "element segment " + Integer.toUnsignedString(segment) + " of " + module.elements.size());
        }
        return segment;
    }

    private ValueType tableType(int table) throws WasmDecodeException {
        if (table < 0 || table >= module.tables.size()) {
            throw body.in.error("table " + Integer.toUnsignedString(table) + " of " + module.tables.size());
        }
        return module.tables.get(table).elements();
    }

    private void sameType(ValueType from, ValueType to) throws WasmDecodeException {
        if (from != to) {
            throw body.in.error("elements of type " + from + " for a table of " + to);
        }
    }

    private void tableAccess(boolean set) throws WasmDecodeException {
        int table = body.in.u32();
        byte type = (byte) tableType(table).ordinal();
        if (set) {
            bulk(BulkOp.TABLE_SET, table, 0, Op.I, type);
        } else {
            bulk(BulkOp.TABLE_GET, table, 0, Op.I);
            operands.push(type);
        }
    }

    /// With as many i32 as the instruction has operands.
    private void bulk(BulkOp op, int a, int b) throws WasmDecodeException {
        byte[] ints = new byte[op.operands];
        Arrays.fill(ints, Op.I);
        bulk(op, a, b, ints);
    }

    private void bulk(BulkOp op, int a, int b, byte... types) throws WasmDecodeException {
        changesTables |= op.isOnTables();
        for (int i = types.length - 1; i >= 0; i--) {
            operands.pop(types[i], body.in);
        }
        if (body.reachable) {
            body.cost();
            emission.bulk(op, a, b);
        }
    }
}
