package network.phala.wasm;

/// Bytes for the memory: `length` bytes of the module file from `from`, written at `offset` (unsigned 32-bit).
record DataSegment(ConstantExpression offset, int from, int length) {}
