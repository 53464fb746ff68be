package network.phala.wasm;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// What running code works on: memory, fuel, globals. Public for generated code only; hosts use [Instance].
///
/// ### The stack word
///
/// Depth and value-stack use are counted as wasmi does, in one int that every call passes on: bits 0-17 hold
/// the used cells plus [#CELLS_BIAS], bits 20-30 the call depth plus [#DEPTH_BIAS]. The biases are chosen so
/// that going over a limit sets a bit of [#OVERFLOW]; adding what a call needs and testing the mask checks both
/// limits at once.
public final class Store {
    /// wasmi's value stack: 1 MiB of 8-byte cells.
    static final int CELLS_MAX = 131_072;

    private static final int CELLS_BIAS = (1 << 18) - 1 - CELLS_MAX;
    private static final int DEPTH_BIAS = (1 << 11) - 1 - 1024;
    /// One more call on the stack.
    static final int ONE_CALL = 1 << 20;
    /// Bits that are set when a limit is exceeded.
    static final int OVERFLOW = 0x800c0000;
    /// How much fuel a run that can be stopped burns between two looks: some milliseconds at most.
    private static final long SLICE = 1 << 20;

    private static final WasmTrap STACK = new WasmTrap(TrapCode.STACK_OVERFLOW);
    private static final WasmTrap FUEL = new WasmTrap(TrapCode.OUT_OF_FUEL);
    private static final WasmTrap TABLE_BOUNDS = new WasmTrap(TrapCode.TABLE_OUT_OF_BOUNDS);
    private static final WasmTrap TABLE_NULL = new WasmTrap(TrapCode.INDIRECT_CALL_TO_NULL);
    private static final WasmTrap SIGNATURE = new WasmTrap(TrapCode.BAD_SIGNATURE);

    public byte[] mem;
    /// Fuel at hand. All there is, unless the run can be stopped.
    public long fuel;
    public final long[] globals;

    final LinearMemory memory;
    final LinkedModule<?> linked;
    /// The interpreter's operand and local values, indexed as wasmi's value stack.
    long[] values = new long[0];

    @Nullable
    Instance<?> instance;

    /// Fuel that is not at hand, so that running code comes by [#refill] now and then.
    private long reserve;

    @Nullable
    BooleanSupplier stop;

    private final @Nullable Tables tables;
    final boolean[] droppedData;

    Store(LinkedModule<?> linked, LinearMemory memory, long[] globals, @Nullable Tables tables) {
        this.linked = linked;
        this.tables = tables;
        this.droppedData = linked.module().droppedData();
        this.memory = memory;
        this.mem = memory.bytes;
        this.globals = globals;
    }

    /// The stack word of a first call with this many arguments.
    static int firstCall(int params) {
        return DEPTH_BIAS << 20 | (params + CELLS_BIAS);
    }

    /// The cells in use according to a stack word.
    static int cells(int stack) {
        return (stack & 0xfffff) - CELLS_BIAS;
    }

    /// A number of cells as an addend for the stack word; what can never fit is cut so that it cannot run over
    /// the field.
    static int addend(int cells) {
        return Math.min(cells, CELLS_MAX + 1);
    }

    public static void checkStack(int stack) throws WasmTrap {
        if ((stack & OVERFLOW) != 0) {
            throw STACK;
        }
    }

    /// The start of a function: its stack need, then the fuel of its first block.
    public void enter(int stack, int cells, int cost) throws WasmTrap {
        if (((stack + cells) & OVERFLOW) != 0) {
            throw STACK;
        }
        charge(cost);
    }

    public void charge(int cost) throws WasmTrap {
        long left = fuel - cost;
        fuel = left < 0 ? refill(cost) : left;
    }

    void chargeLong(long cost) throws WasmTrap {
        fuel = fuel < cost ? refill(cost) : fuel - cost;
    }

    /// Asks whether the run shall end, takes the cost from all that is left and gives a new slice of it.
    private long refill(long cost) throws WasmTrap {
        if (reserve == 0 && stop == null) {
            throw FUEL;
        }
        ensureWanted();
        long left = allFuel() - cost;
        if (left < 0) {
            throw FUEL;
        }
        long slice = Math.min(left, SLICE);
        reserve = left - slice;
        return slice;
    }

    /// @throws RunStoppedException when nobody wants this run any more
    void ensureWanted() {
        if (stop != null && stop.getAsBoolean()) {
            throw new RunStoppedException();
        }
    }

    long allFuel() {
        return fuel + reserve;
    }

    void setFuel(long all) {
        fuel = stop == null ? all : Math.min(all, SLICE);
        reserve = all - fuel;
    }

    public int memorySize() {
        return mem.length >>> 16;
    }

    /// `memory.grow`: 1024 fuel a page, kept even if it fails, for up to 65536 pages.
    public int memoryGrow(int delta) throws WasmTrap {
        if (delta < 0 || delta > 65536) {
            return -1;
        }
        chargeLong((long) delta * 1024);
        int before = memory.grow(delta);
        mem = memory.bytes;
        return before;
    }

    /// The function in a table slot, if it has the type.
    int indirect(int slot, int canonicalType) throws WasmTrap {
        FunctionTable table = linked.table;
        if (Integer.compareUnsigned(slot, table.size()) >= 0) {
            throw TABLE_BOUNDS;
        }
        int function = table.get(slot);
        if (function < 0) {
            throw TABLE_NULL;
        }
        return reference(function, canonicalType);
    }

    /// The tables of a module that changes them.
    Tables tables() {
        if (tables == null) {
            throw new IllegalStateException("the module changes no table");
        }
        return tables;
    }

    /// The function with this index, if it has the type.
    int reference(int function, int canonicalType) throws WasmTrap {
        WasmModule module = linked.module();
        if (module.canonicalType[module.functionTypes[function]] != canonicalType) {
            throw SIGNATURE;
        }
        return function;
    }

    /// Calls the function with this index, if it has the type.
    public long callReference(int function, int canonicalType, long[] args, int stack) throws Trap {
        int callee = reference(function, canonicalType);
        return linked.module().isImported(callee) ? callHost(callee, args, stack) : callGeneric(callee, args, stack);
    }

    /// Calls any own function by its index.
    public long callGeneric(int function, long[] args, int stack) throws Trap {
        return linked.code.call(this, function, args, stack);
    }

    /// Calls the function in a table slot.
    public long callIndirect(int slot, int canonicalType, long[] args, int stack) throws Trap {
        int function = indirect(slot, canonicalType);
        return linked.module().isImported(function)
                ? callHost(function, args, stack)
                : callGeneric(function, args, stack);
    }

    /// Calls a host function. `stack` is the word of this call, arguments included.
    public long callHost(int function, long[] args, int stack) throws Trap {
        FuncType type = linked.module().functionType(function);
        checkStack(stack
                - linked.uncountedHostCall
                + Math.max(type.params().size(), type.results().size()));
        Instance<?> caller = instance;
        if (caller == null) {
            throw new IllegalStateException("store without instance");
        }
        long result = caller.callHost(function, args);
        if (type.results().isEmpty()) {
            return 0;
        }
        return type.results().get(0).isWide() ? result : (int) result;
    }
}
