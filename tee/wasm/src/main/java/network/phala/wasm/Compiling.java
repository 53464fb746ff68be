package network.phala.wasm;

import java.util.function.Supplier;

/// Where classes are compiled when a run first needs them. A class may take the time of many turns, in which the run
/// does nothing: whoever shares its thread with others wants to know.
@FunctionalInterface
public interface Compiling {
    /// On the thread that needs the class, as part of its run.
    Compiling HERE = Supplier::get;

    /// Does the work, on the same thread, and gives what comes of it.
    byte[] run(Supplier<byte[]> work);
}
