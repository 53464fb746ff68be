package network.phala.scale;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.Arrays;
import network.phala.primitives.Bytes;
import network.phala.primitives.U128;

/// A growing buffer of SCALE bytes.
public final class ScaleWriter {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] buffer = new byte[64];
    private int size;

    public void writeByte(int value) {
        reserve(1);
        buffer[size++] = (byte) value;
    }

    public void writeShort(int value) {
        reserve(2);
        SHORT.set(buffer, size, (short) value);
        size += 2;
    }

    public void writeInt(int value) {
        reserve(4);
        INT.set(buffer, size, value);
        size += 4;
    }

    public void writeLong(long value) {
        reserve(8);
        LONG.set(buffer, size, value);
        size += 8;
    }

    public void writeU128(U128 value) {
        writeLong(value.low());
        writeLong(value.high());
    }

    public void writeBoolean(boolean value) {
        writeByte(value ? 1 : 0);
    }

    /// Raw bytes, no length before them.
    public void write(byte[] bytes) {
        write(bytes, 0, bytes.length);
    }

    public void write(byte[] bytes, int from, int count) {
        reserve(count);
        System.arraycopy(bytes, from, buffer, size, count);
        size += count;
    }

    public void write(Bytes bytes) {
        write(bytes.unsafeArray());
    }

    /// `Vec<u8>`: compact length, then the bytes.
    public void writeVec(Bytes bytes) {
        writeCompact(bytes.size());
        write(bytes);
    }

    /// Compact form of an unsigned 64-bit number.
    public void writeCompact(long value) {
        if (value >= 0 && value < 1L << 6) {
            writeByte((int) value << 2);
        } else if (value >= 0 && value < 1L << 14) {
            writeShort((int) value << 2 | 1);
        } else if (value >= 0 && value < 1L << 30) {
            writeInt((int) value << 2 | 2);
        } else {
            int count = Math.max(4, 8 - Long.numberOfLeadingZeros(value) / 8);
            writeByte(count - 4 << 2 | 3);
            for (int i = 0; i < count; i++) {
                writeByte((int) (value >>> 8 * i));
            }
        }
    }

    /// Compact form of an unsigned 128-bit number.
    public void writeCompact(U128 value) {
        if (value.high() == 0) {
            writeCompact(value.low());
            return;
        }
        int count = 16 - Long.numberOfLeadingZeros(value.high()) / 8;
        writeByte(count - 4 << 2 | 3);
        writeLong(value.low());
        for (int i = 0; i < count - 8; i++) {
            writeByte((int) (value.high() >>> 8 * i));
        }
    }

    /// Compact form of a number below 2^536.
    public void writeCompact(BigInteger value) {
        if (value.bitLength() <= 128) {
            writeCompact(U128.of(value));
            return;
        }
        int count = (value.bitLength() + 7) / 8;
        if (count > 67) {
            throw new IllegalArgumentException("Compact of " + value.bitLength() + " bits; at most 536 can be written");
        }
        writeByte(count - 4 << 2 | 3);
        for (int i = 0; i < count; i++) {
            writeByte(value.shiftRight(8 * i).intValue());
        }
    }

    public int size() {
        return size;
    }

    public Bytes toBytes() {
        return Bytes.wrap(toArray());
    }

    public byte[] toArray() {
        return Arrays.copyOf(buffer, size);
    }

    private void reserve(int count) {
        if (size + count > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(Math.addExact(size, count), buffer.length * 2));
        }
    }
}
