package network.phala.wasm;

import java.util.List;

/// Makes the small classes between compiled functions and the rest: entries from Java, and for each signature
/// the adapters to host functions, to functions without a method of their own, and through the table.
final class AdapterCompiler {
    /// Table cases in one method; keeps it well under the 8000 bytes above which HotSpot does not compile.
    private static final int CASES_MAX = 200;
    /// More would not fit the constant pool; such a table takes the generic way.
    private static final int SLOTS_MAX = 8_000;
    /// Wider signatures always take the generic way through the table.
    private static final int SWITCH_PARAMS_MAX = 16;

    private final CompiledCode code;
    private final WasmModule module;

    AdapterCompiler(CompiledCode code, WasmModule module) {
        this.code = code;
        this.module = module;
    }

    /// `C<function>`: unpacks the arguments and calls the function's method.
    byte[] entry(int function) {
        FuncType type = module.functionType(function);
        ClassWriter owner = new ClassWriter(Descriptors.entry(function), Descriptors.ENTRY);
        owner.addConstructor();
        CodeWriter out = new CodeWriter(owner);
        out.localsMax = 4;
        out.stackMax = Descriptors.paramSlots(type) + 8;
        for (int i = 0; i < type.params().size(); i++) {
            out.load(Op.REFERENCE, 2);
            out.pushInt(i);
            out.op(47);
            out.fromLong(type.params().get(i).kept());
        }
        out.load(Op.REFERENCE, 1);
        out.load(Op.I, 3);
        out.invokeStatic(code.chunkName(function), "f" + function, Descriptors.function(type));
        out.toLong(Descriptors.result(type));
        out.returnValue(Op.L);
        owner.add(false, "call", "(L" + Descriptors.STORE + ";[JI)J", out);
        return owner.finish();
    }

    /// `T<type>`: methods `h` (host), `g` (generic), `i` (indirect), `r` (by reference, if tables change).
    byte[] signature(int canonicalType) {
        FuncType type = module.types[canonicalType];
        ClassWriter owner = new ClassWriter(Descriptors.signature(canonicalType));
        boxing(owner, type, "h", "callHost", -1);
        boxing(owner, type, "g", "callGeneric", -1);
        boxing(owner, type, "s", "callIndirect", canonicalType);
        if (module.changesTables) {
            boxing(owner, type, "r", "callReference", canonicalType);
        }
        indirect(owner, type, canonicalType);
        return owner.finish();
    }

    /// A method that packs its arguments and calls a method of [Store].
    private void boxing(ClassWriter owner, FuncType type, String name, String target, int canonicalType) {
        CodeWriter out = new CodeWriter(owner);
        int slots = Descriptors.paramSlots(type);
        out.localsMax = slots + 3;
        out.stackMax = 12;
        out.load(Op.REFERENCE, slots + 1);
        out.load(Op.I, slots);
        if (canonicalType >= 0) {
            out.pushInt(canonicalType);
        }
        out.pushInt(type.params().size());
        out.op(188);
        out.out.u1(11);
        int local = 0;
        for (int i = 0; i < type.params().size(); i++) {
            int param = type.params().get(i).kept();
            out.op(89);
            out.pushInt(i);
            out.load(param, local);
            out.toLong(param);
            out.op(80);
            local += CodeWriter.slots(param);
        }
        out.load(Op.I, slots + 2);
        out.invokeVirtual(Descriptors.STORE, target, canonicalType >= 0 ? "(II[JI)J" : "(I[JI)J");
        byte result = Descriptors.result(type);
        if (result == Op.NONE) {
            out.op(CodeWriter.POP2);
        } else {
            out.fromLong(result);
        }
        out.returnValue(result);
        owner.add(true, name, Descriptors.adapter(type), out);
    }

    /// Whether calls of a function in this slot go by a switch, as long as its signature has not too many.
    boolean isSwitched(long slot, int function) {
        return slot < code.table().denseSize()
                && module.functionType(function).params().size() <= SWITCH_PARAMS_MAX;
    }

