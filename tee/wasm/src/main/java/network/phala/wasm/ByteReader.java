package network.phala.wasm;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Reads the binary format from a range of a byte array. Numbers are LEB128, accepted and refused exactly as by
/// wasmparser 0.100: overlong encodings within the byte limit are fine, set bits beyond the width are not.
final class ByteReader {
    private static final int STRING_BYTES_MAX = 100_000;

    private final byte[] bytes;
    private int position;
    private final int end;

    ByteReader(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.position = from;
        this.end = to;
    }

    int position() {
        return position;
    }

    int end() {
        return end;
    }

    boolean atEnd() {
        return position >= end;
    }

    int remaining() {
        return end - position;
    }

    WasmDecodeException error(String message) {
        return new WasmDecodeException(message, position);
    }

    int u8() throws WasmDecodeException {
        if (position >= end) {
            throw error("unexpected end");
        }
        return bytes[position++] & 0xff;
    }

    int peek() throws WasmDecodeException {
        if (position >= end) {
            throw error("unexpected end");
        }
        return bytes[position] & 0xff;
    }

    /// An unsigned 32-bit number, as the bits of an int.
    int u32() throws WasmDecodeException {
        int b = u8();
        if (b < 0x80) {
            return b;
        }
        int result = b & 0x7f;
        for (int shift = 7; ; shift += 7) {
            b = u8();
            result |= (b & 0x7f) << shift;
            if (shift == 28 && (b >>> 4) != 0) {
                throw error("u32 too long or too large");
            }
            if (b < 0x80) {
                return result;
            }
        }
    }

    /// An unsigned 32-bit number that must not exceed `maximum`.
    int count(int maximum, String what) throws WasmDecodeException {
        int at = position;
        int value = u32();
        if (Integer.compareUnsigned(value, maximum) > 0) {
            throw new WasmDecodeException(
                    Integer.toUnsignedString(value) + " " + what + "; at most " + maximum + " are supported", at);
        }
        return value;
    }

    int s32() throws WasmDecodeException {
        int b = u8();
        if (b < 0x80) {
            return (b << 25) >> 25;
        }
        int result = b & 0x7f;
        for (int shift = 7; ; shift += 7) {
            b = u8();
            result |= (b & 0x7f) << shift;
            if (shift == 28) {
                int rest = (byte) (b << 1) >> 4;
                if (b >= 0x80 || (rest != 0 && rest != -1)) {
                    throw error("s32 too long or too large");
                }
                return result;
            }
            if (b < 0x80) {
                int up = 25 - shift;
                return (result << up) >> up;
            }
        }
    }

    long s64() throws WasmDecodeException {
        long result = 0;
        for (int shift = 0; ; shift += 7) {
            int b = u8();
            result |= (long) (b & 0x7f) << shift;
            if (shift == 63) {
                int rest = (byte) (b << 1) >> 1;
                if (b >= 0x80 || (rest != 0 && rest != -1)) {
                    throw error("s64 too long or too large");
                }
                return result;
            }
            if (b < 0x80) {
                int up = 57 - shift;
                return (result << up) >> up;
            }
        }
    }

    int fixed32() throws WasmDecodeException {
        int at = skip(4);
        return (int) MemoryOps.INT.get(bytes, at);
    }

    long fixed64() throws WasmDecodeException {
        int at = skip(8);
        return (long) MemoryOps.LONG.get(bytes, at);
    }

    /// Moves over `length` bytes and returns where they start.
    int skip(int length) throws WasmDecodeException {
        if (length < 0 || length > end - position) {
            throw error("unexpected end; " + Integer.toUnsignedString(length) + " bytes announced");
        }
        int at = position;
        position += length;
        return at;
    }

    /// A reader over the next `length` bytes, which are skipped here.
    ByteReader slice(int length) throws WasmDecodeException {
        int at = skip(length);
        return new ByteReader(bytes, at, at + length);
    }

    String name() throws WasmDecodeException {
        int length = count(STRING_BYTES_MAX, "bytes of name");
        int at = skip(length);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, at, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new WasmDecodeException("name is not UTF-8", at);
        }
    }

    ValueType valueType(Dialect dialect) throws WasmDecodeException {
        int code = u8();
        if (dialect.isProgram() && (code == 0x70 || code == 0x6f)) {
            return code == 0x70 ? ValueType.FUNCREF : ValueType.EXTERNREF;
        }
        return switch (code) {
            case 0x7f -> ValueType.I32;
            case 0x7e -> ValueType.I64;
            case 0x7d -> ValueType.F32;
            case 0x7c -> ValueType.F64;
            default -> throw error("value type 0x" + Integer.toHexString(code) + " is not supported");
        };
    }

    /// The type of a table's elements.
    ValueType referenceType(Dialect dialect) throws WasmDecodeException {
        ValueType type = valueType(dialect);
        if (!type.isReference()) {
            throw error("elements of type " + type + "; expected funcref or externref");
        }
        return type;
    }
}
