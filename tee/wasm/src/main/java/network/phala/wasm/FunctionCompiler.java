package network.phala.wasm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Compiles one translated function to a static JVM method `f<index>` and, when that would be larger than
/// HotSpot compiles, to several.
///
/// A large function is cut into segments of a few KiB of bytecode, each a method of its own. Between segments
/// the locals and the operand stack live in a `long[]`; a segment keeps the locals it uses in JVM locals while
/// it runs and gives back the label where to go on. `f<index>` then is the loop that calls one segment after
/// the other.
final class FunctionCompiler {
    /// Code with more ints than this is certainly larger as bytecode.
    private static final int INTS_MAX = 8000;

    private static final int LOCALS_MAX = 4_000;
    /// Segments that get too large are cut again, into parts down to this.
    private static final int SMALLEST_PART = 8;

    /// Parameter slots that leave room for what adapters add within the JVM's 255.
    static final int PARAM_SLOTS_MAX = 250;

    private FunctionCompiler() {}

    /// Adds the function to the class, or refuses.
    static void compile(CompiledCode module, FunctionCode function, ClassWriter owner) throws TooLargeException {
        if (function.localCount() > LOCALS_MAX) {
            throw new TooLargeException();
        }
        boolean open = MemoryCompiler.wantsOpen(function.code, module.limits());
        if (function.code.length <= INTS_MAX
                && (open && isWhole(module, function, owner, true) || isWhole(module, function, owner, false))) {
            return;
        }
        if (open) {
            try {
                segments(module, function, owner, true);
                return;
            } catch (TooLargeException e) {
                // Half as many bytes with calls.
            }
        }
        segments(module, function, owner, false);
    }

    /// Adds the function in one piece if it fits.
    private static boolean isWhole(CompiledCode module, FunctionCode function, ClassWriter owner, boolean open) {
        try {
            CodeWriter whole = MethodCompiler.whole(module, function, owner, open);
            if (whole.out.size > module.limits().wholeBytes()) {
                return false;
            }
            add(function, owner, whole);
            return true;
        } catch (TooLargeException e) {
            return false;
        }
    }

    private static void add(FunctionCode function, ClassWriter owner, CodeWriter method) {
        owner.add(true, "f" + function.index, Descriptors.function(function.type), method);
    }

    private static void segments(CompiledCode module, FunctionCode function, ClassWriter owner, boolean open)
            throws TooLargeException {
        int[] positions = new int[function.code.length];
        int operandsMax = MethodCompiler.measure(module, function, positions, open);
        List<CodeWriter> methods = cut(module, function, owner, positions, 1, open);
        // Where very many branches cross the cuts, entries and exits take more than the room left for them.
        for (int part = 2; part <= SMALLEST_PART && !areCompiled(methods); part *= 2) {
            try {
                methods = cut(module, function, owner, positions, part, open);
            } catch (TooLargeException e) {
                break;
            }
        }
        for (int i = 0; i < methods.size(); i++) {
            owner.add(true, "f" + function.index + "_" + i, Descriptors.SEGMENT, methods.get(i));
        }
        add(function, owner, driver(module, function, owner, methods.size(), operandsMax));
    }

    private static List<CodeWriter> cut(
            CompiledCode module, FunctionCode function, ClassWriter owner, int[] positions, int part, boolean open)
            throws TooLargeException {
        Map<Integer, TypeStack> arrivals = new HashMap<>();
        List<CodeWriter> methods = new ArrayList<>();
        for (Segment segment : Segment.plan(function, positions, module.limits().withSegmentsOf(part))) {
            methods.add(MethodCompiler.segment(module, function, owner, segment, arrivals, open));
        }
        return methods;
    }

    private static boolean areCompiled(List<CodeWriter> methods) {
        return methods.stream().allMatch(method -> method.out.size <= CompilerLimits.JIT_MAX);
    }

    /// The loop over the segments of a function.
    private static CodeWriter driver(
            CompiledCode module, FunctionCode function, ClassWriter owner, int segments, int operandsMax) {
        CodeWriter out = new CodeWriter(owner);
        Layout layout = Layout.whole(function, false);
        int frame = layout.stackSlot() + 1;
        int label = frame + 1;
        out.pushInt(Math.max(1, function.localCount() + operandsMax));
        out.op(188);
        out.out.u1(11);
        out.store(Op.REFERENCE, frame);
        byte[] types = function.expandLocals();
        for (int i = 0; i < function.paramCount(); i++) {
            out.load(Op.REFERENCE, frame);
            out.pushInt(i);
            out.load(types[i], layout.local()[i]);
            out.toLong(types[i]);
            out.op(80);
        }
        out.pushInt(0);
        out.store(Op.I, label);
        int loop = out.out.size;
        byte[] declared = layout.driverVerification(function);
        driverFrame(out, declared);
        out.load(Op.I, label);
        out.pushInt(16);
        out.op(124);
        int base = out.out.size;
        out.op(CodeWriter.TABLESWITCH);
        while (out.out.size % 4 != 0) {
            out.op(0);
        }
        int places = out.out.size;
        out.out.u4(0);
        out.out.u4(0);
        out.out.u4(segments - 1);
        for (int i = 0; i < segments; i++) {
            out.out.u4(0);
        }
        for (int i = 0; i < segments; i++) {
            out.out.put4(places + 12 + 4 * i, out.out.size - base);
            out.frameSame();
            out.load(Op.REFERENCE, layout.storeSlot());
            out.load(Op.REFERENCE, frame);
            out.load(Op.I, layout.stackSlot());
            out.load(Op.I, label);
            out.invokeStatic(module.chunkName(function.index), "f" + function.index + "_" + i, Descriptors.SEGMENT);
            out.store(Op.I, label);
            int at = out.out.size;
            out.op(CodeWriter.GOTO);
            out.out.u2(loop - at);
        }
        out.out.put4(places, out.out.size - base);
        out.frameSame();
        byte result = Descriptors.result(function.type);
        if (result != Op.NONE) {
            out.load(Op.REFERENCE, frame);
            out.pushInt(0);
            out.op(47);
            out.fromLong(result);
        }
        out.returnValue(result);
        out.localsMax = label + 1;
        out.stackMax = 8;
        return out;
    }

    private static void driverFrame(CodeWriter out, byte[] declared) {
        out.frameFull(declared.length);
        for (byte type : declared) {
            out.verificationType(type);
        }
        out.frames.u2(0);
    }

    /// A method that hands the call to the interpreter.
    static void compileStub(FunctionCode function, ClassWriter owner, String signatureClass) {
        CodeWriter out = new CodeWriter(owner);
        int slots = Descriptors.paramSlots(function.type);
        int local = 0;
        for (ValueType param : function.type.params()) {
            out.load(param.kept(), local);
            local += CodeWriter.slots(param.kept());
        }
        out.pushInt(function.index);
        out.load(Op.REFERENCE, slots);
        out.load(Op.I, slots + 1);
        out.invokeStatic(signatureClass, "g", Descriptors.adapter(function.type));
        out.returnValue(Descriptors.result(function.type));
        out.localsMax = slots + 2;
        out.stackMax = slots + 4;
        add(function, owner, out);
    }
}
