package network.phala.wasm;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Compiles translated code to one JVM method: a whole function, or one segment of a large one.
///
/// WebAssembly locals become JVM locals ([Layout]), the operand stack is the JVM operand stack. A branch that
/// drops values pops them before it jumps. What follows an unconditional branch is compiled only if some branch
/// arrived there before, so that no dead bytecode exists and every place has one known stack.
final class MethodCompiler {
    /// Beyond these a method is legal but its verification and compilation are not worth it.
    private static final int FRAME_BYTES_MAX = 1 << 20;

    private static final int STACK_SLOTS_MAX = 16_000;
    private static final int STUB_BYTES_MAX = 1 << 20;
    private static final int CONSTANTS_MAX = 50_000;

    private final CompiledCode module;
    private final FunctionCode function;
    private final int[] code;
    private final CodeWriter out;
    private final byte[] localTypes;
    private final Layout layout;
    private final Flow flow;
    private final NumericCompiler numeric;
    private final MemoryCompiler memory;

    private MethodCompiler(
            CompiledCode module,
            FunctionCode function,
            ClassWriter owner,
            Layout layout,
            @Nullable Segment segment,
            Map<Integer, TypeStack> arrivals) {
        this.module = module;
        this.function = function;
        this.code = function.code;
        this.out = new CodeWriter(owner);
        this.localTypes = function.expandLocals();
        this.layout = layout;
        this.flow = new Flow(function, out, layout, segment, arrivals);
        this.numeric = new NumericCompiler(out);
        this.memory = new MemoryCompiler(flow);
    }

    /// The whole function as the method `f<index>`. Not added to the class yet.
    /// @param open whether memory is accessed in place ([MemoryCompiler])
    static CodeWriter whole(CompiledCode module, FunctionCode function, ClassWriter owner, boolean open)
            throws TooLargeException {
        MethodCompiler compiler =
                new MethodCompiler(module, function, owner, Layout.whole(function, open), null, new HashMap<>());
        compiler.zeroLocals();
        compiler.memory.begin();
        compiler.body(Flow.CODE_MAX, null);
        compiler.memory.end();
        return compiler.finish();
    }

    /// Compiles the whole function however large only to learn where each instruction would be:
    /// `positions[pc]`. Gives the number of operands on the highest stack.
    static int measure(CompiledCode module, FunctionCode function, int[] positions, boolean open)
            throws TooLargeException {
        MethodCompiler compiler = new MethodCompiler(
                module, function, new ClassWriter("measured"), Layout.whole(function, open), null, new HashMap<>());
        compiler.body(Integer.MAX_VALUE, positions);
        return compiler.flow.valuesMax;
    }

    /// One segment as a method (Store, long[] frame, int stack word, int label) -> int label.
    static CodeWriter segment(
            CompiledCode module,
            FunctionCode function,
            ClassWriter owner,
            Segment segment,
            Map<Integer, TypeStack> arrivals,
            boolean open)
            throws TooLargeException {
        Layout layout = Layout.segment(function, segment, open);
        MethodCompiler compiler = new MethodCompiler(module, function, owner, layout, segment, arrivals);
        compiler.segmentBody();
        return compiler.finish();
    }

    private CodeWriter finish() {
        flow.patch();
        out.localsMax = layout.tempSlot() + 2;
        out.stackMax = flow.slotsMax + 8;
        return out;
    }

    private void zeroLocals() {
        for (int i = function.paramCount(); i < localTypes.length; i++) {
            out.op(
                    switch (localTypes[i]) {
                        case Op.I -> 3;
                        case Op.L -> 9;
                        case Op.F -> 11;
                        default -> 14;
                    });
            out.store(localTypes[i], layout.local()[i]);
        }
    }

    private void body(int codeMax, int @Nullable [] measured) throws TooLargeException {
        int pc = flow.from;
        while (pc < flow.to) {
            if (measured != null) {
                measured[pc] = out.out.size;
            }
            if (flow.targets.get(pc)) {
                flow.arrive(pc);
            }
            int next = pc + CodeScan.length(code, pc);
            if (!flow.isDead()) {
                next = Math.max(next, instruction(pc));
                if (out.out.size > codeMax
                        || out.frames.size > FRAME_BYTES_MAX
                        || flow.slotsMax > STACK_SLOTS_MAX
                        || out.owner.constants() > CONSTANTS_MAX) {
                    throw new TooLargeException();
                }
            }
            pc = next;
        }
    }

