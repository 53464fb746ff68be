package network.phala.wasm;

/// How the functions of a module are run. Both engines give the same values, traps and fuel.
public enum Engine {
    /// JVM bytecode; functions the JVM cannot hold are interpreted.
    COMPILER,
    /// The interpreter alone: slower, starts at once, and is the oracle of the compiler.
    INTERPRETER
}
