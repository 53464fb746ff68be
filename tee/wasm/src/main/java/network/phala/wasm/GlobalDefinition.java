package network.phala.wasm;

/// A global of a module: its type and its initial value. An imported global has no initial value of its own.
record GlobalDefinition(ValueType type, boolean mutable, ConstantExpression initial) {}
