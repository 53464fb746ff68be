package network.phala.wasm;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ObjIntConsumer;

/// Writes the random functions of a [RandomModule]: statements, expressions, everything they may jump to and call.
final class RandomCode {
    private static final int[] EDGES = {
        0,
        1,
        -1,
        2,
        7,
        8,
        31,
        32,
        63,
        64,
        127,
        128,
        255,
        256,
        0x7fff,
        0x8000,
        65532,
        65536,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE
    };

    private static final int[] GROWTHS = {0, 1, 2, 15, 16, 63, 64, 65, 65535, 65536, 65537, -1};
    private static final double[] TRUNCATED = {
        0x1p31, -0x1p31, 0x1p32, 0x1p63, -0x1p63, 0x1p64, -1, 0, Double.NaN, Double.POSITIVE_INFINITY, -2147483649.0
    };

    private final Random random;
    private final RandomModule.Floats floats;
    private final ValueType[] valueTypes;
    private final RandomModule.Shape shape;
    private final ModuleBuilder module;

    private ModuleBuilder.Out out = new ModuleBuilder.Out();
    private List<ValueType> locals = List.of();
    private FuncType type = FuncType.of();
    private int budget;
    /// Locals in which float values are looked at before they are shown, f32 and f64.
    private int scratch;
    /// Label types from the outside in.
    private final List<List<ValueType>> labels = new ArrayList<>();

    RandomCode(Random random, RandomModule.Floats floats, RandomModule.Shape shape, ModuleBuilder module) {
        this.random = random;
        this.floats = floats;
        this.shape = shape;
        this.module = module;
        valueTypes = RandomModule.valueTypes(floats);
    }

    /// @param shown whether the integer globals go to memory at the end, so that they are compared
    /// @param before writes what comes first, given the number of all locals
    void function(FuncType function, boolean shown, ObjIntConsumer<ModuleBuilder.Out> before) {
        type = function;
        locals = new ArrayList<>(function.params());
        List<ValueType> own = new ArrayList<>();
        int count = random.nextInt(10) + (chance(20) ? random.nextInt(300) : 0);
        for (int i = 0; i < count; i++) {
            own.add(pick(valueTypes));
        }
        locals.addAll(own);
        scratch = locals.size();
        if (floats != RandomModule.Floats.NONE) {
            own.add(ValueType.F32);
            own.add(ValueType.F64);
        }
        budget = shape.budget();
        labels.clear();
        labels.add(function.results());
        module.function(function, own, o -> {
            out = o;
            before.accept(o, function.params().size() + own.size());
            do {
                statements(shape.huge() ? 5 : 3);
            } while (shape.huge() && budget > 0);
            if (shown) {
                showGlobals();
            }
            for (ValueType result : function.results()) {
                value(result, 3);
            }
        });
    }

    private void showGlobals() {
        for (int i = 0; i < shape.globals().size(); i++) {
            ValueType global = shape.globals().get(i);
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
        if (chance(50)) {
            rarity(depth);
            return;
        }
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
            int first = shape.firstMutableGlobal();
            int global = first + random.nextInt(shape.globals().size() - first);
            value(shape.globals().get(global), depth);
            out.op(0x24, global);
        }
    }

