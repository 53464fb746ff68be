package network.phala.wasm;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Compiles one translated function to a static JVM method.
///
/// WebAssembly locals become JVM locals, the operand stack is the JVM operand stack. Behind the parameters come the
/// [Store] and
/// the stack word ([Store]), then the other locals, zeroed at entry. A branch that drops values pops them before it
/// jumps. What follows an unconditional branch is compiled only if some branch arrived there before, so that no dead
/// bytecode exists and every place has one known stack.
final class FunctionCompiler {
    private static final int CODE_MAX = 65_000;
    private static final int SHORT_JUMP_MAX = 32_000;
    /// Beyond these a method is legal but its verification and compilation are not worth it.
    private static final int LOCAL_SLOTS_MAX = 4_000;

    private static final int FRAME_BYTES_MAX = 1 << 20;
    private static final int STACK_SLOTS_MAX = 16_000;
    /// Parameter slots that leave room for what adapters add within the JVM's 255.
    static final int PARAM_SLOTS_MAX = 250;

    private final CompiledCode module;
    private final FunctionCode function;
    private final int[] code;
    private final CodeWriter out;
    private final boolean wideJumps;

    private final byte[] localTypes;
    private final int[] localSlot;
    private final int storeSlot;
    private final int stackSlot;
    private final int tempSlot;

    private final BitSet targets = new BitSet();
    /// Bytecode position of each place in the code that is a branch target, once it is reached.
    private final Map<Integer, Integer> positions = new HashMap<>();
    /// The operand stack at targets that some branch goes to.
    private final Map<Integer, TypeStack> arrivals = new HashMap<>();
    /// Jumps to patch, in pairs: place of the instruction (or, of a table switch, -1 minus the place of the entry), and
    /// target
    /// in the code.
    private final IntList jumps = new IntList();

    /// Where the table switch of a place begins.
    private final Map<Integer, Integer> switchBases = new HashMap<>();

    private @Nullable TypeStack stack = TypeStack.EMPTY;
    private int slotsMax;
    private boolean localsDeclared;
    private final NumericCompiler numeric;

    private FunctionCompiler(CompiledCode module, FunctionCode function, ClassWriter owner, boolean wideJumps)
            throws TooLargeException {
        this.module = module;
        this.function = function;
        this.code = function.code;
        this.out = new CodeWriter(owner);
        this.wideJumps = wideJumps;
        this.numeric = new NumericCompiler(out);
        int count = function.localCount();
        if (count > LOCAL_SLOTS_MAX) {
            throw new TooLargeException();
        }
        localTypes = function.expandLocals();
        localSlot = new int[count];
        int slot = 0;
        int params = function.paramCount();
        for (int i = 0; i < params; i++) {
            localSlot[i] = slot;
            slot += CodeWriter.slots(localTypes[i]);
        }
        storeSlot = slot;
        stackSlot = slot + 1;
        slot += 2;
        for (int i = params; i < count; i++) {
            localSlot[i] = slot;
            slot += CodeWriter.slots(localTypes[i]);
        }
        tempSlot = slot;
    }

    /// Adds the method `f<index>` to the class, or refuses.
    static void compile(CompiledCode module, FunctionCode function, ClassWriter owner) throws TooLargeException {
        FunctionCompiler compiler = new FunctionCompiler(module, function, owner, false);
        compiler.body();
        if (compiler.out.out.size > SHORT_JUMP_MAX) {
            compiler = new FunctionCompiler(module, function, owner, true);
            compiler.body();
        }
        compiler.patch();
        CodeWriter out = compiler.out;
        out.localsMax = compiler.tempSlot + 2;
        out.stackMax = compiler.slotsMax + 8;
        owner.add(true, "f" + function.index, Descriptors.function(function.type), out);
    }

    /// A method that hands the call to the interpreter.
    static void compileStub(FunctionCode function, ClassWriter owner, String signatureClass) {
        CodeWriter out = new CodeWriter(owner);
        int slots = Descriptors.paramSlots(function.type);
        int local = 0;
        for (ValueType param : function.type.params()) {
            out.load(param.ordinal(), local);
            local += CodeWriter.slots(param.ordinal());
        }
        out.pushInt(function.index);
        out.load(Op.REFERENCE, slots);
        out.load(Op.I, slots + 1);
        out.invokeStatic(signatureClass, "g", Descriptors.adapter(function.type));
        out.returnValue(Descriptors.result(function.type));
        out.localsMax = slots + 2;
        out.stackMax = slots + 4;
        owner.add(true, "f" + function.index, Descriptors.function(function.type), out);
    }

