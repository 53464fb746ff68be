package network.phala.wasm;

/// One import of a module, in declaration order: what it is called and what it must be.
public sealed interface WasmImport {
    String module();

    String name();

    /// A function; it takes the next index of the function index space.
    record Function(String module, String name, FuncType type) implements WasmImport {}

    /// A linear memory.
    record Memory(String module, String name, Limits limits) implements WasmImport {}

    /// A table of functions.
    record Table(String module, String name, Limits limits) implements WasmImport {}

    /// A global; mutable ones are refused by the validator.
    record Global(String module, String name, ValueType type) implements WasmImport {}
}
