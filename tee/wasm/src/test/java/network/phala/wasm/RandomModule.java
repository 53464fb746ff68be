package network.phala.wasm;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import network.phala.primitives.Bytes;

/// Writes random valid modules that use every instruction ([RandomCode]): typed expressions and statements, all kinds
/// of branches with and without values, dead code, calls of every kind, every trap, host functions that burn fuel, work
/// on memory and trap. Float values are computed and compared; their bits become visible only without NaN, because
/// wasmi's NaN are the machine's choice, or, for our own engines among themselves ([Floats#BITS]), as they are.
///
/// One special module in a few has something of its own: functions so large that they are cut or get open accesses,
/// recursion to the limits of depth and of cells, segments that overlap or end at or beyond the end of the memory or
/// table, no pages at all or as many as may be.
final class RandomModule {
    /// What a module does with floats.
    enum Floats {
        NONE,
        /// Computes and shows them, NaN excepted.
        HIDDEN_NAN,
        /// Shows the bits of NaN too.
        BITS
    }

    /// What the functions of a module can see.
    ///
    /// @param functions types by index
    /// @param addressed indices of host functions that take an address first
    /// @param firstMutableGlobal globals from here on can be set; there is one
    /// @param table functions by slot, -1 where there is none
    /// @param budget of instructions for each function, roughly
    record Shape(
            List<FuncType> functions,
            List<Integer> addressed,
            List<FuncType> signatures,
            List<ValueType> globals,
            int firstMutableGlobal,
            int pages,
            List<Integer> table,
            boolean huge,
            int budget) {
        int tableSize() {
            return table.size();
        }
    }

    private static final ValueType[] NUMBERS = {ValueType.I32, ValueType.I64};
    private static final ValueType[] WITH_FLOATS = {ValueType.I32, ValueType.I64, ValueType.F32, ValueType.F64};
    private static final List<String> HOSTS = List.of("plain", "fuel", "mem", "trap");

    private final Random random;
    private final Floats floats;
    private final ValueType[] valueTypes;
    private final boolean special;
    private final boolean huge;
    private final ModuleBuilder module = new ModuleBuilder();
    private final List<FuncType> functionTypes = new ArrayList<>();
    private final List<Integer> addressed = new ArrayList<>();
    private final List<FuncType> signatures = new ArrayList<>();
    private final List<ValueType> globals = new ArrayList<>();
    private boolean ownMemory;
    private int firstMutableGlobal;
    private int pages;
    private final List<Integer> table = new ArrayList<>();

    private RandomModule(long seed, Floats floats, boolean special) {
        random = new Random(seed);
        this.floats = floats;
        this.special = special;
        valueTypes = valueTypes(floats);
        // Not the first number of a Random: it hardly differs between neighbouring seeds.
        huge = special && Long.hashCode(seed * 0x9e3779b97f4a7c15L) % 16 == 0;
    }

    static ValueType[] valueTypes(Floats floats) {
        return (floats == Floats.NONE ? NUMBERS : WITH_FLOATS).clone();
    }

    /// A module with the exports `call` and `deploy`, both () -> (), and `f` of any type without float results.
    static Bytes of(long seed, boolean floats) {
        return new RandomModule(seed, floats ? Floats.HIDDEN_NAN : Floats.NONE, false).build();
    }

    /// The same, or something special: may recurse as deep as can be (use [GuestThread]), and may not link.
    static Bytes special(long seed, Floats floats) {
        return new RandomModule(seed, floats, true).build();
    }

