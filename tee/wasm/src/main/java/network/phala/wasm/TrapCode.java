package network.phala.wasm;

/// Why guest code was stopped. Names and texts are those of wasmi 0.31 (`wasmi_core::TrapCode`).
public enum TrapCode {
    UNREACHABLE_CODE_REACHED("wasm `unreachable` instruction executed"),
    MEMORY_OUT_OF_BOUNDS("out of bounds memory access"),
    TABLE_OUT_OF_BOUNDS("undefined element: out of bounds table access"),
    INDIRECT_CALL_TO_NULL("uninitialized element 2"),
    INTEGER_DIVISION_BY_ZERO("integer divide by zero"),
    INTEGER_OVERFLOW("integer overflow"),
    BAD_CONVERSION_TO_INTEGER("invalid conversion to integer"),
    STACK_OVERFLOW("call stack exhausted"),
    BAD_SIGNATURE("indirect call type mismatch"),
    OUT_OF_FUEL("all fuel consumed by WebAssembly");

    private final String text;

    TrapCode(String text) {
        this.text = text;
    }

    /// wasmi's message for this trap.
    public String text() {
        return text;
    }
}
