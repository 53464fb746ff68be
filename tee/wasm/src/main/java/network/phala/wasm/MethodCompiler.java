package network.phala.wasm;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Compiles translated code to one JVM method: a whole function, or one segment of a large one.
///
/// WebAssembly locals become JVM locals ([Layout]), the operand stack is the JVM operand stack. A branch that drops
/// values
/// pops them before it jumps. What follows an unconditional branch is compiled only if some branch arrived there
/// before,
/// so that no dead bytecode exists and every place has one known stack.
final class MethodCompiler {
    private static final int CODE_MAX = 32_000;
    /// Beyond these a method is legal but its verification and compilation are not worth it.
    private static final int FRAME_BYTES_MAX = 1 << 20;

    private static final int STACK_SLOTS_MAX = 16_000;
    private static final int STUB_BYTES_MAX = 1 << 20;
    private static final int CONSTANTS_MAX = 50_000;

    private final CompiledCode module;
    private final FunctionCode function;
    private final int[] code;
    private final int from;
    private final int to;
    private final CodeWriter out;
    private final byte[] localTypes;
    private final Layout layout;
    private final @Nullable Segment segment;

    private final BitSet targets;
    /// Bytecode position of each place in the code that is a branch target, once it is reached.
    private final Map<Integer, Integer> positions = new HashMap<>();
    /// The operand stack at places that some branch goes to; one map for all segments of a function.
    private final Map<Integer, TypeStack> arrivals;
    /// Jumps to patch, in pairs: place of the instruction (or, of a table switch, -1 minus the place of the entry), and
    /// target in the code.
    private final IntList jumps = new IntList();

    /// Jumps to the exit of a segment.
    private final IntList exits = new IntList();

    /// Where the table switch of a place begins.
    private final Map<Integer, Integer> switchBases = new HashMap<>();

