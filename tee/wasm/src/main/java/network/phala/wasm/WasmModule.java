package network.phala.wasm;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import network.phala.primitives.Bytes;

/// A decoded and validated module. Immutable and shared between threads.
///
/// Accepted are WebAssembly MVP and sign extension, exactly as by wasmi 0.31 with every other proposal off (that is how
/// pallet-contracts configures it); mutable globals may be neither imported nor exported. Floats are accepted here:
/// deterministic contracts are refused by looking at [#usesFloats].
public final class WasmModule {
    private WasmModule() {}

    /// Decodes and validates.
    public static WasmModule decode(Bytes code) throws WasmDecodeException {
        throw new WasmDecodeException("not yet", 0);
    }

    /// All imports, in order.
    public List<WasmImport> imports() {
        return List.of();
    }

    /// All exports, in order.
    public List<WasmExport> exports() {
        return List.of();
    }

    /// The memory, imported or own, if there is one.
    public Optional<Limits> memory() {
        return Optional.empty();
    }

    /// Index of the start function.
    public OptionalInt startFunction() {
        return OptionalInt.empty();
    }

    /// Type of the function with this index (imports come first).
    public FuncType functionType(int index) {
        throw new IndexOutOfBoundsException(index);
    }

    /// Whether a float type or instruction occurs anywhere, reachable or not.
    public boolean usesFloats() {
        return false;
    }
}
