package network.phala.wasm;

/// A table: what its elements are, and how many.
record TableType(ValueType elements, Limits limits) {}
