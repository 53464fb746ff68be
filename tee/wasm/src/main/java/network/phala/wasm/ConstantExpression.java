package network.phala.wasm;

/// An initial value or a segment's place: a constant, or the value of an imported global when `global` is not
/// negative.
record ConstantExpression(long value, int global) {
    static ConstantExpression of(long value) {
        return new ConstantExpression(value, -1);
    }

    boolean isConstant() {
        return global < 0;
    }
}
