package network.phala.wasm;

import java.util.Arrays;

/// The validator's typed operand stack. Below the entry height of a frame whose code is unreachable there are
/// as many values of unknown type as anybody asks for.
final class OperandStack {
    static final byte UNKNOWN = 100;
    private static final ValueType[] VALUE_TYPES = ValueType.values();

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
            throw in.error("found " + VALUE_TYPES[actual] + " on the stack; expected " + VALUE_TYPES[expected]);
        }
        return actual;
    }

    /// Pops two numbers of one type; gives the type, which is unknown when both are.
    byte popTwoNumbers(ByteReader in) throws WasmDecodeException {
        byte second = popAny(in);
        byte first = popAny(in);
        if (isReference(first) || isReference(second)) {
            throw in.error("select between references without a type");
        }
        if (first != second && first != UNKNOWN && second != UNKNOWN) {
            throw in.error("select between " + VALUE_TYPES[first] + " and " + VALUE_TYPES[second]);
        }
        return second != UNKNOWN ? second : first;
    }

    /// Pops a reference of either type.
    void popReference(ByteReader in) throws WasmDecodeException {
        byte type = popAny(in);
        if (type != UNKNOWN && !isReference(type)) {
            throw in.error("found " + VALUE_TYPES[type] + " on the stack; expected a reference");
        }
    }

    private static boolean isReference(byte type) {
        return type != UNKNOWN && VALUE_TYPES[type].isReference();
    }

    /// A type on this stack as the engines keep it.
    static byte kept(byte type) {
        return isReference(type) ? Op.I : type;
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
