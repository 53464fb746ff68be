package network.phala.wasm;

/// One export of a module: a name for the item of the given kind and index.
public record WasmExport(String name, Kind kind, int index) {
    /// What can be exported.
    public enum Kind {
        FUNCTION,
        TABLE,
        MEMORY,
        GLOBAL
    }
}
