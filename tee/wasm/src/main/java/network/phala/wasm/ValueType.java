package network.phala.wasm;

/// A WebAssembly number type. In the API every value travels as a `long`: i32 sign-extended, f32 and f64 as
/// their bits (f32 in the low 32 bits).
public enum ValueType {
    I32(0x7f),
    I64(0x7e),
    F32(0x7d),
    F64(0x7c);

    private final int code;

    ValueType(int code) {
        this.code = code;
    }

    /// The byte of this type in the binary format.
    public int code() {
        return code;
    }

    /// Whether this is f32 or f64, which deterministic contracts may not use.
    public boolean isFloat() {
        return this == F32 || this == F64;
    }

    boolean isWide() {
        return this == I64 || this == F64;
    }
}
