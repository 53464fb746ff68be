package network.phala.wasm;

import java.util.List;

/// Validates a function body and translates it, in one pass over its bytes and in time linear in them.
///
/// Two states run side by side because wasmi has two: the validator's (typed operand stack, polymorphic after
/// an unconditional branch; [OperandStack]) and the translator's (reachability, stack height, fuel of the open
/// blocks). Fuel and heights follow wasmi 0.31 `engine/func_builder/translator.rs`, types follow wasmparser
/// 0.100 `validator/operators.rs`.
final class FunctionTranslator {
    private static final int BR_TABLE_MAX = 128 * 1024;
    /// wasmi keeps the numbers of dropped values in 16 bits and refuses functions that need more.
    private static final int DROP_MAX = 65_535;

    private final ModuleTypes module;
    private final OperandStack operands = new OperandStack();
    private final Emission code = new Emission();
    private final LocalTypes locals = new LocalTypes();
    private boolean usesFloats;
    private long operatorCount;

    private FuncType type = FuncType.of();
    ByteReader in = new ByteReader(new byte[0], 0, 0);

    private final ControlStack frames = new ControlStack();
    boolean reachable;
    private final ProgramInstructions program;

    FunctionTranslator(ModuleTypes module) {
        this.module = module;
        this.program = new ProgramInstructions(this, module, operands, code);
    }

    boolean usesFloats() {
        return usesFloats;
    }

    void noteFloats(ValueType type) {
        usesFloats |= type.isFloat();
    }

    /// See [WasmModule#changesTables].
    boolean changesTables() {
        return program.changesTables();
    }

    long operatorCount() {
        return operatorCount;
    }

    /// Checks a body without keeping its translation.
    void validate(int function, ByteReader body) throws WasmDecodeException {
        run(function, body);
    }

    /// Checks and translates a body.
    FunctionCode translate(int function, ByteReader body) throws WasmDecodeException {
        run(function, body);
        return new FunctionCode(
                function, type, code.out.toArray(), locals.runEnds(), locals.runTypes(), code.heightMax);
    }

    private void run(int function, ByteReader body) throws WasmDecodeException {
        type = module.types[module.functionTypes[function]];
        in = body;
        code.clear();
        operands.clear();
        frames.clear();
        reachable = true;
        usesFloats |= locals.read(type, in, module.dialect);
        byte result = type.results().isEmpty()
                ? Op.NONE
                : (byte) type.results().get(0).ordinal();
        ControlFrame root = push(ControlFrame.BLOCK, result);
        root.reachable = true;
        root.charge = code.charge();
        code.cost(root.charge, locals.count() / 8);
        while (frames.size() > 0) {
            operatorCount++;
            operator(in.u8());
        }
        if (!in.atEnd()) {
            throw in.error("instructions after the end of the function");
        }
    }

    // Frames

    private ControlFrame push(int kind, byte result) {
        ControlFrame frame = frames.push();
        frame.kind = kind;
        frame.result = result;
        frame.height = operands.size;
        frame.reachable = reachable;
        frame.depth = code.height;
        operands.enter(frame.height, false);
        return frame;
    }

    private ControlFrame top() {
        return frames.top();
    }

    private void becomeUnreachable() {
        ControlFrame frame = top();
        frame.polymorphic = true;
        operands.size = frame.height;
        operands.enter(frame.height, true);
        reachable = false;
    }

    /// Checks the end of the top frame's code and restores the operand stack to its entry.
    private void closeOperands(ControlFrame frame) throws WasmDecodeException {
        operands.popOptional(frame.result, in);
        if (operands.size != frame.height) {
            throw in.error("values remain on the stack at the end of a block");
        }
    }

    // Emission. All of it only in reachable code.

    void cost() {
        code.cost(top().charge, 1);
    }

    /// How many values a branch to the frame drops; its label's value excepted.
    private int drop(ControlFrame frame) throws WasmDecodeException {
        int drop = code.height - frame.depth - frame.keep();
        if (drop > DROP_MAX || (frame == frames.root() && drop + locals.count() > DROP_MAX)) {
            throw in.error("a branch drops more than " + DROP_MAX + " values");
        }
        return drop;
    }

    private void branchTarget(ControlFrame frame) throws WasmDecodeException {
        int drop = drop(frame);
        if (frame == frames.root()) {
            code.out.add(-1);
        } else {
            code.target(frame);
        }
        code.out.add(drop);
        code.out.add(frame.keep());
    }

