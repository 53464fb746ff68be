package network.phala.wasm;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import network.phala.primitives.Bytes;

/// Writes random valid modules that use every instruction: typed expressions and statements, all kinds of
/// branches with and without values, dead code, calls of every kind, traps. Float values are computed and
/// compared; their bits become visible only without NaN, because wasmi's NaN are the machine's choice, or, for our
/// own engines among themselves ([Floats#BITS]), as they are.
///
/// One special module in a few has something of its own: functions so large that they are cut or get open accesses,
/// recursion to
/// the limits of depth and of cells, segments that overlap or end at or beyond the end of the memory or table.
final class RandomModule {
    /// What a module does with floats.
    enum Floats {
        NONE,
        /// Computes and shows them, NaN excepted.
        HIDDEN_NAN,
        /// Shows the bits of NaN too.
        BITS
    }

    private static final ValueType[] NUMBERS = {ValueType.I32, ValueType.I64};
    private static final ValueType[] WITH_FLOATS = {ValueType.I32, ValueType.I64, ValueType.F32, ValueType.F64};
    private static final int[] EDGES = {
        0, 1, -1, 2, 7, 8, 31, 32, 63, 64, 127, 128, 255, 256, 0x7fff, 0x8000, 65532, 65536
    };

    private final Random random;
    private final Floats floats;
    private final ValueType[] valueTypes;
    private final boolean special;
    private final boolean huge;
    private final ModuleBuilder module = new ModuleBuilder();
    private final List<FuncType> functionTypes = new ArrayList<>();
    private final List<FuncType> signatures = new ArrayList<>();
    private final List<ValueType> globals = new ArrayList<>();
    private int firstMutableGlobal;

    private ModuleBuilder.Out out = new ModuleBuilder.Out();
    private List<ValueType> locals = List.of();
    private FuncType type = FuncType.of();
    private int budget;
    /// Locals in which float values are looked at before they are shown, f32 and f64.
    private int scratch;

    private int pages;
    /// Label types from the outside in; null = a label without value.
    private final List<List<ValueType>> labels = new ArrayList<>();

    private RandomModule(long seed, Floats floats, boolean special) {
        random = new Random(seed);
        this.floats = floats;
        this.special = special;
        valueTypes = floats == Floats.NONE ? NUMBERS : WITH_FLOATS;
        // Not the first number of a Random: it hardly differs between neighbouring seeds.
        huge = special && Long.hashCode(seed * 0x9e3779b97f4a7c15L) % 16 == 0;
    }

    /// A module with the exports `call` and `deploy`, both () -> ().
    static Bytes of(long seed, boolean floats) {
        return new RandomModule(seed, floats ? Floats.HIDDEN_NAN : Floats.NONE, false).build();
    }

    /// The same, or something special: may recurse as deep as can be (use [GuestThread]), and may not link.
    static Bytes special(long seed, Floats floats) {
        return new RandomModule(seed, floats, true).build();
    }

    private Bytes build() {
        for (int i = 0; i < 4; i++) {
            signatures.add(randomType(4));
        }
        signatures.add(FuncType.of());
        int imported = random.nextInt(4);
        for (int i = 0; i < imported; i++) {
            FuncType host = noFloats(pick(signatures));
            module.importFunction("seal0", "h" + i, host);
            functionTypes.add(host);
        }
        pages = chance(10) ? 2 : 1;
        module.importMemory(pages, pages + random.nextInt(3));
        int own = 2 + random.nextInt(6);
        functionTypes.add(FuncType.of());
        functionTypes.add(FuncType.of());
        for (int i = 2; i < own; i++) {
            functionTypes.add(pick(signatures));
        }
        globals();
        int tableSize = 1 + random.nextInt(12);
        module.table(tableSize);
        for (int i = 0; i < 3; i++) {
            int slot = random.nextInt(tableSize);
            int[] functions = new int[random.nextInt(tableSize - slot) + 1];
            for (int j = 0; j < functions.length; j++) {
                functions[j] = random.nextInt(functionTypes.size());
            }
            if (chance(4)) {
                module.explicitElement(slot, functions);
            } else {
                module.element(slot, functions);
            }
        }
        if (chance(4)) {
            // A second type of the same shape: signatures are equal by structure.
            module.newType(pick(signatures));
        }
        int recursive = special && chance(5) ? imported + own : -1;
        for (int i = 0; i < own; i++) {
            body(functionTypes.get(imported + i), i < 2, i == 0 ? recursive : -1);
        }
        if (recursive >= 0) {
            recursion(recursive);
        }
        module.export("call", imported).export("deploy", imported + 1);
        if (random.nextInt(8) == 0) {
            module.start(imported + 1);
        }
        segments();
        return module.build();
    }