    private Bytes build() {
        for (int i = 0; i < 4; i++) {
            signatures.add(randomType(chance(12) ? 30 : 4));
        }
        signatures.add(FuncType.of());
        equalTypes();
        int imported = random.nextInt(4);
        memory();
        hosts(imported);
        int own = 2 + random.nextInt(6);
        functionTypes.add(FuncType.of());
        functionTypes.add(FuncType.of());
        for (int i = 2; i < own; i++) {
            functionTypes.add(pick(signatures));
        }
        globals();
        table();
        Shape shape = new Shape(
                List.copyOf(functionTypes),
                List.copyOf(addressed),
                List.copyOf(signatures),
                List.copyOf(globals),
                firstMutableGlobal,
                pages,
                List.copyOf(table),
                huge,
                huge ? 3000 + random.nextInt(9000) : 20 + random.nextInt(150));
        RandomCode code = new RandomCode(random, floats, shape, module);
        RandomRecursion recursion = new RandomRecursion(random, pick(NUMBERS), shape, imported + own);
        boolean recursive = special && chance(5);
        for (int i = 0; i < own; i++) {
            boolean first = recursive && i == 0;
            code.function(functionTypes.get(imported + i), i < 2, first ? recursion::call : (_, _) -> {});
        }
        if (recursive) {
            recursion.addTo(module);
        }
        module.export("call", imported).export("deploy", imported + 1).export("f", shown(imported));
        if (random.nextInt(8) == 0 && !ownMemory) {
            List<Integer> starts = new ArrayList<>();
            for (int i = 0; i < functionTypes.size(); i++) {
                if (functionTypes.get(i).equals(FuncType.of())) {
                    starts.add(i);
                }
            }
            module.start(pick(starts));
        }
        segments();
        return module.build();
    }

    /// Types are equal by structure: what is declared with one type may be called with another one like it.
    private void equalTypes() {
        if (chance(2)) {
            return;
        }
        signatures.forEach(module::newType);
        for (int i = 0; i < 3; i++) {
            module.newType(pick(signatures));
        }
        module.anyOfEqualTypes(random);
    }

    /// A function whose result can be compared.
    private int shown(int imported) {
        int last = functionTypes.size() - 1;
        boolean hidden = functionTypes.get(last).results().stream().anyMatch(ValueType::isFloat);
        return hidden ? imported + 1 : last;
    }

    private void memory() {
        pages = chance(10) ? random.nextInt(4) : 1;
        int maximum = chance(8) ? Math.max(pages, random.nextInt(65)) : pages + random.nextInt(3);
        ownMemory = chance(10);
        if (ownMemory) {
            module.memory(pages, maximum).exportMemory("memory");
        } else {
            module.importMemory(pages, maximum);
        }
    }

    private void hosts(int count) {
        for (int i = 0; i < count; i++) {
            FuncType host = noFloats(pick(signatures));
            String kind = chance(2) ? HOSTS.getFirst() : pick(HOSTS);
            if (kind.equals("mem") && (ownMemory || host.params().isEmpty())) {
                kind = "plain";
            }
            if (kind.equals("mem")) {
                addressed.add(i);
            }
            module.importFunction("seal0", kind + i, host);
            functionTypes.add(host);
        }
    }

    private void table() {
        int tableSize = 1 + random.nextInt(12);
        module.table(tableSize);
        table.addAll(Collections.nCopies(tableSize, -1));
        for (int i = 0; i < 3; i++) {
            int slot = random.nextInt(tableSize);
            int[] functions = new int[random.nextInt(tableSize - slot) + 1];
            for (int j = 0; j < functions.length; j++) {
                functions[j] = random.nextInt(functionTypes.size());
                table.set(slot + j, functions[j]);
            }
            if (chance(4)) {
                module.explicitElement(slot, functions);
            } else {
                module.element(slot, functions);
            }
        }
        if (special && chance(40)) {
            module.element(tableSize - 1 + random.nextInt(3), new int[random.nextInt(3)]);
        }
    }

    private void segments() {
        byte[] data = new byte[random.nextInt(60)];
        random.nextBytes(data);
        int end = pages * 65536;
        if (end > 0) {
            module.data(random.nextInt(200), data);
        }
        if (chance(4) && end > 0) {
            module.explicitData(random.nextInt(300), data).passiveData(data);
        }
        if (!special) {
            return;
        }
        switch (random.nextInt(48)) {
            case 0, 1 -> module.data(end - Math.min(end, data.length), data);
            case 2 -> module.data(end, new byte[0]);
            case 3 -> module.data(end + 1, new byte[0]);
            case 4 -> module.data(end - data.length + 1, data);
            case 5 -> module.data(-1, data);
            default -> {}
        }
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

    private <T> T pick(List<T> items) {
        return items.get(random.nextInt(items.size()));
    }

    private ValueType pick(ValueType[] items) {
        return items[random.nextInt(items.length)];
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }
}

/// A function that calls itself as often as its argument says, with parameters, locals and operands of random number:
/// near the limit of depth, and with many of them near the limit of cells. Some call themselves through the table, some
/// call something else where they end, and some a function whose locals take all cells that are left, or one more.
final class RandomRecursion {
    /// wasmi's value stack: 1 MiB of 8-byte cells.
    private static final int CELLS = 131_072;

