package network.phala.wasm;

/// A WebAssembly value type. In the API every value travels as a `long`: i32 and references
/// sign-extended, f32 and f64 as their bits (f32 in the low 32 bits).
public enum ValueType {
    I32(0x7f),
    I64(0x7e),
    F32(0x7d),
    F64(0x7c),
    /// See [Tables]. Only in [Dialect#PROGRAM], and so is the next.
    FUNCREF(0x70),
    /// A number the host gave, or -1 for none.
    EXTERNREF(0x6f);

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

    boolean isReference() {
        return this == FUNCREF || this == EXTERNREF;
    }

    /// The type the engines keep a value in, a constant of [Op]: references are ints.
    byte kept() {
        return isReference() ? Op.I : (byte) ordinal();
    }

    boolean isWide() {
        return this == I64 || this == F64;
    }
}