    private void emitReturn() throws WasmDecodeException {
        drop(frames.root());
        cost();
        code.emit(Op.RETURN, frames.root().keep());
    }

    // Instructions

    private void operator(int op) throws WasmDecodeException {
        if (op >= Op.NUMERIC_FIRST) {
            numeric(op);
        } else if (op >= Op.LOAD_FIRST && op <= Op.STORE_LAST) {
            memoryAccess(op);
        } else if (op >= Op.LOCAL_GET) {
            variableOrConstant(op);
        } else {
            control(op);
        }
    }

    private void numeric(int op) throws WasmDecodeException {
        if (op > Op.NUMERIC_LAST) {
            program.instruction(op);
            return;
        }
        simple(op);
    }

    /// An instruction that only takes and gives values.
    void simple(int op) throws WasmDecodeException {
        usesFloats |= Op.needsFloats(op);
        boolean two = Op.second(op) != Op.NONE;
        if (two) {
            operands.pop(Op.second(op), in);
        }
        operands.pop(Op.first(op), in);
        operands.push(Op.result(op));
        if (reachable) {
            if (op < 0xbc || op > 0xbf) {
                cost();
            }
            code.emit(op);
            code.height -= two ? 1 : 0;
        }
    }

    private void memoryAccess(int op) throws WasmDecodeException {
        int flags = in.u32();
        int memory = 0;
        if ((flags & 0x40) != 0) {
            flags ^= 0x40;
            memory = in.u32();
        }
        if (flags < 0 || flags > Op.alignment(op)) {
            throw in.error("alignment 2^" + Integer.toUnsignedString(flags) + " is larger than natural");
        }
        int offset = in.u32();
        requireMemory(memory);
        usesFloats |= Op.needsFloats(op);
        if (op >= Op.STORE_FIRST) {
            operands.pop(Op.second(op), in);
            operands.pop(Op.I, in);
        } else {
            operands.pop(Op.I, in);
            operands.push(Op.result(op));
        }
        if (reachable) {
            cost();
            code.emit(op, offset);
            code.height -= op >= Op.STORE_FIRST ? 2 : 0;
        }
    }

    void requireMemory(int index) throws WasmDecodeException {
        if (index != 0 || !module.hasMemory) {
            throw in.error("memory " + Integer.toUnsignedString(index) + " does not exist");
        }
    }

    private void variableOrConstant(int op) throws WasmDecodeException {
        switch (op) {
            case Op.LOCAL_GET, Op.LOCAL_SET, Op.LOCAL_TEE -> localAccess(op, in.u32());
            case Op.GLOBAL_GET, Op.GLOBAL_SET -> globalAccess(op, in.u32());
            case Op.MEMORY_SIZE, Op.MEMORY_GROW -> {
                if (in.u8() != 0) {
                    throw in.error("memory index byte is not zero");
                }
                requireMemory(0);
                if (op == Op.MEMORY_GROW) {
                    operands.pop(Op.I, in);
                }
                operands.push(Op.I);
                if (reachable) {
                    cost();
                    code.emit(op);
                    code.grow(op == Op.MEMORY_SIZE ? 1 : 0);
                }
            }
            case 0x25, 0x26 -> program.instruction(op);
            case Op.I32_CONST -> constant(op, in.s32(), Op.I);
            case Op.I64_CONST -> constant(op, in.s64(), Op.L);
            case Op.F32_CONST -> {
                usesFloats = true;
                constant(op, in.fixed32(), Op.F);
            }
            case Op.F64_CONST -> {
                usesFloats = true;
                constant(op, in.fixed64(), Op.D);
            }
            default -> throw unknown(op);
        }
    }

    void constant(int op, long value, byte type) {
        operands.push(type);
        if (reachable) {
            cost();
            code.emit(op, (int) value);
            if (Op.immediates(op) == 2) {
                code.out.add((int) (value >>> 32));
            }
            code.grow(1);
        }
    }

    private void localAccess(int op, int index) throws WasmDecodeException {
        if (index < 0 || index >= locals.count()) {
            throw in.error("local " + Integer.toUnsignedString(index) + " of " + locals.count());
        }
        byte type = locals.get(index);
        if (op != Op.LOCAL_GET) {
            operands.pop(type, in);
        }
        if (op != Op.LOCAL_SET) {
            operands.push(type);
        }
        variableEmit(op, index, op == Op.LOCAL_GET ? 1 : op == Op.LOCAL_SET ? -1 : 0);
    }

