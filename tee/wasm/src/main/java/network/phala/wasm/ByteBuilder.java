package network.phala.wasm;

import java.util.Arrays;

/// A growing big-endian byte array, as class files want it.
final class ByteBuilder {
    byte[] bytes = new byte[256];
    int size;

    private void room(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
        }
    }

    void u1(int value) {
        room(1);
        bytes[size++] = (byte) value;
    }

    void u2(int value) {
        room(2);
        bytes[size++] = (byte) (value >> 8);
        bytes[size++] = (byte) value;
    }

    void u4(int value) {
        u2(value >>> 16);
        u2(value);
    }

    void put2(int at, int value) {
        bytes[at] = (byte) (value >> 8);
        bytes[at + 1] = (byte) value;
    }

    void put4(int at, int value) {
        put2(at, value >>> 16);
        put2(at + 2, value);
    }

    boolean isZero4(int at) {
        return (bytes[at] | bytes[at + 1] | bytes[at + 2] | bytes[at + 3]) == 0;
    }

    void append(ByteBuilder other) {
        append(other.bytes, other.size);
    }

    void append(byte[] other, int length) {
        append(other, 0, length);
    }

    void append(byte[] other, int from, int length) {
        room(length);
        System.arraycopy(other, from, bytes, size, length);
        size += length;
    }
}
