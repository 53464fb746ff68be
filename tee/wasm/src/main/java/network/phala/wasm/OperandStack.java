package network.phala.wasm;

import java.util.Arrays;

/// The validator's typed operand stack. Below the entry height of a frame whose code is unreachable there are
/// as many values of unknown type as anybody asks for.
final class OperandStack {
    static final byte UNKNOWN = 4;

    int size;
    private byte[] types = new byte[64];
    private int floor;
    private boolean polymorphic;

    void clear() {
        size = 0;
        floor = 0;
        polymorphic = false;
    }

    /// Sets what pops may not pass: the entry height of the innermost frame.
    void enter(int floor, boolean polymorphic) {
        this.floor = floor;
        this.polymorphic = polymorphic;
    }

    void push(byte type) {
        if (size == types.length) {
            types = Arrays.copyOf(types, size * 2);
        }
        types[size++] = type;
    }

    /// Puts back what [#pop] gave.
    void repush(byte type) {
        push(type);
    }

    byte popAny(ByteReader in) throws WasmDecodeException {
        if (size == floor) {
            if (polymorphic) {
                return UNKNOWN;
            }
            throw in.error("nothing on the stack");
        }
        return types[--size];
    }

    /// Pops a value that must have the type (or be unknown); gives its actual type.
    byte pop(byte expected, ByteReader in) throws WasmDecodeException {
        byte actual = popAny(in);
        if (actual != expected && actual != UNKNOWN) {
            throw in.error(
                    "found " + ValueType.values()[actual] + " on the stack; expected " + ValueType.values()[expected]);
        }
        return actual;
    }

    /// Pops a value unless the type is NONE.
    void popOptional(byte expected, ByteReader in) throws WasmDecodeException {
        if (expected != Op.NONE) {
            pop(expected, in);
        }
    }

    void pushOptional(byte type) {
        if (type != Op.NONE) {
            push(type);
        }
    }
}
