package network.phala.pink.check;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/// Reads a stretch of a module. Errors name the place in the whole file; `position` counts within this stretch.
///
/// Follows bytecodealliance wasm-tools, crates/wasmparser 0.102 src/binary_reader.rs, in what it accepts and says.
final class Cursor {
    private static final int MAX_STRING = 100_000;

    private final byte[] bytes;
    private final int from;
    private final int end;
    private int position;

    Cursor(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.from = from;
        this.end = end;
    }

    int position() {
        return position;
    }

    /// Place in the whole file.
    int offset() {
        return from + position;
    }

    int remaining() {
        return end - from - position;
    }

    boolean atEnd() {
        return remaining() <= 0;
    }

    static WasmParseException error(String message, int offset) {
        return new WasmParseException(message, offset, OptionalLong.empty());
    }

    private WasmParseException endOfFile(long needed) {
        return new WasmParseException("unexpected end-of-file", offset(), OptionalLong.of(needed));
    }

    int u8() throws WasmParseException {
        if (atEnd()) {
            throw endOfFile(1);
        }
        return bytes[from + position++] & 0xff;
    }

    int peek() throws WasmParseException {
        if (atEnd()) {
            throw endOfFile(1);
        }
        return bytes[from + position] & 0xff;
    }

    /// Steps over `count` bytes (unsigned) and gives them as a stretch of their own.
    Cursor take(long count) throws WasmParseException {
        if (count > remaining()) {
            throw endOfFile(count - remaining());
        }
        int start = offset();
        position += (int) count;
        return new Cursor(bytes, start, start + (int) count);
    }

    /// A length and that many bytes; too few are an error with the given text.
    Cursor takeSized(String error) throws WasmParseException {
        long size = u32();
        if (size > remaining()) {
            throw error(error, end);
        }
        return take(size);
    }

    int fixedU32() throws WasmParseException {
        Cursor word = take(4);
        int at = word.from;
        return bytes[at] & 0xff | (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff) << 16 | bytes[at + 3] << 24;
    }

    boolean startsWith(int... expected) {
        for (int i = 0; i < expected.length; i++) {
            if ((bytes[from + i] & 0xff) != expected[i]) {
                return false;
            }
        }
        return true;
    }

    /// An unsigned LEB128 number of 32 bits.
    long u32() throws WasmParseException {
        long result = 0;
        for (int shift = 0; ; shift += 7) {
            int piece = u8();
            result |= (long) (piece & 0x7f) << shift;
            if (shift >= 25 && piece >>> 32 - shift != 0) {
                throw error(
                        (piece & 0x80) != 0
                                ? "invalid var_u32: integer representation too long"
                                : "invalid var_u32: integer too large",
                        offset() - 1);
            }
            if ((piece & 0x80) == 0) {
                return result;
            }
        }
    }

    void i32() throws WasmParseException {
        signed(32, 25, "invalid var_i32: integer representation too long", "invalid var_i32: integer too large");
    }

    void i64() throws WasmParseException {
        signed(64, 57, "invalid var_i64: integer representation too long", "invalid var_i64: integer too large");
    }

    /// A signed LEB128 number of 33 bits.
    long s33() throws WasmParseException {
        String tooLong = "invalid var_s33: integer representation too long";
        return signed(33, 25, tooLong, tooLong);
    }

    private long signed(int bits, int lastShift, String tooLong, String tooLarge) throws WasmParseException {
        long result = 0;
        for (int shift = 0; ; shift += 7) {
            int piece = u8();
            result |= (long) (piece & 0x7f) << shift;
            boolean more = (piece & 0x80) != 0;
            if (shift >= lastShift) {
                int rest = (byte) (piece << 1) >> bits - shift;
                if (more || rest != 0 && rest != -1) {
                    throw error(more ? tooLong : tooLarge, offset() - 1);
                }
                return result;
            }
            if (!more) {
                int unused = 64 - shift - 7;
                return result << unused >> unused;
            }
        }
    }

    /// Steps over a name.
    void string() throws WasmParseException {
        name();
    }

    /// Reads a name.
    String name() throws WasmParseException {
        long length = u32();
        if (length > MAX_STRING) {
            throw error("string size out of bounds", offset() - 1);
        }
        Cursor text = take(length);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, text.from, (int) length))
                    .toString();
        } catch (CharacterCodingException _) {
            throw error("invalid UTF-8 encoding", offset() - 1);
        }
    }
}
