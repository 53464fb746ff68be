package network.phala.wasm;

import java.util.Arrays;
import java.util.List;

/// Validates a function body and translates it, in one pass over its bytes and in time linear in them.
///
/// Two states run side by side because wasmi has two: the validator's (typed operand stack, polymorphic after an
/// unconditional branch; [OperandStack]) and the translator's (reachability, stack height, fuel of the open blocks).
/// Fuel
/// and heights follow wasmi 0.31 `engine/func_builder/translator.rs`, types follow wasmparser 0.100
/// `validator/operators.rs`.
final class FunctionTranslator {
    private static final int LOCALS_MAX = 50_000;
    private static final int BR_TABLE_MAX = 128 * 1024;
    /// wasmi keeps the numbers of dropped values in 16 bits and refuses functions that need more.
    private static final int DROP_MAX = 65_535;

    private static final int BLOCK = 0;
    private static final int LOOP = 1;
    private static final int IF = 2;
    private static final int ELSE = 3;
    private static final ValueType[] VALUE_TYPES = ValueType.values();

    private final ModuleTypes module;
    private final OperandStack operands = new OperandStack();
    private final IntList out = new IntList();
    private final IntList localEnds = new IntList();
    private byte[] localTypes = new byte[16];
    private boolean usesFloats;
    private long operatorCount;

    private FuncType type = FuncType.of();
    private ByteReader in = new ByteReader(new byte[0], 0, 0);

    /// A control frame. The first is the function itself.
    private static final class Frame {
        int kind;
        byte result;
        /// Validator: operand height at entry; whether the rest of the frame is unreachable.
        int height;

        boolean polymorphic;
        /// Translator: entered reachably; its own height at entry; position of the CHARGE its instructions add to.
        boolean reachable;

        int depth;
        int charge;
        /// Last immediate that waits for the end of this frame, chained through the immediates; -1 = none.
        int endChain;

        int elseSlot;
        int loopStart;
    }

    private Frame[] frames = new Frame[16];
    private int frameCount;
    private boolean reachable;
    private int height;
    private int heightMax;

    FunctionTranslator(ModuleTypes module) {
        this.module = module;
    }