    private void globalAccess(int op, int index) throws WasmDecodeException {
        if (index < 0 || index >= module.globals.length) {
            throw in.error("global " + Integer.toUnsignedString(index) + " of " + module.globals.length);
        }
        GlobalDefinition global = module.globals[index];
        byte type = (byte) global.type().ordinal();
        if (op == Op.GLOBAL_GET) {
            operands.push(type);
        } else {
            if (!global.mutable()) {
                throw in.error("global " + index + " is immutable");
            }
            operands.pop(type, in);
        }
        variableEmit(op, index, op == Op.GLOBAL_GET ? 1 : -1);
    }

    private void variableEmit(int op, int index, int growth) {
        if (reachable) {
            cost();
            code.emit(op, index);
            code.grow(growth);
        }
    }

    private void control(int op) throws WasmDecodeException {
        switch (op) {
            case 0x00 -> {
                if (reachable) {
                    cost();
                    code.emit(Op.UNREACHABLE);
                }
                becomeUnreachable();
            }
            case 0x01 -> {}
            case 0x02 -> block(blockType());
            case 0x03 -> loop(blockType());
            case 0x04 -> branchIf(blockType());
            case 0x05 -> branchElse();
            case 0x0b -> end();
            case Op.BR -> br(frames.label(in.u32(), in));
            case Op.BR_IF -> brIf(in.u32());
            case Op.BR_TABLE -> brTable();
            case Op.RETURN -> {
                operands.popOptional(frames.root().result, in);
                if (reachable) {
                    emitReturn();
                }
                becomeUnreachable();
            }
            case Op.CALL -> call(in.u32());
            case Op.CALL_INDIRECT -> callIndirect(in.u32());
            case Op.DROP -> {
                byte type = operands.popAny(in);
                if (reachable) {
                    cost();
                    code.emit(op, OperandStack.kept(type));
                    code.height--;
                }
            }
            case Op.SELECT -> select();
            case 0x1c -> program.instruction(op);
            default -> throw unknown(op);
        }
    }

    WasmDecodeException unknown(int op) {
        return in.error("opcode 0x" + Integer.toHexString(op) + " is not supported");
    }

    private byte blockType() throws WasmDecodeException {
        if (in.peek() == 0x40) {
            in.u8();
            return Op.NONE;
        }
        if (module.dialect.isProgram() && (in.peek() & 0xc0) != 0x40) {
            throw in.error("a block with a type of its own needs multi-value, which is not supported");
        }
        ValueType result = in.valueType(module.dialect);
        noteFloats(result);
        return (byte) result.ordinal();
    }

    private void block(byte result) {
        int charge = top().charge;
        push(ControlFrame.BLOCK, result).charge = charge;
    }

    private void loop(byte result) {
        ControlFrame frame = push(ControlFrame.LOOP, result);
        if (reachable) {
            frame.loopStart = code.out.size;
            frame.charge = code.charge();
        }
    }

    private void branchIf(byte result) throws WasmDecodeException {
        operands.pop(Op.I, in);
        int slot = -1;
        if (reachable) {
            code.height--;
            cost();
            code.emit(Op.BR_IF_ZERO, -1);
            slot = code.out.size - 1;
        }
        ControlFrame frame = push(ControlFrame.IF, result);
        frame.elseSlot = slot;
        if (reachable) {
            frame.charge = code.charge();
        }
    }

    private void branchElse() throws WasmDecodeException {
        ControlFrame frame = top();
        closeOperands(frame);
        if (frame.kind != ControlFrame.IF) {
            throw in.error("else without if");
        }
        frame.kind = ControlFrame.ELSE;
        frame.polymorphic = false;
        operands.enter(frame.height, false);
        if (!frame.reachable) {
            return;
        }
        if (reachable) {
            // The jump over the else arm is billed to the block around the if.
            code.cost(frames.outer().charge, 1);
            code.emit(Op.BR);
            code.target(frame);
            code.out.add(0);
            code.out.add(0);
        }
        code.bind(frame.elseSlot);
        frame.elseSlot = -1;
        frame.charge = code.charge();
        code.height = frame.depth;
        reachable = true;
    }

