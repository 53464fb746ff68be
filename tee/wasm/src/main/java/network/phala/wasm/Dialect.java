package network.phala.wasm;

/// Which proposals beyond WebAssembly 1.0 a module may use.
public enum Dialect {
    /// Sign extension only, exactly as wasmi 0.31 in pallet-contracts.
    CONTRACT,
    /// What wasmer 3.3's singlepass compiler takes, in which Phala runs SideVM programs, as far as
    /// compilers of our days emit it: sign extension, mutable globals in imports and exports,
    /// saturating conversions, bulk memory and reference types. Multi-value is refused there too;
    /// SIMD it cannot compile. Its atomics are not here: a program has one thread.
    PROGRAM;

    boolean isProgram() {
        return this == PROGRAM;
    }
}