    boolean usesFloats() {
        return usesFloats;
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
                function,
                type,
                out.toArray(),
                localEnds.toArray(),
                Arrays.copyOf(localTypes, localEnds.size),
                heightMax);
    }

    private void run(int function, ByteReader body) throws WasmDecodeException {
        type = module.types[module.functionTypes[function]];
        in = body;
        out.size = 0;
        operands.clear();
        frameCount = 0;
        reachable = true;
        height = 0;
        heightMax = 0;
        locals();
        byte result = type.results().isEmpty()
                ? Op.NONE
                : (byte) type.results().get(0).ordinal();
        Frame root = push(BLOCK, result);
        root.reachable = true;
        root.charge = charge();
        out.items[root.charge] += localCount() / 8;
        while (frameCount > 0) {
            operatorCount++;
            operator(in.u8());
        }
        if (!in.atEnd()) {
            throw in.error("instructions after the end of the function");
        }
    }

    private void locals() throws WasmDecodeException {
        localEnds.size = 0;
        for (ValueType param : type.params()) {
            addLocals(1, param);
        }
        int runs = in.u32();
        for (int i = 0; i != runs; i++) {
            int count = in.u32();
            ValueType local = in.valueType();
            usesFloats |= local.isFloat();
            if (count < 0 || count > LOCALS_MAX - localCount()) {
                throw in.error("more than " + LOCALS_MAX + " locals");
            }
            if (count > 0) {
                addLocals(count, local);
            }
        }
    }

    private void addLocals(int count, ValueType local) {
        byte code = (byte) local.ordinal();
        int end = localCount() + count;
        int last = localEnds.size - 1;
        if (last >= 0 && localTypes[last] == code) {
            localEnds.items[last] = end;
            return;
        }
        if (localEnds.size == localTypes.length) {
            localTypes = Arrays.copyOf(localTypes, localTypes.length * 2);
        }
        localTypes[localEnds.size] = code;
        localEnds.add(end);
    }

    private int localCount() {
        return localEnds.size == 0 ? 0 : localEnds.items[localEnds.size - 1];
    }

    private byte local(int index) throws WasmDecodeException {
        if (index < 0 || index >= localCount()) {
            throw in.error("local " + Integer.toUnsignedString(index) + " of " + localCount());
        }
        int at = Arrays.binarySearch(localEnds.items, 0, localEnds.size, index + 1);
        return localTypes[at >= 0 ? at : -at - 1];
    }

    // Frames

    private Frame push(int kind, byte result) {
        if (frameCount == frames.length) {
            frames = Arrays.copyOf(frames, frameCount * 2);
        }
        Frame frame = frames[frameCount];
        if (frame == null) {
            frame = new Frame();
            frames[frameCount] = frame;
        }
        frameCount++;
        frame.kind = kind;
        frame.result = result;
        frame.height = operands.size;
        frame.polymorphic = false;
        frame.reachable = reachable;
        frame.depth = height;
        frame.endChain = -1;
        frame.elseSlot = -1;
        operands.enter(frame.height, false);
        return frame;
    }

    private Frame top() {
        return frames[frameCount - 1];
    }

    private Frame label(int depth) throws WasmDecodeException {
        if (depth < 0 || depth >= frameCount) {
            throw in.error("branch to label " + Integer.toUnsignedString(depth) + " of " + frameCount);
        }
        return frames[frameCount - 1 - depth];
    }

    private static byte labelType(Frame frame) {
        return frame.kind == LOOP ? Op.NONE : frame.result;
    }

    private void becomeUnreachable() {
        Frame frame = top();
        frame.polymorphic = true;
        operands.size = frame.height;
        operands.enter(frame.height, true);
        reachable = false;
    }

    /// Checks the end of the top frame's code and restores the operand stack to its entry.
    private void closeOperands(Frame frame) throws WasmDecodeException {
        popOptional(frame.result);
        if (operands.size != frame.height) {
            throw in.error("values remain on the stack at the end of a block");
        }
    }

    private void popOptional(byte expected) throws WasmDecodeException {
        if (expected != Op.NONE) {
            operands.pop(expected, in);
        }
    }

    private void pushOptional(byte type) {
        if (type != Op.NONE) {
            operands.push(type);
        }
    }

    // Emission. All of it only in reachable code.

    private int charge() {
        out.add(Op.CHARGE);
        out.add(1);
        return out.size - 1;
    }

    private void cost() {
        out.items[top().charge]++;
    }

    private void grow(int by) {
        height += by;
        heightMax = Math.max(heightMax, height);
    }

    private void emit(int op) {
        out.add(op);
    }

    private void emit(int op, int immediate) {
        out.add(op);
        out.add(immediate);
    }

    /// Adds an immediate that will hold the position of the frame's label.
    private void target(Frame frame) {
        if (frame.kind == LOOP) {
            out.add(frame.loopStart);
        } else {
            out.add(frame.endChain);
            frame.endChain = out.size - 1;
        }
    }

    private void bindEnd(Frame frame) {
        for (int slot = frame.endChain; slot >= 0; ) {
            int next = out.items[slot];
            out.items[slot] = out.size;
            slot = next;
        }
    }

    private int keep(Frame frame) {
        return labelType(frame) == Op.NONE ? 0 : 1;
    }

    /// How many values a branch to the frame drops; its label's value excepted.
    private int drop(Frame frame) throws WasmDecodeException {
        int drop = height - frame.depth - keep(frame);
        if (drop > DROP_MAX || (frame == frames[0] && drop + localCount() > DROP_MAX)) {
            throw in.error("a branch drops more than " + DROP_MAX + " values");
        }
        return drop;
    }

    private void branchTarget(Frame frame) throws WasmDecodeException {
        int drop = drop(frame);
        if (frame == frames[0]) {
            out.add(-1);
        } else {
            target(frame);
        }
        out.add(drop);
        out.add(keep(frame));
    }

    private void emitReturn() throws WasmDecodeException {
        drop(frames[0]);
        cost();
        emit(Op.RETURN, keep(frames[0]));
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
            throw unknown(op);
        }
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
            emit(op);
            height -= two ? 1 : 0;
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
            emit(op, offset);
            height -= op >= Op.STORE_FIRST ? 2 : 0;
        }
    }

    private void requireMemory(int index) throws WasmDecodeException {
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
                    emit(op);
                    grow(op == Op.MEMORY_SIZE ? 1 : 0);
                }
            }
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

    private void constant(int op, long value, byte type) {
        operands.push(type);
        if (reachable) {
            cost();
            emit(op, (int) value);
            if (Op.immediates(op) == 2) {
                out.add((int) (value >>> 32));
            }
            grow(1);
        }
    }

    private void localAccess(int op, int index) throws WasmDecodeException {
        byte type = local(index);
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
            emit(op, index);
            grow(growth);
        }
    }

    private void control(int op) throws WasmDecodeException {
        switch (op) {
            case 0x00 -> {
                if (reachable) {
                    cost();
                    emit(Op.UNREACHABLE);
                }
                becomeUnreachable();
            }
            case 0x01 -> {}
            case 0x02 -> block(blockType());
            case 0x03 -> loop(blockType());
            case 0x04 -> branchIf(blockType());
            case 0x05 -> branchElse();
            case 0x0b -> end();
            case Op.BR -> br(label(in.u32()));
            case Op.BR_IF -> brIf(in.u32());
            case Op.BR_TABLE -> brTable();
            case Op.RETURN -> {
                popOptional(frames[0].result);
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
                    emit(op, type);
                    height--;
                }
            }
            case Op.SELECT -> select();
            default -> throw unknown(op);
        }
    }

    private WasmDecodeException unknown(int op) {
        return in.error("opcode 0x" + Integer.toHexString(op) + " is not supported");
    }

    private byte blockType() throws WasmDecodeException {
        if (in.peek() == 0x40) {
            in.u8();
            return Op.NONE;
        }
        ValueType result = in.valueType();
        usesFloats |= result.isFloat();
        return (byte) result.ordinal();
    }

    private void block(byte result) {
        int charge = top().charge;
        push(BLOCK, result).charge = charge;
    }

    private void loop(byte result) {
        Frame frame = push(LOOP, result);
        if (reachable) {
            frame.loopStart = out.size;
            frame.charge = charge();
        }
    }

    private void branchIf(byte result) throws WasmDecodeException {
        operands.pop(Op.I, in);
        int slot = -1;
        if (reachable) {
            height--;
            cost();
            emit(Op.BR_IF_ZERO, -1);
            slot = out.size - 1;
        }
        Frame frame = push(IF, result);
        frame.elseSlot = slot;
        if (reachable) {
            frame.charge = charge();
        }
    }

    private void branchElse() throws WasmDecodeException {
        Frame frame = top();
        closeOperands(frame);
        if (frame.kind != IF) {
            throw in.error("else without if");
        }
        frame.kind = ELSE;
        frame.polymorphic = false;
        operands.enter(frame.height, false);
        if (!frame.reachable) {
            return;
        }
        if (reachable) {
            // The jump over the else arm is billed to the block around the if.
            out.items[frames[frameCount - 2].charge]++;
            emit(Op.BR);
            target(frame);
            out.add(0);
            out.add(0);
        }
        out.items[frame.elseSlot] = out.size;
        frame.elseSlot = -1;
        frame.charge = charge();
        height = frame.depth;
        reachable = true;
    }

    private void end() throws WasmDecodeException {
        Frame frame = top();
        closeOperands(frame);
        if (frame.kind == IF && frame.result != Op.NONE) {
            throw in.error("if with a result but without else");
        }
        if (frameCount == 1) {
            if (reachable) {
                emitReturn();
            }
            frameCount = 0;
            return;
        }
        if (frame.reachable) {
            if (frame.elseSlot >= 0) {
                out.items[frame.elseSlot] = out.size;
            }
            bindEnd(frame);
            height = frame.depth;
        }
        reachable = frame.reachable;
        frameCount--;
        Frame outer = top();
        operands.enter(outer.height, outer.polymorphic);
        pushOptional(frame.result);
        // wasmi counts the result even where the whole block is dead code.
        grow(frame.result == Op.NONE ? 0 : 1);
    }

    private void br(Frame frame) throws WasmDecodeException {
        popOptional(labelType(frame));
        if (reachable) {
            if (frame == frames[0]) {
                emitReturn();
            } else {
                cost();
                emit(Op.BR);
                branchTarget(frame);
            }
        }
        becomeUnreachable();
    }

    private void brIf(int depth) throws WasmDecodeException {
        operands.pop(Op.I, in);
        Frame frame = label(depth);
        byte type = labelType(frame);
        popOptional(type);
        pushOptional(type);
        if (reachable) {
            height--;
            if (frame == frames[0]) {
                // Free of charge in wasmi.
                drop(frame);
                emit(Op.RETURN_IF, keep(frame));
            } else {
                cost();
                emit(Op.BR_IF);
                branchTarget(frame);
            }
        }
    }

    private void brTable() throws WasmDecodeException {
        int count = in.count(BR_TABLE_MAX, "branch targets");
        operands.pop(Op.I, in);
        if (reachable) {
            cost();
            height--;
            emit(Op.BR_TABLE, count + 1);
        }
        byte first = Op.NONE;
        boolean firstHasValue = false;
        for (int i = 0; i <= count; i++) {
            Frame frame = label(in.u32());
            byte type = labelType(frame);
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
        if (in.u8() != 0) {
            throw in.error("table index byte is not zero");
        }
        if (!module.hasTable) {
            throw in.error("indirect call without a table");
        }
        if (typeIndex < 0 || typeIndex >= module.types.length) {
            throw in.error("type " + Integer.toUnsignedString(typeIndex) + " of " + module.types.length);
        }
        operands.pop(Op.I, in);
        if (reachable) {
            height--;
        }
        emitCall(Op.CALL_INDIRECT, typeIndex);
        signature(module.types[typeIndex]);
    }

    private void emitCall(int op, int index) {
        if (reachable) {
            cost();
            emit(op, index);
            out.add(localCount() - type.params().size() + height);
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
            height -= params.size();
            grow(callee.results().size());
        }
    }

    private void select() throws WasmDecodeException {
        operands.pop(Op.I, in);
        byte second = operands.popAny(in);
        byte first = operands.popAny(in);
        if (first != second && first != OperandStack.UNKNOWN && second != OperandStack.UNKNOWN) {
            throw in.error("select between " + VALUE_TYPES[first] + " and " + VALUE_TYPES[second]);
        }
        operands.push(second != OperandStack.UNKNOWN ? second : first);
        if (reachable) {
            cost();
            emit(Op.SELECT, first);
            height -= 2;
        }
    }
}