    private void indirect(ClassWriter owner, FuncType type, int canonicalType) {
        IntList slots = new IntList();
        if (type.params().size() <= SWITCH_PARAMS_MAX) {
            FunctionTable table = code.table();
            for (int slot = 0; slot < table.denseSize(); slot++) {
                int function = table.get(slot);
                if (function >= module.importedFunctions
                        && module.canonicalType[module.functionTypes[function]] == canonicalType) {
                    slots.add(slot);
                }
            }
        }
        if (slots.size > SLOTS_MAX) {
            slots.size = 0;
        }
        // Ranges of slots, each with its own method behind the first, when one switch would be too large.
        int groups = Math.max(1, (slots.size + CASES_MAX - 1) / CASES_MAX);
        for (int group = 0; group < groups; group++) {
            int from = group * CASES_MAX;
            int to = Math.min(slots.size, from + CASES_MAX);
            String name = groups == 1 ? "i" : "i" + group;
            owner.add(true, name, Descriptors.adapter(type), switchOf(owner, type, canonicalType, slots, from, to));
        }
        if (groups > 1) {
            owner.add(true, "i", Descriptors.adapter(type), ranges(owner, type, canonicalType, slots, groups));
        }
    }

    private static void arguments(CodeWriter out, FuncType type) {
        int local = 0;
        List<ValueType> params = type.params();
        for (ValueType param : params) {
            out.load(param.kept(), local);
            local += CodeWriter.slots(param.kept());
        }
    }

    private static CodeWriter adapterCode(ClassWriter owner, FuncType type) {
        CodeWriter out = new CodeWriter(owner);
        int slots = Descriptors.paramSlots(type);
        out.localsMax = slots + 3;
        out.stackMax = slots + 4;
        return out;
    }

    private static void tail(CodeWriter out, FuncType type, String owner, String name) {
        int slots = Descriptors.paramSlots(type);
        arguments(out, type);
        out.load(Op.I, slots);
        out.load(Op.REFERENCE, slots + 1);
        out.load(Op.I, slots + 2);
        out.invokeStatic(owner, name, Descriptors.adapter(type));
        out.returnValue(Descriptors.result(type));
    }

    private CodeWriter switchOf(ClassWriter owner, FuncType type, int canonicalType, IntList slots, int from, int to) {
        CodeWriter out = adapterCode(owner, type);
        String self = Descriptors.signature(canonicalType);
        if (from == to) {
            tail(out, type, self, "s");
            return out;
        }
        int words = Descriptors.paramSlots(type);
        out.load(Op.I, words);
        int base = out.out.size;
        out.op(171);
        while (out.out.size % 4 != 0) {
            out.op(0);
        }
        int defaultAt = out.out.size;
        out.out.u4(0);
        out.out.u4(to - from);
        int pairs = out.out.size;
        for (int i = from; i < to; i++) {
            out.out.u4(slots.get(i));
            out.out.u4(0);
        }
        for (int i = from; i < to; i++) {
            out.out.put4(pairs + (i - from) * 8 + 4, out.out.size - base);
            out.frameSame();
            int function = code.table().get(slots.get(i));
            arguments(out, type);
            out.load(Op.REFERENCE, words + 1);
            out.load(Op.I, words + 2);
            out.invokeStatic(code.chunkName(function), "f" + function, Descriptors.function(type));
            out.returnValue(Descriptors.result(type));
        }
        out.out.put4(defaultAt, out.out.size - base);
        out.frameSame();
        tail(out, type, self, "s");
        return out;
    }

    private CodeWriter ranges(ClassWriter owner, FuncType type, int canonicalType, IntList slots, int groups) {
        CodeWriter out = adapterCode(owner, type);
        String self = Descriptors.signature(canonicalType);
        for (int group = 0; group < groups - 1; group++) {
            out.load(Op.I, Descriptors.paramSlots(type));
            out.pushInt(slots.get((group + 1) * CASES_MAX));
            int at = out.out.size;
            out.op(162);
            out.out.u2(0);
            tail(out, type, self, "i" + group);
            out.out.put2(at + 1, out.out.size - at);
            out.frameSame();
        }
        tail(out, type, self, "i" + (groups - 1));
        return out;
    }
}