    private void body() throws TooLargeException {
        findTargets();
        prologue();
        int pc = 0;
        while (pc < code.length) {
            if (targets.get(pc)) {
                arrive(pc);
            }
            int next = pc + length(pc);
            if (stack != null) {
                next = Math.max(next, instruction(pc));
                if (out.out.size > CODE_MAX || out.frames.size > FRAME_BYTES_MAX || slotsMax > STACK_SLOTS_MAX) {
                    throw new TooLargeException();
                }
            }
            pc = next;
        }
    }

    private int length(int pc) {
        return code[pc] == Op.BR_TABLE ? 2 + 3 * code[pc + 1] : 1 + Op.immediates(code[pc]);
    }

    private void findTargets() {
        for (int pc = 0; pc < code.length; pc += length(pc)) {
            switch (code[pc]) {
                case Op.BR_IF_ZERO, Op.BR, Op.BR_IF -> targets.set(code[pc + 1]);
                case Op.BR_TABLE -> {
                    for (int i = 0; i < code[pc + 1]; i++) {
                        if (code[pc + 2 + 3 * i] >= 0) {
                            targets.set(code[pc + 2 + 3 * i]);
                        }
                    }
                }
                default -> {}
            }
        }
    }

    private void prologue() {
        for (int i = function.paramCount(); i < localTypes.length; i++) {
            out.op(
                    switch (localTypes[i]) {
                        case Op.I -> 3;
                        case Op.L -> 9;
                        case Op.F -> 11;
                        default -> 14;
                    });
            out.store(localTypes[i], localSlot[i]);
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
        stack = pushed;
    }

    private byte pop() {
        TypeStack top = types();
        stack = top.pop();
        return top.type;
    }

    /// Begins a branch target: from here on the stack is what the branches bring, with a stack map frame.
    private void arrive(int pc) {
        TypeStack brought = arrivals.get(pc);
        if (stack == null) {
            if (brought == null) {
                return;
            }
            stack = brought;
        }
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
        if (!out.frameFull(localTypes.length + 2)) {
            return;
        }
        int params = function.paramCount();
        for (int i = 0; i <= localTypes.length; i++) {
            if (i == params) {
                out.verificationType(Op.REFERENCE);
                out.verificationType(Op.I);
            }
            if (i < localTypes.length) {
                out.verificationType(localTypes[i]);
            }
        }
        byte[] bottomUp = new byte[types.size];
        TypeStack at = types;
        for (int i = types.size - 1; i >= 0; i--) {
            bottomUp[i] = at.type;
            at = at.pop();
        }
        out.frames.u2(bottomUp.length);
        for (byte type : bottomUp) {
            out.verificationType(type);
        }
    }

    // Jumps

    /// A conditional jump to a place of the code with the stack as it is now.
    private void jumpIf(int opcode, int target) {
        if (wideJumps) {
            // Around a wide jump; the place behind it needs a frame.
            out.op(inverted(opcode));
            out.out.u2(8);
            jump(target);
            frame(types());
        } else {
            note(target);
            jumps.add(out.out.size);
            jumps.add(target);
            out.op(opcode);
            out.out.u2(0);
        }
    }

    private void jump(int target) {
        note(target);
        jumps.add(out.out.size);
        jumps.add(target);
        if (wideJumps) {
            out.op(CodeWriter.GOTO_W);
            out.out.u4(0);
        } else {
            out.op(CodeWriter.GOTO);
            out.out.u2(0);
        }
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
            } else if (wideJumps) {
                out.out.put4(at + 1, position - at);
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
            out.store(kept, tempSlot);
        }
        for (int i = 0; i < drop; i++) {
            out.pop(pop());
        }
        if (keep != 0) {
            out.load(kept, tempSlot);
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
                out.load(localTypes[local], localSlot[local]);
                push(localTypes[local]);
            }
            case Op.LOCAL_SET -> {
                out.store(pop(), localSlot[code[pc + 1]]);
            }
            case Op.LOCAL_TEE -> {
                byte type = types().type;
                out.op(CodeWriter.isWide(type) ? 92 : 89);
                slotsMax = Math.max(slotsMax, types().slots + 2);
                out.store(type, localSlot[code[pc + 1]]);
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
                out.load(Op.REFERENCE, storeSlot);
                out.invokeVirtual(Descriptors.STORE, "memorySize", "()I");
                push(Op.I);
            }
            case Op.MEMORY_GROW -> {
                out.load(Op.REFERENCE, storeSlot);
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
        out.load(Op.REFERENCE, storeSlot);
        if (pc == 0) {
            out.load(Op.I, stackSlot);
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
            out.load(Op.REFERENCE, storeSlot);
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
        out.load(Op.REFERENCE, storeSlot);
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
                out.store(width, tempSlot);
                out.op(CodeWriter.POP);
                out.pushInt(-1);
                out.load(width, tempSlot);
            }
            out.load(Op.REFERENCE, storeSlot);
            out.pushInt(Math.max(offset, 0));
            numeric.store(op);
            slotsMax = Math.max(slotsMax, types().slots + 1 + CodeWriter.slots(type));
        } else {
            pop();
            if (offset < 0) {
                out.op(CodeWriter.POP);
                out.pushInt(-1);
            }
            out.load(Op.REFERENCE, storeSlot);
            out.pushInt(Math.max(offset, 0));
            numeric.load(op);
            push(Op.result(op));
        }
    }

