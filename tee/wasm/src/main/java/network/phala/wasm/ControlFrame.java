package network.phala.wasm;

/// A control frame. The first is the function itself.
final class ControlFrame {
    static final int BLOCK = 0;
    static final int LOOP = 1;
    static final int IF = 2;
    static final int ELSE = 3;

    int kind;
    byte result;
    /// Validator: operand height at entry; whether the rest of the frame is unreachable.
    int height;

    boolean polymorphic;
    /// Translator: entered reachably; its own height at entry; position of the CHARGE its instructions add to.
    boolean reachable;

    int depth;
    int charge;
    /// Last immediate that waits for the end of this frame, chained through the immediates; -1 = none.
    int endChain;

    int elseSlot;
    int loopStart;

    /// The type a branch to this frame carries.
    byte labelType() {
        return kind == LOOP ? Op.NONE : result;
    }

    /// How many values a branch to this frame keeps.
    int keep() {
        return labelType() == Op.NONE ? 0 : 1;
    }
}
