package network.phala.wasm;

import java.util.Optional;

/// Bytes for the memory: `length` bytes of the module file from `from`. An active segment is
/// written at `offset` (unsigned 32-bit) when the module comes to life; a passive one has no offset
/// and waits for `memory.init`.
record DataSegment(Optional<ConstantExpression> offset, int from, int length) {}