    private void address() {
        if (chance(60)) {
            out.i32(pickEdge());
        } else if (chance(40)) {
            // Around the end of the memory, or of what it may grow to.
            out.i32((shape.pages() + random.nextInt(2)) * 65536 - random.nextInt(12) + 2);
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
        if (floats != RandomModule.Floats.NONE && chance(5)) {
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
        if (floats == RandomModule.Floats.BITS) {
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
        int function = random.nextInt(shape.functions().size());
        FuncType callee = shape.functions().get(function);
        arguments(function, depth - 1);
        out.op(0x10, function);
        return callee;
    }

    private void arguments(int function, int depth) {
        List<ValueType> params = shape.functions().get(function).params();
        for (int i = 0; i < params.size(); i++) {
            if (i == 0
                    && params.getFirst() == ValueType.I32
                    && shape.addressed().contains(function)) {
                address();
            } else {
                value(params.get(i), depth);
            }
        }
    }

    private FuncType callIndirect(int depth) {
        int slot = random.nextInt(shape.tableSize());
        int function = shape.table().get(slot);
        if (function >= 0 && !chance(3)) {
            // What is there, by its type or one that is equal.
            FuncType held = shape.functions().get(function);
            arguments(function, depth - 1);
            out.i32(slot).op(0x11, module.type(held), 0);
            return held;
        }
        FuncType callee = pick(shape.signatures());
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
        int count = chance(40) ? random.nextInt(1000) : random.nextInt(6);
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

    // What hardly comes up by chance.

    private void rarity(int depth) {
        switch (random.nextInt(12)) {
            case 0 -> nest();
            case 1 -> pile(depth);
            case 2 -> longNumbers();
            case 3 -> out.i32(GROWTHS[random.nextInt(GROWTHS.length)]).raw(0x40, 0, 0x1a);
            default -> {
                // Once in a while, or the rest would never run.
                value(ValueType.I32, 1);
                out.i32(random.nextInt(4)).raw(0x71, 0x45, 0x04, 0x40);
                bait();
                out.raw(0x0b);
            }
        }
    }

    /// Something that traps, or nearly.
    private void bait() {
        int kind = random.nextInt(floats == RandomModule.Floats.NONE ? 7 : 10);
        switch (kind) {
            case 0 -> out.i32(pickEdge()).i32(0).raw(0x6d + random.nextInt(4), 0x1a);
            case 1 -> out.i64(pickEdge()).i64(0).raw(0x7f + random.nextInt(4), 0x1a);
            case 2 -> out.i32(Integer.MIN_VALUE).i32(-1).raw(0x6d + random.nextInt(4), 0x1a);
            case 3 -> out.i64(Long.MIN_VALUE).i64(-1).raw(0x7f + random.nextInt(4), 0x1a);
            case 4 -> {
                FuncType callee = pick(shape.signatures());
                callee.params().forEach(this::leaf);
                out.i32(random.nextInt(shape.tableSize() + 3) - 1).op(0x11, module.type(callee), 0);
                callee.results().forEach(_ -> out.raw(0x1a));
            }
            case 5 -> out.raw(0x00);
            case 6 -> out.raw(0x03, 0x40, 0x0c, 0x00, 0x0b);
            default -> {
                boolean wide = chance(2);
                double edge = TRUNCATED[random.nextInt(TRUNCATED.length)];
                if (wide) {
                    out.f64(chance(2) ? Math.nextUp(edge) : Math.nextDown(edge));
                    out.raw(new int[] {0xaa, 0xab, 0xb0, 0xb1}[random.nextInt(4)], 0x1a);
                } else {
                    out.f32(chance(2) ? (float) edge : Math.nextDown((float) edge));
                    out.raw(new int[] {0xa8, 0xa9, 0xae, 0xaf}[random.nextInt(4)], 0x1a);
                }
            }
        }
    }

    /// Blocks in blocks, left by a table.
    private void nest() {
        int depth = 1 + random.nextInt(random.nextInt(300) + 1);
        for (int i = 0; i < depth; i++) {
            out.raw(0x02, 0x40);
            labels.add(List.of());
        }
        value(ValueType.I32, 1);
        if (chance(2)) {
            out.i32(depth).raw(0x70);
        }
        out.raw(0x0e).u32(depth - 1);
        for (int i = 0; i < depth; i++) {
            out.u32(i);
        }
        for (int i = 0; i < depth; i++) {
            out.raw(0x0b);
            labels.removeLast();
            if (chance(4)) {
                int global = shape.firstMutableGlobal();
                leaf(shape.globals().get(global));
                out.op(0x24, global);
            }
        }
    }

    /// Many operands at once.
    private void pile(int depth) {
        int count = random.nextInt(random.nextInt(400) + 1);
        ValueType all = chance(2) ? ValueType.I32 : ValueType.I64;
        for (int i = 0; i <= count; i++) {
            leaf(all);
        }
        if (depth > 0) {
            statement(depth - 1);
        }
        for (int i = 0; i < count; i++) {
            out.raw(all == ValueType.I32 ? 0x73 : 0x85);
        }
        out.raw(0x1a);
    }

    /// Numbers of more bytes than they need.
    private void longNumbers() {
        out.raw(0x41, 0xff, 0x80, 0x80, 0x80, 0x00, 0x1a);
        out.raw(0x42, 0x80 | random.nextInt(128), 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 0x1a);
        if (!locals.isEmpty()) {
            out.raw(0x20, 0x80, 0x80, 0x80, 0x80, 0x00, 0x1a);
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
            int global = random.nextInt(shape.globals().size());
            if (chance(3) && shape.globals().get(global) == wanted) {
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
        int function = random.nextInt(shape.functions().size());
        if (shape.functions().get(function).results().equals(List.of(wanted))) {
            arguments(function, depth - 2);
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
        if (floats != RandomModule.Floats.NONE && !wanted.isFloat() && chance(8)) {
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
        hideSignOfZero(op);
    }

    /// Of 0 and −0 either may be wasmi's greatest and least one, as Rust's `max` is compiled; the sum with 0 is 0 for
    /// both.
    private void hideSignOfZero(int op) {
        if (floats == RandomModule.Floats.BITS) {
            return;
        }
        switch (op) {
            case 0x96, 0x97 -> out.f32(0).raw(0x92);
            case 0xa4, 0xa5 -> out.f64(0).raw(0xa0);
            default -> {}
        }
    }

    private boolean usable(int op, ValueType wanted) {
        boolean floatsAllowed = floats != RandomModule.Floats.NONE;
        boolean touchesFloats = Op.first(op) >= Op.F || Op.result(op) >= Op.F;
        if (Op.result(op) != wanted.ordinal() || touchesFloats && !floatsAllowed) {
            return false;
        }
        boolean bitsOfFloat = floats != RandomModule.Floats.BITS && (op == 0xbc || op == 0xbd);
        boolean truncation = op >= 0xa8 && op <= 0xab || op >= 0xae && op <= 0xb1;
        boolean signOfNan = floats != RandomModule.Floats.BITS && (op == 0x98 || op == 0xa6);
        return !bitsOfFloat && !signOfNan && (!truncation || chance(10));
    }

    private void memorySize(int depth) {
        if (chance(3)) {
            if (chance(2)) {
                out.i32(GROWTHS[random.nextInt(GROWTHS.length)]);
            } else {
                value(ValueType.I32, 1);
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
            case FUNCREF, EXTERNREF -> throw new IllegalArgumentException("no load gives a " + wanted);
        };
        int op = ops[random.nextInt(ops.length)];
        address();
        memoryImmediates(op);
    }
}
