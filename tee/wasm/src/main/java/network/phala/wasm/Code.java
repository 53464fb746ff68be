package network.phala.wasm;

/// The executable form of a module's own functions. Shared by all instances and threads.
interface Code {
    /// Runs an own function. `stack` is the stack word of this call, arguments included ([Store]).
    long call(Store store, int function, long[] args, int stack) throws Trap;
}
