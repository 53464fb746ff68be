package network.phala.wasm;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;

/// One run of a module: memory, globals and fuel. Belongs to one thread at a time.
///
/// Fuel is one number shared by guest and host: guest code takes from it block by block, host functions read
/// and change it through [#fuel], [#setFuel] and [#consumeFuel] at any time. A host function may invoke other
/// instances; calling back into the same instance is allowed too and starts with a fresh stack.
///
/// Guests recurse on the Java stack: run them on a thread with a large one ([GuestThread]). Close gives the
/// memory back to the pool; nothing else needs it.
public final class Instance<C> implements AutoCloseable {
    private final LinkedModule<C> linked;
    private final C context;
    private final Store store;
    private boolean running;

    Instance(LinkedModule<C> linked, C context, Store store) {
        this.linked = linked;
        this.context = context;
        this.store = store;
        store.instance = this;
    }

    /// The host's object of this run.
    public C context() {
        return context;
    }

    /// The memory. A module without one has an empty memory that cannot grow.
    public LinearMemory memory() {
        return store.memory;
    }

    /// Fuel left.
    public long fuel() {
        return store.allFuel();
    }

    /// Sets the fuel that is left, 0 or more.
    public void setFuel(long fuel) {
        if (fuel < 0) {
            throw new IllegalArgumentException("fuel " + fuel + " is negative");
        }
        store.setFuel(fuel);
    }

    /// Lets others end this run: soon after `stop` says true, at the latest when the guest has burnt a million
    /// fuel or calls the host, [RunStoppedException] ends it. Results and the fuel that is left do not depend
    /// on this. Call it before the run.
    ///
    /// @param stop asked on the run's own thread
    public void stopWhen(BooleanSupplier stop) {
        store.stop = stop;
        store.setFuel(store.allFuel());
    }

    /// Takes fuel, or traps with [TrapCode#OUT_OF_FUEL] and takes nothing.
    public void consumeFuel(long amount) throws WasmTrap {
        if (amount < 0) {
            throw new IllegalArgumentException("fuel " + amount + " is negative");
        }
        store.chargeLong(amount);
    }

    /// From now on the memory grows by so many bytes only if `room` has them; growing fails otherwise, as it does at
    /// the memory's maximum.
    public void growWithin(LongPredicate room) {
        store.memory.growWithin(room);
    }

    /// Runs the start function, if the module has one. Once, before any [#invoke].
    public void start() throws Trap {
        if (linked.module().startFunction().isPresent()) {
            run(linked.module().startFunction().getAsInt(), new long[0]);
        }
    }

    /// Calls an exported function. Returns its result, 0 when the type has none.
    ///
    /// @throws IllegalArgumentException when there is no such function or the number of arguments differs
    public long invoke(String export, long... args) throws Trap {
        WasmExport found = linked.module()
                .export(export)
                .filter(e -> e.kind() == WasmExport.Kind.FUNCTION)
                .orElseThrow(() -> new IllegalArgumentException("no function " + export + " is exported"));
        return run(found.index(), args);
    }

    private long run(int function, long[] args) throws Trap {
        List<ValueType> params = linked.module().functionType(function).params();
        if (params.size() != args.length) {
            throw new IllegalArgumentException(args.length + " arguments; expected " + params.size());
        }
        boolean nested = running;
        long[] outerValues = store.values;
        if (nested) {
            store.values = new long[0];
        }
        running = true;
        try {
            int stack = Store.firstCall(args.length);
            if (linked.module().isImported(function)) {
                return store.callHost(function, args, stack);
            }
            return linked.code.call(store, function, args.clone(), stack);
        } catch (HostFailure | EngineFailure | RunStoppedException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new EngineFailure("function " + function + " stopped in the engine", e);
        } catch (StackOverflowError e) {
            throw new HostFailure("the Java stack ended before the counted limits; use GuestThread", e);
        } finally {
            running = nested;
            if (nested) {
                store.values = outerValues;
            }
        }
    }

    long callHost(int function, long[] args) throws Trap {
        store.ensureWanted();
        try {
            return linked.hostFunction(function).call(context, this, args);
        } catch (HostFailure | EngineFailure | RunStoppedException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new HostFailure("host function " + linked.module().imports().get(function) + " failed", e);
        }
    }

    /// Ends the use of this instance; it cannot run again and its memory is empty.
    @Override
    public void close() {
        if (running) {
            throw new IllegalStateException("closed while it runs");
        }
        store.memory.release();
        store.mem = store.memory.bytes;
    }
}