    // Segments

    private void segmentBody() throws TooLargeException {
        Segment here = flow.requireSegment();
        int from = flow.from;
        SegmentGates gates = new SegmentGates(flow, here, localTypes);
        gates.fetchLocals();
        memory.begin();
        flow.stack = flow.arrivals.getOrDefault(from, from == 0 ? TypeStack.EMPTY : null);
        boolean simple = here.entries().size == 1 && flow.stack != null && flow.stack.size == 0;
        int enter = out.out.size;
        if (!simple) {
            flow.die();
            flow.targets.set(from);
            if (from == 0) {
                flow.arrivals.put(0, TypeStack.EMPTY);
            }
            out.op(CodeWriter.GOTO);
            out.out.u2(0);
        }
        body(Flow.CODE_MAX, null);
        if (!flow.isDead()) {
            flow.leave(flow.to);
        }
        gates.exit();
        if (!simple) {
            gates.entrySwitch(enter);
        }
        memory.end();
        if (out.out.size > Flow.CODE_MAX) {
            throw new TooLargeException();
        }
    }

    // Instructions

    /// Compiles the instruction at `pc`; returns where the next one is when more than one was consumed.
    private int instruction(int pc) throws TooLargeException {
        int op = code[pc];
        if (op >= Op.NUMERIC_FIRST) {
            return numericOrCondition(pc);
        }
        switch (op) {
            case Op.CHARGE -> charge(pc);
            case Op.LOCAL_GET -> {
                int local = code[pc + 1];
                out.load(localTypes[local], layout.local()[local]);
                flow.push(localTypes[local]);
            }
            case Op.LOCAL_SET -> {
                out.store(flow.pop(), layout.local()[code[pc + 1]]);
            }
            case Op.LOCAL_TEE -> {
                byte type = flow.types().type;
                out.op(CodeWriter.isWide(type) ? 92 : 89);
                flow.slotsMax = Math.max(flow.slotsMax, flow.types().slots + 2);
                out.store(type, layout.local()[code[pc + 1]]);
            }
            case Op.I32_CONST -> {
                out.pushInt(code[pc + 1]);
                flow.push(Op.I);
            }
            case Op.I64_CONST -> {
                out.pushLong(longAt(pc + 1));
                flow.push(Op.L);
            }
            case Op.F32_CONST -> {
                out.pushFloat(code[pc + 1]);
                flow.push(Op.F);
            }
            case Op.F64_CONST -> {
                out.pushDouble(longAt(pc + 1));
                flow.push(Op.D);
            }
            case Op.DROP -> out.pop(flow.pop());
            case Op.SELECT -> select();
            case Op.GLOBAL_GET -> globalGet(code[pc + 1]);
            case Op.GLOBAL_SET -> globalSet(code[pc + 1]);
            case Op.MEMORY_SIZE -> {
                out.load(Op.REFERENCE, layout.storeSlot());
                out.invokeVirtual(Descriptors.STORE, "memorySize", "()I");
                flow.push(Op.I);
            }
            case Op.MEMORY_GROW -> {
                out.load(Op.REFERENCE, layout.storeSlot());
                out.invokeStatic(Descriptors.OPS, "grow", "(IL" + Descriptors.STORE + ";)I");
            }
            default -> {
                if (op >= Op.LOAD_FIRST) {
                    memory.access(op, code[pc + 1]);
                } else {
                    control(op, pc);
                }
            }
        }
        return 0;
    }

    private long longAt(int pc) {
        return code[pc] & 0xffffffffL | (long) code[pc + 1] << 32;
    }

    private void charge(int pc) {
        out.load(Op.REFERENCE, layout.storeSlot());
        if (pc == 0) {
            out.load(Op.I, layout.stackSlot());
            out.pushInt(Store.addend(function.cellsNeeded()));
            out.pushInt(code[pc + 1]);
            out.invokeVirtual(Descriptors.STORE, "enter", "(III)V");
        } else {
            out.pushInt(code[pc + 1]);
            out.invokeVirtual(Descriptors.STORE, "charge", "(I)V");
        }
    }

    private void select() {
        flow.pop();
        flow.pop();
        char letter = Descriptors.letter(flow.types().type);
        out.invokeStatic(Descriptors.OPS, "select", "(" + letter + letter + "I)" + letter);
    }