    private final Random random;
    private final ValueType type;
    private final RandomModule.Shape shape;
    private final int self;
    private final FuncType signature;
    private final boolean exact;
    private final int locals;
    private final int below;
    private final int depth;
    /// Locals of the function that fills the cells.
    private int filling;

    RandomRecursion(Random random, ValueType type, RandomModule.Shape shape, int self) {
        this.random = random;
        this.type = type;
        this.shape = shape;
        this.self = self;
        int more = random.nextInt(3) == 0 ? random.nextInt(20) : 0;
        List<ValueType> params = new ArrayList<>(List.of(ValueType.I32));
        params.addAll(Collections.nCopies(more, type));
        signature = new FuncType(params, List.of(ValueType.I32));
        exact = random.nextInt(3) == 0;
        below = random.nextInt(random.nextInt(30) + 1);
        locals = exact ? 130 + random.nextInt(400) : random.nextInt(random.nextInt(400) + 1);
        if (exact) {
            depth = (CELLS - 2000 - random.nextInt(40_000)) / cells();
        } else {
            depth = random.nextInt(3) == 0 ? 1015 + random.nextInt(16) : random.nextInt(1100);
        }
    }

    /// What one activation holds when it calls the next.
    private int cells() {
        return signature.params().size() + locals + below;
    }

    /// Writes a call and keeps the result in memory.
    ///
    /// @param callerLocals cells of the caller
    void call(ModuleBuilder.Out out, int callerLocals) {
        filling = CELLS - callerLocals - 1 - depth * cells() - (cells() - below) + random.nextInt(5) - 2;
        out.i32(0x700).i32(depth);
        arguments(out, signature.params().subList(1, signature.params().size()));
        out.op(0x10, self).op(0x36, 2, 0);
    }

    void addTo(ModuleBuilder module) {
        boolean indirect = random.nextInt(3) == 0;
        if (indirect) {
            module.element(0, self);
        }
        module.function(signature, Collections.nCopies(locals, type), o -> {
            o.op(0x20, 0).raw(0x45, 0x04, 0x40);
            if (exact) {
                o.op(0x10, self + 1);
            } else if (random.nextInt(2) == 0) {
                somethingElse(o);
            }
            o.i32(1).raw(0x0f, 0x0b);
            for (int i = 0; i < below; i++) {
                o.i32(i);
            }
            o.op(0x20, 0).i32(1).raw(0x6b);
            for (int i = 1; i < signature.params().size(); i++) {
                o.op(0x20, i);
            }
            if (indirect) {
                o.i32(0).op(0x11, module.type(signature), 0);
            } else {
                o.op(0x10, self);
            }
            o.i32(1).raw(0x6a);
            for (int i = 0; i < below; i++) {
                o.raw(0x6a);
            }
        });
        if (exact) {
            module.function(FuncType.of(), Collections.nCopies(filling, type), _ -> {});
        }
    }

    private void somethingElse(ModuleBuilder.Out out) {
        int function = random.nextInt(shape.functions().size());
        FuncType callee = shape.functions().get(function);
        arguments(out, callee.params());
        out.op(0x10, function);
        callee.results().forEach(_ -> out.raw(0x1a));
    }

    private static void arguments(ModuleBuilder.Out out, List<ValueType> params) {
        for (ValueType param : params) {
            switch (param) {
                case I32 -> out.i32(3);
                case I64 -> out.i64(5);
                case F32 -> out.f32(7);
                case F64 -> out.f64(9);
            }
        }
    }
}
