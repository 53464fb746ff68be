package network.phala.wasm;

/// One run of a module: memory, globals and fuel. Belongs to one thread at a time.
///
/// Fuel is one number shared by guest and host: guest code takes from it block by block, host functions read and change
/// it
/// through [#fuel], [#setFuel] and [#consumeFuel] at any time. A host function may invoke other instances; calling back
/// into the same instance is allowed too and starts with a fresh stack, as in wasmi.
///
/// Guests recurse on the Java stack: run them on a thread with a large one ([GuestThread]). Close gives the memory back
/// to
/// the pool; nothing else needs it.
public final class Instance<C> implements AutoCloseable {
    Instance() {}

    /// The host's object of this run.
    public C context() {
        throw new IllegalStateException("not yet");
    }

    /// The memory. A module without one has an empty memory that cannot grow.
    public LinearMemory memory() {
        throw new IllegalStateException("not yet");
    }

    /// Fuel left.
    public long fuel() {
        return 0;
    }

    /// Sets the fuel that is left, 0 or more.
    public void setFuel(long fuel) {}

    /// Takes fuel, or traps with [TrapCode#OUT_OF_FUEL] and takes nothing.
    public void consumeFuel(long amount) throws WasmTrap {}

    /// Runs the start function, if the module has one. Once, before any [#invoke].
    public void start() throws Trap {}

    /// Calls an exported function. Returns its result, 0 when the type has none.
    ///
    /// @throws IllegalArgumentException when there is no such function or the number of arguments differs
    public long invoke(String export, long... args) throws Trap {
        throw new IllegalStateException("not yet");
    }

    @Override
    public void close() {}
}