    private void end() throws WasmDecodeException {
        ControlFrame frame = top();
        closeOperands(frame);
        if (frame.kind == ControlFrame.IF && frame.result != Op.NONE) {
            throw in.error("if with a result but without else");
        }
        if (frames.size() == 1) {
            if (reachable) {
                emitReturn();
            }
            frames.clear();
            return;
        }
        if (frame.reachable) {
            if (frame.elseSlot >= 0) {
                code.bind(frame.elseSlot);
            }
            code.bindEnd(frame);
            code.height = frame.depth;
        }
        reachable = frame.reachable;
        frames.pop();
        ControlFrame outer = top();
        operands.enter(outer.height, outer.polymorphic);
        operands.pushOptional(frame.result);
        // wasmi counts the result even where the whole block is dead code.
        code.grow(frame.result == Op.NONE ? 0 : 1);
    }

    private void br(ControlFrame frame) throws WasmDecodeException {
        operands.popOptional(frame.labelType(), in);
        if (reachable) {
            if (frame == frames.root()) {
                emitReturn();
            } else {
                cost();
                code.emit(Op.BR);
                branchTarget(frame);
            }
        }
        becomeUnreachable();
    }

    private void brIf(int depth) throws WasmDecodeException {
        operands.pop(Op.I, in);
        ControlFrame frame = frames.label(depth, in);
        byte type = frame.labelType();
        operands.popOptional(type, in);
        operands.pushOptional(type);
        if (reachable) {
            code.height--;
            if (frame == frames.root()) {
                // Free of charge in wasmi.
                drop(frame);
                code.emit(Op.RETURN_IF, frame.keep());
            } else {
                cost();
                code.emit(Op.BR_IF);
                branchTarget(frame);
            }
        }
    }

    private void brTable() throws WasmDecodeException {
        int count = in.count(BR_TABLE_MAX, "branch targets");
        operands.pop(Op.I, in);
        if (reachable) {
            cost();
            code.height--;
            code.emit(Op.BR_TABLE, count + 1);
        }
        byte first = Op.NONE;
        boolean firstHasValue = false;
        for (int i = 0; i <= count; i++) {
            ControlFrame frame = frames.label(in.u32(), in);
            byte type = frame.labelType();
            if (i > 0 && (type != Op.NONE) != firstHasValue) {
                throw in.error("branch table labels have different numbers of values");
            }
            first = type;
            firstHasValue = first != Op.NONE;
            if (type != Op.NONE) {
                operands.repush(operands.pop(type, in));
            }
            if (reachable) {
                branchTarget(frame);
            }
        }
        becomeUnreachable();
    }

    private void call(int function) throws WasmDecodeException {
        if (function < 0 || function >= module.functionTypes.length) {
            throw in.error("function " + Integer.toUnsignedString(function) + " of " + module.functionTypes.length);
        }
        FuncType callee = module.types[module.functionTypes[function]];
        emitCall(Op.CALL, function);
        signature(callee);
    }

    private void callIndirect(int typeIndex) throws WasmDecodeException {
        int table = program.calledTable();
        if (typeIndex < 0 || typeIndex >= module.types.length) {
            throw in.error("type " + Integer.toUnsignedString(typeIndex) + " of " + module.types.length);
        }
        operands.pop(Op.I, in);
        emitCall(program.indirectCall(table), typeIndex);
        signature(module.types[typeIndex]);
    }

    private void emitCall(int op, int index) {
        if (reachable) {
            cost();
            code.emit(op, index);
            code.out.add(locals.count() - type.params().size() + code.height);
        }
    }

    private void signature(FuncType callee) throws WasmDecodeException {
        List<ValueType> params = callee.params();
        for (int i = params.size() - 1; i >= 0; i--) {
            operands.pop((byte) params.get(i).ordinal(), in);
        }
        for (ValueType result : callee.results()) {
            operands.push((byte) result.ordinal());
        }
        if (reachable) {
            code.height -= params.size();
            code.grow(callee.results().size());
        }
    }

    private void select() throws WasmDecodeException {
        operands.pop(Op.I, in);
        byte type = operands.popTwoNumbers(in);
        operands.push(type);
        if (reachable) {
            cost();
            code.emit(Op.SELECT, type);
            code.height -= 2;
        }
    }
}