    private @Nullable TypeStack stack = TypeStack.EMPTY;
    private int slotsMax;
    private int valuesMax;
    private boolean localsDeclared;
    private final NumericCompiler numeric;

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
        this.segment = segment;
        this.from = segment == null ? 0 : segment.from();
        this.to = segment == null ? code.length : segment.to();
        this.arrivals = arrivals;
        this.targets = CodeScan.targets(code);
        this.numeric = new NumericCompiler(out);
    }

    /// The whole function as the method `f<index>`. Not added to the class yet.
    static CodeWriter whole(CompiledCode module, FunctionCode function, ClassWriter owner) throws TooLargeException {
        MethodCompiler compiler =
                new MethodCompiler(module, function, owner, Layout.whole(function), null, new HashMap<>());
        compiler.zeroLocals();
        compiler.body(CODE_MAX, null);
        return compiler.finish();
    }

    /// Compiles the whole function however large only to learn where each instruction would be: `positions[pc]`.
    /// Gives the number of operands on the highest stack.
    static int measure(CompiledCode module, FunctionCode function, int[] positions) throws TooLargeException {
        MethodCompiler compiler = new MethodCompiler(
                module, function, new ClassWriter("measured"), Layout.whole(function), null, new HashMap<>());
        compiler.body(Integer.MAX_VALUE, positions);
        return compiler.valuesMax;
    }

    /// One segment as a method (Store, long[] frame, int stack word, int label) -> int label.
    static CodeWriter segment(
            CompiledCode module,
            FunctionCode function,
            ClassWriter owner,
            Segment segment,
            Map<Integer, TypeStack> arrivals)
            throws TooLargeException {
        Layout layout = Layout.segment(function, segment);
        MethodCompiler compiler = new MethodCompiler(module, function, owner, layout, segment, arrivals);
        compiler.segmentBody();
        return compiler.finish();
    }

    private CodeWriter finish() {
        patch();
        out.localsMax = layout.tempSlot() + 2;
        out.stackMax = slotsMax + 8;
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
        int pc = from;
        while (pc < to) {
            if (measured != null) {
                measured[pc] = out.out.size;
            }
            if (targets.get(pc)) {
                arrive(pc);
            }
            int next = pc + CodeScan.length(code, pc);
            if (stack != null) {
                next = Math.max(next, instruction(pc));
                if (out.out.size > codeMax
                        || out.frames.size > FRAME_BYTES_MAX
                        || slotsMax > STACK_SLOTS_MAX
                        || out.owner.constants() > CONSTANTS_MAX) {
                    throw new TooLargeException();
                }
            }
            pc = next;
        }
    }

    // Segments

    private void segmentBody() throws TooLargeException {
        Segment here = requireSegment();
        for (int i = 0; i < localTypes.length; i++) {
            if (layout.local()[i] >= 0) {
                frameSlot(i, localTypes[i]);
                out.store(localTypes[i], layout.local()[i]);
            }
        }
        stack = arrivals.getOrDefault(from, from == 0 ? TypeStack.EMPTY : null);
        boolean simple = here.entries().size == 1 && stack != null && stack.size == 0;
        int enter = out.out.size;
        if (!simple) {
            stack = null;
            targets.set(from);
            if (from == 0) {
                arrivals.put(0, TypeStack.EMPTY);
            }
            out.op(CodeWriter.GOTO);
            out.out.u2(0);
        }
        body(CODE_MAX, null);
        if (stack != null) {
            leave(to);
        }
        exit(here);
        if (!simple) {
            entrySwitch(here, enter);
        }
        if (out.out.size > CODE_MAX) {
            throw new TooLargeException();
        }
    }

    /// Loads a value from the frame array.
    private void frameSlot(int index, byte type) {
        out.load(Op.REFERENCE, Layout.FRAME_SLOT);
        out.pushInt(index);
        out.op(47);
        out.fromLong(type);
    }

    /// Where all jumps out of the segment end, the label on the stack: writes the changed locals back.
    private void exit(Segment here) {
        if (exits.size == 0) {
            return;
        }
        for (int i = 0; i < exits.size; i++) {
            out.out.put2(exits.get(i) + 1, out.out.size - exits.get(i));
        }
        frame(TypeStack.EMPTY.push(Op.I));
        for (int i = 0; i < localTypes.length; i++) {
            if (here.writes(i)) {
                out.load(Op.REFERENCE, Layout.FRAME_SLOT);
                out.pushInt(i);
                out.load(localTypes[i], layout.local()[i]);
                out.toLong(localTypes[i]);
                out.op(80);
            }
        }
        out.returnValue(Op.I);
    }

    /// Goes to the place of the label with which the segment was called, after the operands were fetched.
    private void entrySwitch(Segment here, int enter) {
        out.out.put2(enter + 1, out.out.size - enter);
        frame(TypeStack.EMPTY);
        out.load(Op.I, Layout.LABEL_SLOT);
        out.pushInt(0xffff);
        out.op(126);
        int base = out.out.size;
        out.op(CodeWriter.TABLESWITCH);
        while (out.out.size % 4 != 0) {
            out.op(0);
        }
        int places = out.out.size;
        int count = here.entries().size;
        out.out.u4(0);
        out.out.u4(0);
        out.out.u4(count - 1);
        for (int i = 0; i < count; i++) {
            out.out.u4(0);
        }
        for (int i = 0; i < count; i++) {
            int pc = here.entries().get(i);
            Integer position = positions.get(pc);
            TypeStack types = arrivals.get(pc);
            if (position == null || types == null) {
                continue;
            }
            out.out.put4(places + 12 + 4 * i, out.out.size - base);
            frame(TypeStack.EMPTY);
            operands(types);
            int at = out.out.size;
            out.op(CodeWriter.GOTO);
            out.out.u2(position - at);
        }
        // The default and entries that nothing can reach.
        for (int i = -3; i < count; i++) {
            int place = places + 12 + 4 * i;
            if ((i == -3 || i >= 0) && out.out.isZero4(place)) {
                out.out.put4(place, out.out.size - base);
            }
        }
        frame(TypeStack.EMPTY);
        out.op(1);
        out.op(CodeWriter.ATHROW);
    }

    private void operands(TypeStack types) {
        slotsMax = Math.max(slotsMax, types.slots);
        byte[] bottomUp = types.bottomUp();
        for (int i = 0; i < bottomUp.length; i++) {
            frameSlot(localTypes.length + i, bottomUp[i]);
        }
    }

    // State

    private TypeStack types() {
        if (stack == null) {
            throw new IllegalStateException("dead code");
        }
        return stack;
    }

    private void push(byte type) {
        TypeStack pushed = types().push(type);
        slotsMax = Math.max(slotsMax, pushed.slots);
        valuesMax = Math.max(valuesMax, pushed.size);
        stack = pushed;
    }

    private byte pop() {
        TypeStack top = types();
        stack = top.pop();
        return top.type;
    }

    /// Begins a branch target: from here on the stack is what the branches bring, with a stack map frame.
    private void arrive(int pc) {
        if (stack == null) {
            TypeStack brought = arrivals.get(pc);
            if (brought == null) {
                return;
            }
            stack = brought;
        }
        note(pc);
        positions.put(pc, out.out.size);
        frame(types());
    }

    private void frame(TypeStack types) {
        if (localsDeclared && types.size == 0) {
            out.frameSame();
        } else if (localsDeclared && types.size == 1) {
            out.frameOne(types.type);
        } else {
            localsDeclared = true;
            fullFrame(types);
        }
    }

    private void fullFrame(TypeStack types) {
        byte[] slots = layout.verification();
        if (!out.frameFull(slots.length)) {
            return;
        }
        for (byte slot : slots) {
            out.verificationType(slot);
        }
        byte[] bottomUp = types.bottomUp();
        out.frames.u2(bottomUp.length);
        for (byte type : bottomUp) {
            out.verificationType(type);
        }
    }

    /// Returns, with the top of the stack if the function has a result.
    private void returnTop(boolean value) {
        byte type = value ? types().type : Op.NONE;
        if (segment == null) {
            out.returnValue(type);
            return;
        }
        if (value) {
            out.toLong(type);
            out.store(Op.L, layout.tempSlot());
            out.load(Op.REFERENCE, Layout.FRAME_SLOT);
            out.pushInt(0);
            out.load(Op.L, layout.tempSlot());
            out.op(80);
        }
        out.pushInt(-1);
        out.returnValue(Op.I);
    }

    // Jumps

    /// A conditional jump to a place of the code with the stack as it is now.
    private void jumpIf(int opcode, int target) throws TooLargeException {
        if (isInside(target)) {
            note(target);
            jumps.add(out.out.size);
            jumps.add(target);
            out.op(opcode);
            out.out.u2(0);
        } else {
            int skip = skipUnless(opcode);
            TypeStack before = types();
            leave(target);
            resume(skip, before);
        }
    }

    private void jump(int target) throws TooLargeException {
        if (isInside(target)) {
            note(target);
            jumps.add(out.out.size);
            jumps.add(target);
            out.op(CodeWriter.GOTO);
            out.out.u2(0);
        } else {
            leave(target);
        }
    }

    private boolean isInside(int target) {
        return target >= from && target < to;
    }

    /// Goes to another segment: the operand stack goes to the frame array, the label to the common exit.
    private void leave(int target) throws TooLargeException {
        Segment here = requireSegment();
        note(target);
        TypeStack at = types();
        for (int i = at.size - 1; i >= 0; i--) {
            out.toLong(at.type);
            out.store(Op.L, layout.tempSlot());
            out.load(Op.REFERENCE, Layout.FRAME_SLOT);
            out.pushInt(localTypes.length + i);
            out.load(Op.L, layout.tempSlot());
            out.op(80);
            at = at.pop();
        }
        out.pushInt(here.label(target));
        exits.add(out.out.size);
        out.op(CodeWriter.GOTO);
        out.out.u2(0);
    }

    private Segment requireSegment() {
        if (segment == null) {
            throw new IllegalStateException("a whole method leaves nowhere");
        }
        return segment;
    }

    private void note(int target) {
        arrivals.putIfAbsent(target, types());
    }

    private static int inverted(int opcode) {
        return ((opcode + 1) ^ 1) - 1;
    }

    private void patch() {
        for (int i = 0; i < jumps.size; i += 2) {
            int at = jumps.get(i);
            Integer position = positions.get(jumps.get(i + 1));
            if (position == null) {
                throw new IllegalStateException("no position for target " + jumps.get(i + 1));
            }
            if (at < 0) {
                // Entry of a table switch: place, then base of the switch.
                int place = -at - 1;
                out.out.put4(place, position - switchBase(place));
            } else {
                out.out.put2(at + 1, position - at);
            }
        }
    }

    private int switchBase(int place) {
        Integer base = switchBases.get(place);
        if (base == null) {
            throw new IllegalStateException("no switch at " + place);
        }
        return base;
    }

    /// Brings the stack into the shape of the branch's target; a copy of the types is left as they were.
    private void adjust(int drop, int keep) throws TooLargeException {
        if (drop == 0) {
            return;
        }
        if (drop > 4000) {
            throw new TooLargeException();
        }
        byte kept = Op.NONE;
        if (keep != 0) {
            kept = pop();
            out.store(kept, layout.tempSlot());
        }
        for (int i = 0; i < drop; i++) {
            out.pop(pop());
        }
        if (keep != 0) {
            out.load(kept, layout.tempSlot());
            push(kept);
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
                push(localTypes[local]);
            }
            case Op.LOCAL_SET -> {
                out.store(pop(), layout.local()[code[pc + 1]]);
            }
            case Op.LOCAL_TEE -> {
                byte type = types().type;
                out.op(CodeWriter.isWide(type) ? 92 : 89);
                slotsMax = Math.max(slotsMax, types().slots + 2);
                out.store(type, layout.local()[code[pc + 1]]);
            }
            case Op.I32_CONST -> {
                out.pushInt(code[pc + 1]);
                push(Op.I);
            }
            case Op.I64_CONST -> {
                out.pushLong(longAt(pc + 1));
                push(Op.L);
            }
            case Op.F32_CONST -> {
                out.pushFloat(code[pc + 1]);
                push(Op.F);
            }
            case Op.F64_CONST -> {
                out.pushDouble(longAt(pc + 1));
                push(Op.D);
            }
            case Op.DROP -> out.pop(pop());
            case Op.SELECT -> select();
            case Op.GLOBAL_GET -> globalGet(code[pc + 1]);
            case Op.GLOBAL_SET -> globalSet(code[pc + 1]);
            case Op.MEMORY_SIZE -> {
                out.load(Op.REFERENCE, layout.storeSlot());
                out.invokeVirtual(Descriptors.STORE, "memorySize", "()I");
                push(Op.I);
            }
            case Op.MEMORY_GROW -> {
                out.load(Op.REFERENCE, layout.storeSlot());
                out.invokeStatic(Descriptors.OPS, "grow", "(IL" + Descriptors.STORE + ";)I");
            }
            default -> {
                if (op >= Op.LOAD_FIRST) {
                    memoryAccess(op, code[pc + 1]);
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
        pop();
        pop();
        char letter = Descriptors.letter(types().type);
        out.invokeStatic(Descriptors.OPS, "select", "(" + letter + letter + "I)" + letter);
    }

    private void globalGet(int global) {
        GlobalDefinition definition = module.module().globals[global];
        byte type = (byte) definition.type().ordinal();
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
        push(type);
    }

    private void globalSet(int global) {
        byte type = pop();
        out.toLong(type);
        out.load(Op.REFERENCE, layout.storeSlot());
        out.pushInt(global);
        out.invokeStatic(Descriptors.OPS, "globalSet", "(JL" + Descriptors.STORE + ";I)V");
    }

    private void memoryAccess(int op, int offset) {
        if (op >= Op.STORE_FIRST) {
            byte type = pop();
            pop();
            numeric.beforeStore(op);
            int width = op == 0x37 || op == 0x39 ? Op.L : Op.I;
            if (offset < 0) {
                out.store(width, layout.tempSlot());
                out.op(CodeWriter.POP);
                out.pushInt(-1);
                out.load(width, layout.tempSlot());
            }
            out.load(Op.REFERENCE, layout.storeSlot());
            out.pushInt(Math.max(offset, 0));
            numeric.store(op);
            slotsMax = Math.max(slotsMax, types().slots + 1 + CodeWriter.slots(type));
        } else {
            pop();
            if (offset < 0) {
                out.op(CodeWriter.POP);
                out.pushInt(-1);
            }
            out.load(Op.REFERENCE, layout.storeSlot());
            out.pushInt(Math.max(offset, 0));
            numeric.load(op);
            push(Op.result(op));
        }
    }

    private int numericOrCondition(int pc) throws TooLargeException {
        if (NumericCompiler.isCondition(code[pc])) {
            int negations = 0;
            int next = pc + 1;
            while (next < to && code[next] == 0x45 && !targets.get(next)) {
                negations++;
                next++;
            }
            int use = next < to ? code[next] : Op.UNREACHABLE;
            if ((use == Op.BR_IF || use == Op.BR_IF_ZERO || use == Op.RETURN_IF) && !targets.get(next)) {
                int condition = numeric.condition(code[pc]);
                popOperands(code[pc]);
                branchOn(negations % 2 == 0 ? condition : inverted(condition), next);
                return next + CodeScan.length(code, next);
            }
        }
        popOperands(code[pc]);
        numeric.operation(code[pc]);
        push(Op.result(code[pc]));
        return 0;
    }

    private void popOperands(int op) {
        if (Op.second(op) != Op.NONE) {
            pop();
        }
        pop();
    }

    /// A conditional branch instruction whose condition is a JVM comparison on the stack.
    private void branchOn(int condition, int pc) throws TooLargeException {
        switch (code[pc]) {
            case Op.BR_IF_ZERO -> jumpIf(inverted(condition), code[pc + 1]);
            case Op.BR_IF -> {
                if (code[pc + 2] == 0) {
                    jumpIf(condition, code[pc + 1]);
                } else {
                    int skip = skipUnless(condition);
                    TypeStack before = types();
                    adjust(code[pc + 2], code[pc + 3]);
                    jump(code[pc + 1]);
                    resume(skip, before);
                }
            }
            default -> {
                int skip = skipUnless(condition);
                TypeStack before = types();
                returnTop(code[pc + 1] != 0);
                resume(skip, before);
            }
        }
    }

    /// Jumps over what follows when the condition does not hold; the distance is set by [#resume].
    private int skipUnless(int condition) {
        int at = out.out.size;
        out.op(inverted(condition));
        out.out.u2(0);
        return at;
    }

    private void resume(int skip, TypeStack types) throws TooLargeException {
        int distance = out.out.size - skip;
        if (distance > CODE_MAX) {
            throw new TooLargeException();
        }
        out.out.put2(skip + 1, distance);
        stack = types;
        frame(types);
    }

    private void control(int op, int pc) throws TooLargeException {
        switch (op) {
            case Op.UNREACHABLE -> {
                out.invokeStatic(Descriptors.OPS, "unreachable", "()L" + Descriptors.TRAP + ";");
                out.op(CodeWriter.ATHROW);
                stack = null;
            }
            case Op.BR -> {
                adjust(code[pc + 2], code[pc + 3]);
                jump(code[pc + 1]);
                stack = null;
            }
            case Op.BR_IF, Op.BR_IF_ZERO, Op.RETURN_IF -> {
                pop();
                branchOn(CodeWriter.IFNE, pc);
            }
            case Op.BR_TABLE -> branchTable(pc);
            case Op.RETURN -> {
                returnTop(code[pc + 1] != 0);
                stack = null;
            }
            case Op.CALL -> call(code[pc + 1], code[pc + 2]);
            case Op.CALL_INDIRECT -> callIndirect(code[pc + 1], code[pc + 2]);
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

    private void callIndirect(int typeIndex, int cells) throws TooLargeException {
        FuncType type = module.module().types[typeIndex];
        if (Descriptors.paramSlots(type) > FunctionCompiler.PARAM_SLOTS_MAX) {
            throw new TooLargeException();
        }
        pop();
        out.load(Op.REFERENCE, layout.storeSlot());
        stackWord(cells);
        int canonical = module.module().canonicalType[typeIndex];
        out.invokeStatic(Descriptors.signature(canonical), "i", Descriptors.adapter(type));
        signature(type);
    }

    private void signature(FuncType type) {
        List<ValueType> params = type.params();
        for (int i = 0; i < params.size(); i++) {
            pop();
        }
        byte result = Descriptors.result(type);
        if (result != Op.NONE) {
            push(result);
        }
    }

    private void branchTable(int pc) throws TooLargeException {
        int count = code[pc + 1];
        pop();
        TypeStack before = types();
        int base = out.out.size;
        if (4L * count > CODE_MAX) {
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
        stack = null;
    }

    /// Fills one place of a table switch: with its target, or with a stub that adjusts the stack and jumps, or returns.
    private void entry(int at, int place, int base, TypeStack before, Map<Long, Integer> stubs)
            throws TooLargeException {
        int target = code[at];
        int drop = code[at + 1];
        int keep = code[at + 2];
        stack = before;
        if (target >= 0 && drop == 0 && isInside(target)) {
            note(target);
            jumps.add(-place - 1);
            jumps.add(target);
            switchBases.put(place, base);
            return;
        }
        long key = (long) target << 32 | drop;
        Integer stub = stubs.get(key);
        if (stub == null) {
            stub = out.out.size;
            stubs.put(key, stub);
            frame(before);
            if (target < 0) {
                returnTop(keep != 0);
            } else {
                adjust(drop, keep);
                jump(target);
            }
            if (out.out.size > STUB_BYTES_MAX) {
                throw new TooLargeException();
            }
        }
        out.out.put4(place, stub - base);
    }
}
