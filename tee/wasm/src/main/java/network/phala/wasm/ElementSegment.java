package network.phala.wasm;

/// Function indices for the table, written at `offset` (unsigned 32-bit).
final class ElementSegment {
    final ConstantExpression offset;
    final int[] functions;

    ElementSegment(ConstantExpression offset, int[] functions) {
        this.offset = offset;
        this.functions = functions;
    }
}