    private void globalGet(int global) {
        GlobalDefinition definition = module.module().globals[global];
        byte type = definition.type().kept();
        if (!definition.mutable() && definition.initial().isConstant()) {
            long value = definition.initial().value();
            switch (type) {
                case Op.I -> out.pushInt((int) value);
                case Op.L -> out.pushLong(value);
                case Op.F -> out.pushFloat((int) value);
                default -> out.pushDouble(value);
            }
        } else {
            out.load(Op.REFERENCE, layout.storeSlot());
            out.getField(Descriptors.STORE, "globals", "[J");
            out.pushInt(global);
            out.op(47);
            out.fromLong(type);
        }
        flow.push(type);
    }

    private void globalSet(int global) {
        byte type = flow.pop();
        out.toLong(type);
        out.load(Op.REFERENCE, layout.storeSlot());
        out.pushInt(global);
        out.invokeStatic(Descriptors.OPS, "globalSet", "(JL" + Descriptors.STORE + ";I)V");
    }

    private int numericOrCondition(int pc) throws TooLargeException {
        if (NumericCompiler.isCondition(code[pc])) {
            int negations = 0;
            int next = pc + 1;
            while (next < flow.to && code[next] == 0x45 && !flow.targets.get(next)) {
                negations++;
                next++;
            }
            int use = next < flow.to ? code[next] : Op.UNREACHABLE;
            if ((use == Op.BR_IF || use == Op.BR_IF_ZERO || use == Op.RETURN_IF) && !flow.targets.get(next)) {
                int condition = numeric.condition(code[pc]);
                popOperands(code[pc]);
                branchOn(negations % 2 == 0 ? condition : Flow.inverted(condition), next);
                return next + CodeScan.length(code, next);
            }
        }
        popOperands(code[pc]);
        numeric.operation(code[pc]);
        flow.push(Op.result(code[pc]));
        return 0;
    }

    private void popOperands(int op) {
        if (Op.second(op) != Op.NONE) {
            flow.pop();
        }
        flow.pop();
    }

    /// A conditional branch instruction whose condition is a JVM comparison on the stack.
    private void branchOn(int condition, int pc) throws TooLargeException {
        switch (code[pc]) {
            case Op.BR_IF_ZERO -> flow.jumpIf(Flow.inverted(condition), code[pc + 1]);
            case Op.BR_IF -> {
                if (code[pc + 2] == 0) {
                    flow.jumpIf(condition, code[pc + 1]);
                } else {
                    int skip = flow.skipUnless(condition);
                    TypeStack before = flow.types();
                    flow.adjust(code[pc + 2], code[pc + 3]);
                    flow.jump(code[pc + 1]);
                    flow.resume(skip, before);
                }
            }
            default -> {
                int skip = flow.skipUnless(condition);
                TypeStack before = flow.types();
                flow.returnTop(code[pc + 1] != 0);
                flow.resume(skip, before);
            }
        }
    }

    private void control(int op, int pc) throws TooLargeException {
        switch (op) {
            case Op.UNREACHABLE -> {
                out.invokeStatic(Descriptors.OPS, "unreachable", "()L" + Descriptors.TRAP + ";");
                out.op(CodeWriter.ATHROW);
                flow.die();
            }
            case Op.BR -> {
                flow.adjust(code[pc + 2], code[pc + 3]);
                flow.jump(code[pc + 1]);
                flow.die();
            }
            case Op.BR_IF, Op.BR_IF_ZERO, Op.RETURN_IF -> {
                flow.pop();
                branchOn(CodeWriter.IFNE, pc);
            }
            case Op.BR_TABLE -> branchTable(pc);
            case Op.RETURN -> {
                flow.returnTop(code[pc + 1] != 0);
                flow.die();
            }
            case Op.CALL -> call(code[pc + 1], code[pc + 2]);
            case Op.CALL_INDIRECT -> callIndirect("i", code[pc + 1], code[pc + 2]);
            case Op.CALL_REFERENCE -> callIndirect("r", code[pc + 1], code[pc + 2]);
            case Op.BULK -> bulk(BulkOp.of(code[pc + 1]), code[pc + 2], code[pc + 3]);
            default -> throw new IllegalStateException("opcode " + op);
        }
    }

