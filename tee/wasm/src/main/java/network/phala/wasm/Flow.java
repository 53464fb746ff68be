package network.phala.wasm;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The state of a method while it is compiled: where the code is reachable, what lies on its operand stack, and
/// its jumps and stack map frames. In a segment it also knows the ways out.
final class Flow {
    private static final int DROP_MAX = 4000;
    /// A jump of the JVM reaches 32767 bytes.
    static final int CODE_MAX = 32_000;

    final CodeWriter out;
    final Layout layout;
    final int from;
    final int to;
    final BitSet targets;
    /// Bytecode position of each place in the code that is a branch target, once it is reached.
    final Map<Integer, Integer> positions = new HashMap<>();
    /// The operand stack at places that some branch goes to; one map for all segments of a function.
    final Map<Integer, TypeStack> arrivals;
    /// Jumps to the exit of a segment.
    final IntList exits = new IntList();

    /// The operand stack here; null where nothing can arrive.
    @Nullable
    TypeStack stack = TypeStack.EMPTY;

    int slotsMax;
    int valuesMax;

    private final @Nullable Segment segment;
    private final int localCount;
    /// Jumps to patch, in pairs: place of the instruction (or, of a table switch, -1 minus the place of the
    /// entry), and target in the code.
    private final IntList jumps = new IntList();

    /// Where the table switch of a place begins.
    private final Map<Integer, Integer> switchBases = new HashMap<>();

    private boolean localsDeclared;

    Flow(
            FunctionCode function,
            CodeWriter out,
            Layout layout,
            @Nullable Segment segment,
            Map<Integer, TypeStack> arrivals) {
        this.out = out;
        this.layout = layout;
        this.segment = segment;
        this.localCount = function.localCount();
        this.from = segment == null ? 0 : segment.from();
        this.to = segment == null ? function.code.length : segment.to();
        this.arrivals = arrivals;
        this.targets = CodeScan.targets(function.code);
    }

    boolean isDead() {
        return stack == null;
    }

    /// What follows is unreachable until a branch target.
    void die() {
        stack = null;
    }

    /// Lets an entry of the table switch at `base` go to a place in this method.
    void switchEntry(int place, int base, int target) {
        note(target);
        jumps.add(-place - 1);
        jumps.add(target);
        switchBases.put(place, base);
    }

    TypeStack types() {
        if (stack == null) {
            throw new IllegalStateException("dead code");
        }
        return stack;
    }

    void push(byte type) {
        TypeStack pushed = types().push(type);
        slotsMax = Math.max(slotsMax, pushed.slots);
        valuesMax = Math.max(valuesMax, pushed.size);
        stack = pushed;
    }

    /// Makes room for operands that an instruction puts on the stack for a moment.
    void reserve(int slots) {
        slotsMax = Math.max(slotsMax, types().slots + slots);
    }

    byte pop() {
        TypeStack top = types();
        stack = top.pop();
        return top.type;
    }

    /// Begins a branch target: from here on the stack is what the branches bring, with a stack map frame.
    void arrive(int pc) {
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

    void frame(TypeStack types) {
        if (localsDeclared && types.size == 0) {
            out.frameSame();
        } else if (localsDeclared && types.size == 1) {
            out.frameOne(types.type);
        } else {
            localsDeclared = true;
            fullFrame(types);
        }
    }

    void fullFrame(TypeStack types) {
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
    void returnTop(boolean value) {
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

    /// A conditional jump to a place of the code with the stack as it is now.
    void jumpIf(int opcode, int target) throws TooLargeException {
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

    void jump(int target) throws TooLargeException {
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

    boolean isInside(int target) {
        return target >= from && target < to;
    }

    /// Goes to another segment: the operand stack goes to the frame array, the label to the common exit.
    void leave(int target) throws TooLargeException {
        Segment here = requireSegment();
        note(target);
        TypeStack at = types();
        for (int i = at.size - 1; i >= 0; i--) {
            out.toLong(at.type);
            out.store(Op.L, layout.tempSlot());
            out.load(Op.REFERENCE, Layout.FRAME_SLOT);
            out.pushInt(localCount + i);
            out.load(Op.L, layout.tempSlot());
            out.op(80);
            at = at.pop();
        }
        out.pushInt(here.label(target));
        exits.add(out.out.size);
        out.op(CodeWriter.GOTO);
        out.out.u2(0);
    }

    Segment requireSegment() {
        if (segment == null) {
            throw new IllegalStateException("a whole method leaves nowhere");
        }
        return segment;
    }

    void note(int target) {
        arrivals.putIfAbsent(target, types());
    }

    static int inverted(int opcode) {
        return ((opcode + 1) ^ 1) - 1;
    }

    void patch() {
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

    int switchBase(int place) {
        Integer base = switchBases.get(place);
        if (base == null) {
            throw new IllegalStateException("no switch at " + place);
        }
        return base;
    }

    /// Brings the stack into the shape of the branch's target; a copy of the types is left as they were.
    void adjust(int drop, int keep) throws TooLargeException {
        if (drop == 0) {
            return;
        }
        if (drop > DROP_MAX) {
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

    /// Jumps over what follows when the condition does not hold; the distance is set by [#resume].
    int skipUnless(int condition) {
        int at = out.out.size;
        out.op(inverted(condition));
        out.out.u2(0);
        return at;
    }

    void resume(int skip, TypeStack types) throws TooLargeException {
        int distance = out.out.size - skip;
        if (distance > CODE_MAX) {
            throw new TooLargeException();
        }
        out.out.put2(skip + 1, distance);
        stack = types;
        frame(types);
    }
}