    private void segments() {
        byte[] data = new byte[random.nextInt(60)];
        random.nextBytes(data);
        module.data(random.nextInt(200), data);
        if (chance(4)) {
            module.explicitData(random.nextInt(300), data).passiveData(data);
        }
        if (!special) {
            return;
        }
        int end = pages * 65536;
        switch (random.nextInt(24)) {
            case 0 -> module.data(end - data.length, data);
            case 1 -> module.data(end, new byte[0]);
            case 2 -> module.data(end + 1, new byte[0]);
            case 3 -> module.data(end - data.length + 1, data);
            case 4 -> module.data(-1, data);
            default -> {}
        }
    }

    /// Calls itself as often as its argument says, with locals and operands of random number: near the limit of depth,
    /// and with many locals near the limit of cells.
    private void recursion(int self) {
        List<ValueType> own = Collections.nCopies(random.nextInt(random.nextInt(400) + 1), pick(NUMBERS));
        int below = random.nextInt(random.nextInt(30) + 1);
        module.function(FuncType.of(ValueType.I32).returning(ValueType.I32), own, o -> {
            o.op(0x20, 0).raw(0x45, 0x04, 0x40).i32(1).raw(0x0f, 0x0b);
            for (int i = 0; i < below; i++) {
                o.i32(i);
            }
            o.op(0x20, 0).i32(1).raw(0x6b).op(0x10, self).i32(1).raw(0x6a);
            for (int i = 0; i < below; i++) {
                o.raw(0x6a);
            }
        });
    }

    private FuncType randomType(int paramsMax) {
        List<ValueType> params = new ArrayList<>();
        int count = random.nextInt(paramsMax + 1);
        for (int i = 0; i < count; i++) {
            params.add(pick(valueTypes));
        }
        return new FuncType(params, random.nextInt(3) == 0 ? List.of() : List.of(pick(valueTypes)));
    }

    private static FuncType noFloats(FuncType type) {
        boolean floats = type.params().stream().anyMatch(ValueType::isFloat)
                || type.results().stream().anyMatch(ValueType::isFloat);
        return floats ? FuncType.of(ValueType.I32, ValueType.I64).returning(ValueType.I32) : type;
    }