    private void stackWord(int cells) {
        out.load(Op.I, layout.stackSlot());
        out.pushInt(Store.ONE_CALL + Store.addend(cells));
        out.op(CodeWriter.IADD);
    }

    private void call(int callee, int cells) throws TooLargeException {
        FuncType type = module.module().functionType(callee);
        if (Descriptors.paramSlots(type) > FunctionCompiler.PARAM_SLOTS_MAX) {
            throw new TooLargeException();
        }
        if (module.module().isImported(callee)) {
            out.pushInt(callee);
            out.load(Op.REFERENCE, layout.storeSlot());
            stackWord(cells);
            out.invokeStatic(Descriptors.signature(module.canonicalTypeOf(callee)), "h", Descriptors.adapter(type));
        } else {
            out.load(Op.REFERENCE, layout.storeSlot());
            stackWord(cells);
            out.invokeStatic(module.chunkName(callee), "f" + callee, Descriptors.function(type));
        }
        signature(type);
    }

    private void bulk(BulkOp op, int a, int b) {
        for (int i = 0; i < op.operands; i++) {
            flow.pop();
        }
        out.load(Op.REFERENCE, layout.storeSlot());
        out.pushInt(a);
        out.pushInt(b);
        flow.reserve(6);
        out.invokeStatic(Descriptors.BULK, op.method, op.descriptor());
        if (op.hasResult) {
            flow.push(Op.I);
        }
    }

    /// @param way the adapter that takes what is on the stack: a slot of the table, or a function's index
    private void callIndirect(String way, int typeIndex, int cells) throws TooLargeException {
        FuncType type = module.module().types[typeIndex];
        if (Descriptors.paramSlots(type) > FunctionCompiler.PARAM_SLOTS_MAX) {
            throw new TooLargeException();
        }
        flow.pop();
        out.load(Op.REFERENCE, layout.storeSlot());
        stackWord(cells);
        int canonical = module.module().canonicalType[typeIndex];
        out.invokeStatic(Descriptors.signature(canonical), way, Descriptors.adapter(type));
        signature(type);
    }

    private void signature(FuncType type) {
        List<ValueType> params = type.params();
        for (int i = 0; i < params.size(); i++) {
            flow.pop();
        }
        byte result = Descriptors.result(type);
        if (result != Op.NONE) {
            flow.push(result);
        }
    }

    private void branchTable(int pc) throws TooLargeException {
        int count = code[pc + 1];
        flow.pop();
        TypeStack before = flow.types();
        int base = out.out.size;
        if (4L * count > Flow.CODE_MAX) {
            throw new TooLargeException();
        }
        out.op(CodeWriter.TABLESWITCH);
        while (out.out.size % 4 != 0) {
            out.op(0);
        }
        // default, low, high, then the entries; with no entry the default alone serves an impossible range.
        int places = out.out.size;
        out.out.u4(0);
        out.out.u4(0);
        out.out.u4(Math.max(count - 2, 0));
        for (int i = 0; i < Math.max(count - 1, 1); i++) {
            out.out.u4(0);
        }
        Map<Long, Integer> stubs = new HashMap<>();
        for (int i = 0; i < count; i++) {
            boolean isDefault = i == count - 1;
            entry(pc + 2 + 3 * i, isDefault ? places : places + 12 + 4 * i, base, before, stubs);
            if (count == 1) {
                entry(pc + 2, places + 12, base, before, stubs);
            }
        }
        flow.die();
    }

    /// Fills one place of a table switch: with its target, or with a stub that adjusts the stack and jumps, or
    /// returns.
    private void entry(int at, int place, int base, TypeStack before, Map<Long, Integer> stubs)
            throws TooLargeException {
        int target = code[at];
        int drop = code[at + 1];
        int keep = code[at + 2];
        flow.stack = before;
        if (target >= 0 && drop == 0 && flow.isInside(target)) {
            flow.switchEntry(place, base, target);
            return;
        }
        long key = (long) target << 32 | drop;
        Integer stub = stubs.get(key);
        if (stub == null) {
            stub = out.out.size;
            stubs.put(key, stub);
            flow.frame(before);
            if (target < 0) {
                flow.returnTop(keep != 0);
            } else {
                flow.adjust(drop, keep);
                flow.jump(target);
            }
            if (out.out.size > STUB_BYTES_MAX) {
                throw new TooLargeException();
            }
        }
        out.out.put4(place, stub - base);
    }
}