    private int numericOrCondition(int pc) throws TooLargeException {
        if (NumericCompiler.isCondition(code[pc])) {
            int negations = 0;
            int next = pc + 1;
            while (code[next] == 0x45 && !targets.get(next)) {
                negations++;
                next++;
            }
            int use = code[next];
            if ((use == Op.BR_IF || use == Op.BR_IF_ZERO || use == Op.RETURN_IF) && !targets.get(next)) {
                int condition = numeric.condition(code[pc]);
                popOperands(code[pc]);
                branchOn(negations % 2 == 0 ? condition : inverted(condition), next);
                return next + length(next);
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
                out.returnValue(code[pc + 1] == 0 ? Op.NONE : types().type);
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
        if (distance > SHORT_JUMP_MAX) {
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
                out.returnValue(code[pc + 1] == 0 ? Op.NONE : types().type);
                stack = null;
            }
            case Op.CALL -> call(code[pc + 1], code[pc + 2]);
            case Op.CALL_INDIRECT -> callIndirect(code[pc + 1], code[pc + 2]);
            default -> throw new IllegalStateException("opcode " + op);
        }
    }

    private void stackWord(int cells) {
        out.load(Op.I, stackSlot);
        out.pushInt(Store.ONE_CALL + Store.addend(cells));
        out.op(CodeWriter.IADD);
    }

    private void call(int callee, int cells) throws TooLargeException {
        FuncType type = module.module().functionType(callee);
        if (Descriptors.paramSlots(type) > PARAM_SLOTS_MAX) {
            throw new TooLargeException();
        }
        if (module.module().isImported(callee)) {
            out.pushInt(callee);
            out.load(Op.REFERENCE, storeSlot);
            stackWord(cells);
            out.invokeStatic(Descriptors.signature(module.canonicalTypeOf(callee)), "h", Descriptors.adapter(type));
        } else {
            out.load(Op.REFERENCE, storeSlot);
            stackWord(cells);
            out.invokeStatic(module.chunkName(callee), "f" + callee, Descriptors.function(type));
        }
        signature(type);
    }

    private void callIndirect(int typeIndex, int cells) throws TooLargeException {
        FuncType type = module.module().types[typeIndex];
        if (Descriptors.paramSlots(type) > PARAM_SLOTS_MAX) {
            throw new TooLargeException();
        }
        pop();
        out.load(Op.REFERENCE, storeSlot);
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
        if (base + 4L * count > CODE_MAX) {
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
        if (target >= 0 && drop == 0) {
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
                out.returnValue(keep == 0 ? Op.NONE : before.type);
            } else {
                adjust(drop, keep);
                jump(target);
            }
            if (out.out.size > CODE_MAX) {
                throw new TooLargeException();
            }
        }
        out.out.put4(place, stub - base);
    }
}