    private void globals() {
        firstMutableGlobal = random.nextInt(3);
        int count = firstMutableGlobal + 1 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            ValueType global = pick(valueTypes);
            globals.add(global);
            int value = random.nextInt();
            module.global(global, i >= firstMutableGlobal, o -> {
                switch (global) {
                    case I32 -> o.i32(value);
                    case I64 -> o.i64((long) value << 20);
                    case F32 -> o.f32(value);
                    case F64 -> o.f64(value);
                }
            });
        }
    }

    /// @param shown whether the integer globals go to memory at the end, so that they are compared
    /// @param recursive a function to call with a depth near the limit, -1 = none
    private void body(FuncType function, boolean shown, int recursive) {
        type = function;
        locals = new ArrayList<>(function.params());
        List<ValueType> own = new ArrayList<>();
        int count = random.nextInt(10) + (chance(20) ? random.nextInt(300) : 0);
        for (int i = 0; i < count; i++) {
            own.add(pick(valueTypes));
        }
        locals.addAll(own);
        scratch = locals.size();
        if (floats != Floats.NONE) {
            own.add(ValueType.F32);
            own.add(ValueType.F64);
        }
        budget = huge ? 3000 + random.nextInt(9000) : 20 + random.nextInt(150);
        labels.clear();
        labels.add(function.results());
        module.function(function, own, o -> {
            out = o;
            if (recursive >= 0) {
                int depth = chance(3) ? 1015 + random.nextInt(16) : random.nextInt(1100);
                out.i32(0x700).i32(depth).op(0x10, recursive).op(0x36, 2, 0);
            }
            do {
                statements(huge ? 5 : 3);
            } while (huge && budget > 0);
            if (shown) {
                showGlobals();
            }
            for (ValueType result : function.results()) {
                value(result, 3);
            }
        });
    }

    private void showGlobals() {
        for (int i = 0; i < globals.size(); i++) {
            ValueType global = globals.get(i);
            if (!global.isFloat()) {
                out.i32(0x600 + 8 * i).op(0x23, i).op(global == ValueType.I32 ? 0x36 : 0x37, 0, 0);
            }
        }
    }

    private <T> T pick(List<T> items) {
        return items.get(random.nextInt(items.size()));
    }

    private ValueType pick(ValueType[] items) {
        return items[random.nextInt(items.length)];
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    // Statements leave the stack as it was.

    private void statements(int depth) {
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count && budget > 0; i++) {
            statement(depth);
        }
    }

    private void statement(int depth) {
        budget--;
        switch (random.nextInt(depth > 0 ? 14 : 6)) {
            case 0, 1 -> setVariable(depth);
            case 2 -> store(depth);
            case 3 -> {
                ValueType any = pick(valueTypes);
                value(any, depth);
                out.raw(0x1a);
            }
            case 4 -> callStatement(depth);
            case 5 -> out.raw(0x01);
            case 6, 7 -> block(0x02, List.of(), depth);
            case 8 -> block(0x03, List.of(), depth);
            case 9 -> ifStatement(depth);
            case 10, 11 -> branch(depth);
            case 12 -> branchTable(depth);
            default -> {
                if (chance(3)) {
                    exit(depth);
                } else {
                    // Values stay below while something branches out over them.
                    ValueType below = pick(valueTypes);
                    value(below, 1);
                    statement(depth - 1);
                    out.raw(0x1a);
                }
            }
        }
    }

    private void setVariable(int depth) {
        if (!locals.isEmpty() && chance(2)) {
            int local = random.nextInt(locals.size());
            value(locals.get(local), depth);
            out.op(0x21, local);
        } else {
            int global = firstMutableGlobal + random.nextInt(globals.size() - firstMutableGlobal);
            value(globals.get(global), depth);
            out.op(0x24, global);
        }
    }

    private void address() {
        if (chance(60)) {
            out.i32(pickEdge());
        } else if (chance(40)) {
            // Around the end of the memory, or of what it may grow to.
            out.i32((pages + random.nextInt(2)) * 65536 - random.nextInt(12) + 2);
        } else if (chance(40)) {
            value(ValueType.I32, 1);
        } else {
            value(ValueType.I32, 1);
            out.i32(0x3ff).raw(0x71);
        }
    }

    private int pickEdge() {
        return chance(3) ? random.nextInt() : EDGES[random.nextInt(EDGES.length)] * (chance(3) ? -1 : 1);
    }

    private long offset() {
        return chance(80) ? random.nextInt() & 0xffffffffL : random.nextInt(100);
    }

    private void store(int depth) {
        if (floats != Floats.NONE && chance(5)) {
            boolean wide = chance(2);
            address();
            value(wide ? ValueType.F64 : ValueType.F32, depth);
            hideNan(wide);
            memoryImmediates(wide ? 0x39 : 0x38);
            return;
        }
        int op = new int[] {0x36, 0x37, 0x3a, 0x3b, 0x3c, 0x3d, 0x3e}[random.nextInt(7)];
        address();
        value(op == 0x36 || op == 0x3a || op == 0x3b ? ValueType.I32 : ValueType.I64, depth);
        memoryImmediates(op);
    }

    /// Puts 0 in the place of a NaN, unless its bits may be seen.
    private void hideNan(boolean wide) {
        if (floats == Floats.BITS) {
            return;
        }
        int local = scratch + (wide ? 1 : 0);
        out.op(0x22, local);
        if (wide) {
            out.f64(0);
        } else {
            out.f32(0);
        }
        out.op(0x20, local).op(0x20, local).raw(wide ? 0x61 : 0x5b, 0x1b);
    }

    private void memoryImmediates(int op) {
        int alignment = random.nextInt(Op.alignment(op) + 1);
        if (chance(30)) {
            // The form that names the memory.
            out.op(op, alignment | 0x40, 0, offset());
        } else {
            out.op(op, alignment, offset());
        }
    }

    private void callStatement(int depth) {
        FuncType callee = chance(2) ? callIndirect(depth) : callDirect(depth);
        if (!callee.results().isEmpty()) {
            out.raw(0x1a);
        }
    }

    private FuncType callDirect(int depth) {
        int function = random.nextInt(functionTypes.size());
        FuncType callee = functionTypes.get(function);
        callee.params().forEach(p -> value(p, depth - 1));
        out.op(0x10, function);
        return callee;
    }

    private FuncType callIndirect(int depth) {
        FuncType callee = pick(signatures);
        callee.params().forEach(p -> value(p, depth - 1));
        value(ValueType.I32, 1);
        if (!chance(8)) {
            out.i32(7).raw(0x71);
        }
        out.op(0x11, module.type(callee), 0);
        return callee;
    }

    private void block(int op, List<ValueType> result, int depth) {
        out.raw(op, result.isEmpty() ? 0x40 : result.get(0).code());
        labels.add(op == 0x03 ? List.of() : result);
        statements(depth - 1);
        if (op == 0x03 && chance(2)) {
            value(ValueType.I32, 1);
            out.op(0x0d, 0);
        }
        if (chance(6)) {
            exit(depth - 1);
            deadCode();
        }
        result.forEach(r -> value(r, depth - 1));
        labels.remove(labels.size() - 1);
        out.raw(0x0b);
    }

    private void ifStatement(int depth) {
        value(ValueType.I32, depth - 1);
        out.raw(0x04, 0x40);
        labels.add(List.of());
        statements(depth - 1);
        if (chance(2)) {
            out.raw(0x05);
            statements(depth - 1);
        }
        labels.remove(labels.size() - 1);
        out.raw(0x0b);
    }

    private int randomLabel() {
        return random.nextInt(labels.size());
    }

    private List<ValueType> label(int depth) {
        return labels.get(labels.size() - 1 - depth);
    }

    private void branch(int depth) {
        int target = randomLabel();
        label(target).forEach(r -> value(r, depth - 1));
        value(ValueType.I32, depth - 1);
        out.op(0x0d, target);
        label(target).forEach(r -> out.raw(0x1a));
    }

    /// A table inside a block of its own, so that the rest of the block is dead.
    private void branchTable(int depth) {
        out.raw(0x02, 0x40);
        labels.add(List.of());
        int first = randomLabel();
        List<ValueType> carried = label(first);
        List<Integer> targets = new ArrayList<>();
        int count = random.nextInt(6);
        for (int i = 0; i < count * 3; i++) {
            int target = randomLabel();
            if (label(target).equals(carried)) {
                targets.add(target);
            }
        }
        carried.forEach(r -> value(r, depth - 1));
        value(ValueType.I32, depth - 1);
        if (chance(2)) {
            out.i32(3).raw(0x71);
        }
        out.raw(0x0e).u32(targets.size());
        targets.forEach(out::u32);
        out.u32(first);
        if (chance(3)) {
            deadCode();
        }
        labels.remove(labels.size() - 1);
        out.raw(0x0b);
    }

    /// Something that never continues.
    private void exit(int depth) {
        switch (random.nextInt(4)) {
            case 0 -> out.raw(0x00);
            case 1 -> {
                type.results().forEach(r -> value(r, depth - 1));
                out.raw(0x0f);
            }
            default -> {
                int target = randomLabel();
                label(target).forEach(r -> value(r, depth - 1));
                out.op(0x0c, target);
            }
        }
    }

    private void deadCode() {
        switch (random.nextInt(5)) {
            case 0 -> out.raw(0x6a, 0x1a);
            case 1 -> out.raw(0x02, 0x7f, 0x00, 0x0b, 0x1a);
            case 2 -> out.raw(0x1b, 0x1a);
            case 3 -> out.i32(1).raw(0x04, 0x7f, 0x41, 0x02, 0x05, 0x00, 0x0b, 0x45, 0x1a);
            default -> out.raw(0x03, 0x40, 0x0c, 0x00, 0x0b);
        }
    }

    // Values.

    private void value(ValueType wanted, int depth) {
        budget--;
        if (depth <= 0 || budget <= 0) {
            leaf(wanted);
            return;
        }
        switch (random.nextInt(12)) {
            case 0 -> leaf(wanted);
            case 1 -> {
                value(wanted, depth - 1);
                value(wanted, depth - 1);
                value(ValueType.I32, depth - 1);
                out.raw(0x1b);
            }
            case 2 -> block(0x02, List.of(wanted), depth - 1);
            case 3 -> {
                value(ValueType.I32, depth - 1);
                out.raw(0x04, wanted.code());
                labels.add(List.of(wanted));
                statements(depth - 1);
                value(wanted, depth - 1);
                out.raw(0x05);
                value(wanted, depth - 1);
                labels.remove(labels.size() - 1);
                out.raw(0x0b);
            }
            case 4 -> callFor(wanted, depth);
            case 5 -> tee(wanted, depth);
            case 6 -> {
                value(wanted, depth - 1);
                statement(depth - 1);
            }
            default -> operation(wanted, depth);
        }
    }

    private void leaf(ValueType wanted) {
        for (int attempt = 0; attempt < 3; attempt++) {
            if (!locals.isEmpty()) {
                int local = random.nextInt(locals.size());
                if (locals.get(local) == wanted) {
                    out.op(0x20, local);
                    return;
                }
            }
            int global = random.nextInt(globals.size());
            if (chance(3) && globals.get(global) == wanted) {
                out.op(0x23, global);
                return;
            }
        }
        switch (wanted) {
            case I32 -> out.i32(pickEdge());
            case I64 -> out.i64(chance(3) ? random.nextLong() : pickEdge());
            case F32 -> out.f32(chance(5) ? Float.NaN : random.nextInt(1000) / 8f);
            case F64 -> out.f64(chance(5) ? Double.NEGATIVE_INFINITY : random.nextInt() / 16.0);
        }
    }

    private void tee(ValueType wanted, int depth) {
        value(wanted, depth - 1);
        int local = locals.indexOf(wanted);
        if (local >= 0) {
            out.op(0x22, local);
        }
    }

    private void callFor(ValueType wanted, int depth) {
        int function = random.nextInt(functionTypes.size());
        FuncType callee = functionTypes.get(function);
        if (callee.results().equals(List.of(wanted))) {
            callee.params().forEach(p -> value(p, depth - 2));
            out.op(0x10, function);
        } else {
            operation(wanted, depth);
        }
    }

    private void operation(ValueType wanted, int depth) {
        if (wanted == ValueType.I32 && chance(10)) {
            memorySize(depth);
            return;
        }
        if (chance(5)) {
            load(wanted);
            return;
        }
        if (floats != Floats.NONE && !wanted.isFloat() && chance(8)) {
            boolean wide = wanted == ValueType.I64;
            value(wide ? ValueType.F64 : ValueType.F32, depth - 1);
            hideNan(wide);
            out.raw(wide ? 0xbd : 0xbc);
            return;
        }
        int op;
        do {
            op = Op.NUMERIC_FIRST + random.nextInt(Op.NUMERIC_LAST - Op.NUMERIC_FIRST + 1);
        } while (!usable(op, wanted));
        value(ValueType.values()[Op.first(op)], depth - 1);
        if (Op.second(op) != Op.NONE) {
            value(ValueType.values()[Op.second(op)], depth - 1);
            boolean division = op >= 0x6d && op <= 0x70 || op >= 0x7f && op <= 0x82;
            if (division && !chance(10)) {
                if (op < 0x79) {
                    out.i32(1).raw(0x72);
                } else {
                    out.i64(1).raw(0x84);
                }
            }
        }
        out.raw(op);
    }

    private boolean usable(int op, ValueType wanted) {
        boolean floatsAllowed = floats != Floats.NONE;
        boolean touchesFloats = Op.first(op) >= Op.F || Op.result(op) >= Op.F;
        if (Op.result(op) != wanted.ordinal() || touchesFloats && !floatsAllowed) {
            return false;
        }
        boolean bitsOfFloat = floats != Floats.BITS && (op == 0xbc || op == 0xbd);
        boolean truncation = op >= 0xa8 && op <= 0xab || op >= 0xae && op <= 0xb1;
        boolean signOfNan = floats != Floats.BITS && (op == 0x98 || op == 0xa6);
        return !bitsOfFloat && !signOfNan && (!truncation || chance(10));
    }

    private void memorySize(int depth) {
        if (chance(4)) {
            value(ValueType.I32, 1);
            if (!chance(10)) {
                out.i32(1).raw(0x71);
            }
            out.raw(0x40, 0);
        } else {
            out.raw(0x3f, 0);
        }
    }

    private void load(ValueType wanted) {
        int[] ops = switch (wanted) {
            case I32 -> new int[] {0x28, 0x2c, 0x2d, 0x2e, 0x2f};
            case I64 -> new int[] {0x29, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35};
            case F32 -> new int[] {0x2a};
            case F64 -> new int[] {0x2b};
        };
        int op = ops[random.nextInt(ops.length)];
        address();
        memoryImmediates(op);
    }
}
