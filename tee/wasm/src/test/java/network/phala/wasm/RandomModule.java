package network.phala.wasm;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import network.phala.primitives.Bytes;

/// Writes random valid modules that use every instruction: typed expressions and statements, all kinds of
/// branches with and without values, dead code, calls of every kind, traps. Float values are computed and
/// compared but never become visible as bits, because the bits of a NaN are the machine's choice.
final class RandomModule {
    private static final ValueType[] NUMBERS = {ValueType.I32, ValueType.I64};
    private static final ValueType[] WITH_FLOATS = {ValueType.I32, ValueType.I64, ValueType.F32, ValueType.F64};
    private static final int[] EDGES = {
        0, 1, -1, 2, 7, 8, 31, 32, 63, 64, 127, 128, 255, 256, 0x7fff, 0x8000, 65532, 65536
    };

    private final Random random;
    private final ValueType[] valueTypes;
    private final ModuleBuilder module = new ModuleBuilder();
    private final List<FuncType> functionTypes = new ArrayList<>();
    private final List<FuncType> signatures = new ArrayList<>();
    private final List<ValueType> globals = new ArrayList<>();
    private int firstMutableGlobal;

    private ModuleBuilder.Out out = new ModuleBuilder.Out();
    private List<ValueType> locals = List.of();
    private FuncType type = FuncType.of();
    private int budget;
    /// Label types from the outside in; null = a label without value.
    private final List<List<ValueType>> labels = new ArrayList<>();

    private RandomModule(long seed, boolean floats) {
        random = new Random(seed);
        valueTypes = floats ? WITH_FLOATS : NUMBERS;
    }

    /// A module with the exports `call` and `deploy`, both () -> ().
    static Bytes of(long seed, boolean floats) {
        return new RandomModule(seed, floats).build();
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
        module.importMemory(1, 1 + random.nextInt(3));
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
        for (int i = 0; i < own; i++) {
            body(functionTypes.get(imported + i));
        }
        module.export("call", imported).export("deploy", imported + 1);
        if (random.nextInt(8) == 0) {
            module.start(imported + 1);
        }
        byte[] data = new byte[random.nextInt(60)];
        random.nextBytes(data);
        module.data(random.nextInt(200), data);
        if (chance(4)) {
            module.explicitData(random.nextInt(300), data).passiveData(data);
        }
        return module.build();
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

    private void body(FuncType function) {
        type = function;
        locals = new ArrayList<>(function.params());
        List<ValueType> own = new ArrayList<>();
        int count = random.nextInt(10);
        for (int i = 0; i < count; i++) {
            own.add(pick(valueTypes));
        }
        locals.addAll(own);
        budget = 20 + random.nextInt(150);
        labels.clear();
        labels.add(function.results());
        module.function(function, own, o -> {
            out = o;
            statements(3);
            for (ValueType result : function.results()) {
                value(result, 3);
            }
        });
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
        int op = new int[] {0x36, 0x37, 0x3a, 0x3b, 0x3c, 0x3d, 0x3e}[random.nextInt(7)];
        address();
        value(op == 0x36 || op == 0x3a || op == 0x3b ? ValueType.I32 : ValueType.I64, depth);
        memoryImmediates(op);
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
        if (!wanted.isFloat() && chance(5)) {
            load(wanted);
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
        boolean floatsAllowed = valueTypes == WITH_FLOATS;
        boolean touchesFloats = Op.first(op) >= Op.F || Op.result(op) >= Op.F;
        if (Op.result(op) != wanted.ordinal() || touchesFloats && !floatsAllowed) {
            return false;
        }
        boolean bitsOfFloat = op == 0xbc || op == 0xbd;
        boolean truncation = op >= 0xa8 && op <= 0xab || op >= 0xae && op <= 0xb1;
        boolean signOfNan = op == 0x98 || op == 0xa6;
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
        int[] ops = wanted == ValueType.I32
                ? new int[] {0x28, 0x2c, 0x2d, 0x2e, 0x2f}
                : new int[] {0x29, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35};
        int op = ops[random.nextInt(ops.length)];
        address();
        memoryImmediates(op);
    }
}
