package network.phala.prpc;

import java.util.Arrays;
import network.phala.primitives.Bytes;

/// A growing buffer of protobuf wire bytes.
final class ProtoWriter {
    static final int VARINT = 0;
    static final int SIZED = 2;

    private byte[] buffer = new byte[64];
    private int size;

    void tag(int field, int wireType) {
        varint((long) field << 3 | wireType);
    }

    void varint(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            buffer[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        buffer[size++] = (byte) rest;
    }

    void sized(byte[] bytes) {
        varint(bytes.length);
        reserve(bytes.length);
        System.arraycopy(bytes, 0, buffer, size, bytes.length);
        size += bytes.length;
    }

    boolean isEmpty() {
        return size == 0;
    }

    byte[] toArray() {
        return Arrays.copyOf(buffer, size);
    }

    Bytes toBytes() {
        return Bytes.wrap(toArray());
    }

    private void reserve(int count) {
        if (size + count > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(Math.addExact(size, count), buffer.length * 2));
        }
    }
}
