package network.phala.scale;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import network.phala.primitives.Bytes;
import network.phala.primitives.U128;

/// Reads SCALE from a byte array it does not own. Every read checks the bytes that remain before it
/// allocates, so memory stays within a small multiple of the input's length; nesting is limited to
/// [#MAX_DEPTH].
public final class ScaleReader {
    /// Deepest nesting of derived types; Substrate's limit for calls is 256 as well.
    public static final int MAX_DEPTH = 256;

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] input;
    private final int end;
    private int at;
    private int depth;

    public ScaleReader(Bytes bytes) {
        this(bytes.unsafeArray(), 0, bytes.size());
    }

    public ScaleReader(byte[] input, int from, int to) {
        this.input = input;
        this.at = from;
        this.end = to;
    }

    public int offset() {
        return at;
    }

    public int remaining() {
        return end - at;
    }

    public int readByte() throws DecodeException {
        require(1, "one byte");
        return input[at++] & 0xff;
    }

    public short readShort() throws DecodeException {
        require(2, "u16");
        short value = (short) SHORT.get(input, at);
        at += 2;
        return value;
    }

    public int readInt() throws DecodeException {
        require(4, "u32");
        int value = (int) INT.get(input, at);
        at += 4;
        return value;
    }

    public long readLong() throws DecodeException {
        require(8, "u64");
        long value = (long) LONG.get(input, at);
        at += 8;
        return value;
    }

    public U128 readU128() throws DecodeException {
        require(16, "u128");
        long low = readLong();
        return new U128(readLong(), low);
    }

    public boolean readBoolean() throws DecodeException {
        int value = readByte();
        if (value > 1) {
            throw new DecodeException(at - 1, "bool byte " + value + "; expected 0 or 1");
        }
        return value == 1;
    }

    public byte[] readArray(int count) throws DecodeException {
        require(count, count + " bytes");
        at += count;
        return Arrays.copyOfRange(input, at - count, at);
    }

    public Bytes readBytes(int count) throws DecodeException {
        return Bytes.wrap(readArray(count));
    }

    /// A `String`: `Vec<u8>` that must be UTF-8.
    public String readString() throws DecodeException {
        int start = offset();
        Bytes utf8 = readVec();
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8.unsafeArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new DecodeException(start, "text of " + utf8.size() + " bytes is not UTF-8");
        }
    }

    /// `Vec<u8>`.
    public Bytes readVec() throws DecodeException {
        return readBytes(readLength(1));
    }

    /// The length of a sequence whose elements take at least `minimalElementSize` bytes each.
    public int readLength(int minimalElementSize) throws DecodeException {
        int start = at;
        U128 length = readCompact(32);
        long count = length.low();
        if (count * Math.max(1, minimalElementSize) > remaining() && minimalElementSize > 0
                || count > Integer.MAX_VALUE) {
            throw new DecodeException(start, "length " + count + " with only " + remaining() + " bytes left");
        }
        return (int) count;
    }

    /// A compact number that must fit `bits` (8, 16, 32, 64 or 128) and be written in its shortest form.
    public U128 readCompact(int bits) throws DecodeException {
        int start = at;
        int first = readByte();
        U128 value = switch (first & 3) {
            case 0 -> U128.of(first >>> 2);
            case 1 -> atLeast(start, U128.of((first | readByte() << 8) >>> 2), 6);
            case 2 -> {
                at--;
                yield atLeast(start, U128.of((readInt() & 0xffffffffL) >>> 2), 14);
            }
            default -> readBigCompact(start, (first >>> 2) + 4);
        };
        if (bitLength(value) > bits) {
            throw new DecodeException(start, "compact " + value + " does not fit " + bits + " bits");
        }
        return value;
    }

    /// A compact number of any size up to 536 bits.
    public BigInteger readCompactBig() throws DecodeException {
        int start = at;
        int first = readByte();
        if ((first & 3) != 3 || (first >>> 2) + 4 <= 16) {
            at = start;
            return readCompact(128).toBigInteger();
        }
        byte[] digits = readArray((first >>> 2) + 4);
        byte[] bigEndian = new byte[digits.length];
        for (int i = 0; i < digits.length; i++) {
            bigEndian[i] = digits[digits.length - 1 - i];
        }
        if (bigEndian[0] == 0) {
            throw new DecodeException(start, "compact number is not in its shortest form");
        }
        return new BigInteger(1, bigEndian);
    }

    public void expectEnd() throws DecodeException {
        if (at != end) {
            throw new DecodeException(at, remaining() + " bytes left over; expected the end");
        }
    }

    /// Enters a nested value; [#leave] goes with it.
    public void enter() throws DecodeException {
        if (++depth > MAX_DEPTH) {
            throw new DecodeException(at, "nested deeper than " + MAX_DEPTH);
        }
    }

    public void leave() {
        depth--;
    }

    private U128 readBigCompact(int start, int count) throws DecodeException {
        if (count > 16) {
            throw new DecodeException(start, "compact of " + count + " bytes; expected at most 16");
        }
        require(count, "compact of " + count + " bytes");
        long low = 0;
        long high = 0;
        for (int i = 0; i < count; i++) {
            long digit = readByte();
            if (i < 8) {
                low |= digit << 8 * i;
            } else {
                high |= digit << 8 * (i - 8);
            }
        }
        U128 value = new U128(high, low);
        return atLeast(start, value, count == 4 ? 30 : 8 * (count - 1));
    }

    private static U128 atLeast(int start, U128 value, int bits) throws DecodeException {
        if (bitLength(value) <= bits) {
            throw new DecodeException(start, "compact number is not in its shortest form");
        }
        return value;
    }

    private static int bitLength(U128 value) {
        return value.high() != 0
                ? 128 - Long.numberOfLeadingZeros(value.high())
                : 64 - Long.numberOfLeadingZeros(value.low());
    }

    private void require(int count, String what) throws DecodeException {
        if (count > end - at || count < 0) {
            throw new DecodeException(at, "expected " + what + ", found the end after " + remaining() + " bytes");
        }
    }
}
