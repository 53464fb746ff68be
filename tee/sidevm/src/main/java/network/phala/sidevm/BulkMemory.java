package network.phala.sidevm;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import network.phala.primitives.Bytes;

/// Lets programs use `memory.copy` and `memory.fill`, which compilers emit for programs but the contract engine, true
/// to
/// pallet-contracts, does not know: each becomes a call of a function that is added behind the program's own and does
/// the
/// same with plain loads and stores, eight bytes at a time.
///
/// A module without them is left as it is, and so is one that cannot be read: the decoder says what is wrong with it.
final class BulkMemory {
    private static final int TYPE = 1;
    private static final int IMPORT = 2;
    private static final int FUNCTION = 3;
    private static final int CODE = 10;
    private static final int DATA_COUNT = 12;

    private static final int MISC = 0xfc;
    private static final int MEMORY_COPY = 10;
    private static final int MEMORY_FILL = 11;
    private static final int CALL = 0x10;

    /// `(i32, i32, i32) -> ()`.
    private static final byte[] SIGNATURE = HexFormat.of().parseHex("60037f7f7f00");

    /// Assembled from WebAssembly text: traps unless both ranges lie in the memory; copies upwards when the target is
    /// below the source and downwards otherwise, so that ranges may overlap.
    private static final byte[] COPY = HexFormat.of()
            .parseHex("002000ad2002ad7c3f00ad421086562001ad2002ad7c3f00ad42108656720440000b20002001"
                    + "4d04400240034020024108490d0120002001290000370000200041086a2100200141086a2101"
                    + "200241086b21020c000b000b024003402002450d01200020012d00003a0000200041016a2100"
                    + "200141016a2101200241016b21020c000b000b050240034020024108490d01200241086b2102"
                    + "200020026a200120026a2900003700000c000b000b024003402002450d01200241016b210220"
                    + "0020026a200120026a2d00003a00000c000b000b0b0b");
    /// Traps unless the range lies in the memory.
    private static final byte[] FILL = HexFormat.of()
            .parseHex("01017e2000ad2002ad7c3f00ad421086560440000b2001ad42ff0183428182848890a0c08001"
                    + "7e21030240034020024108490d0120002003370000200041086a2100200241086b21020c000b"
                    + "000b024003402002450d01200020013a0000200041016a2100200241016b21020c000b000b0b");

    /// Something in the module is not as expected.
    private static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnreadableException() {
            super("", null, false, false);
        }
    }

    private final byte[] code;
    private int at;
    private int typeCount;
    private int functionCount;
    private boolean found;

    private BulkMemory(byte[] code) {
        this.code = code;
    }

    static Bytes lowered(Bytes module) {
        byte[] code = module.unsafeArray();
        if (code.length < 8) {
            return module;
        }
        try {
            BulkMemory rewriter = new BulkMemory(code);
            byte[] rewritten = rewriter.rewrite();
            return rewriter.found ? Bytes.wrap(rewritten) : module;
        } catch (UnreadableException | IndexOutOfBoundsException e) {
            return module;
        }
    }

    private byte[] rewrite() throws UnreadableException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(code.length + 1024);
        out.write(code, 0, 8);
        at = 8;
        while (at < code.length) {
            int id = code[at++];
            int size = number();
            int end = at + size;
            if (size < 0 || end > code.length || end < at) {
                throw new UnreadableException();
            }
            int from = at;
            byte[] content = switch (id) {
                case TYPE -> types(end);
                case FUNCTION -> functions(end);
                case CODE -> bodies(end);
                case IMPORT -> {
                    countImports();
                    yield slice(from, end);
                }
                default -> slice(from, end);
            };
            at = end;
            // Only modules with passive segments need it, and those are refused for them.
            if (id != DATA_COUNT) {
                out.write(id);
                writeNumber(out, content.length);
                out.writeBytes(content);
            }
        }
        return out.toByteArray();
    }

    private byte[] slice(int from, int to) {
        return java.util.Arrays.copyOfRange(code, from, to);
    }

    private byte[] types(int end) throws UnreadableException {
        typeCount = number();
        return extended(typeCount + 1, at, end, SIGNATURE);
    }

    private byte[] functions(int end) throws UnreadableException {
        int own = number();
        ByteArrayOutputStream added = new ByteArrayOutputStream();
        writeNumber(added, typeCount);
        writeNumber(added, typeCount);
        functionCount += own;
        return extended(own + 2, at, end, added.toByteArray());
    }

    private byte[] extended(int count, int from, int to, byte[] added) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writeNumber(out, count);
        out.write(code, from, to - from);
        out.writeBytes(added);
        return out.toByteArray();
    }

    private void countImports() throws UnreadableException {
        int count = number();
        for (int i = 0; i < count; i++) {
            skipName();
            skipName();
            switch (code[at++]) {
                case 0 -> {
                    number();
                    functionCount++;
                }
                case 1 -> {
                    at++;
                    limits();
                }
                case 2 -> limits();
                case 3 -> at += 2;
                default -> throw new UnreadableException();
            }
        }
    }

    private void skipName() throws UnreadableException {
        // Not `at += number()`: that would forget what reading the number moved.
        int length = number();
        at += length;
    }

    private void limits() throws UnreadableException {
        int flags = code[at++];
        number();
        if ((flags & 1) != 0) {
            number();
        }
    }

    private byte[] bodies(int end) throws UnreadableException {
        int count = number();
        ByteArrayOutputStream out = new ByteArrayOutputStream(end - at + 1024);
        writeNumber(out, count + 2);
        for (int i = 0; i < count; i++) {
            int size = number();
            byte[] body = body(at + size);
            writeNumber(out, body.length);
            out.writeBytes(body);
        }
        for (byte[] added : new byte[][] {COPY, FILL}) {
            writeNumber(out, added.length);
            out.writeBytes(added);
        }
        return out.toByteArray();
    }

    /// One function: its locals, then its instructions.
    private byte[] body(int end) throws UnreadableException {
        if (end > code.length) {
            throw new UnreadableException();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(end - at);
        int copied = at;
        int groups = number();
        for (int i = 0; i < groups; i++) {
            number();
            at++;
        }
        while (at < end) {
            int start = at;
            int operator = Byte.toUnsignedInt(code[at++]);
            if (operator != MISC) {
                skipImmediates(operator);
                continue;
            }
            int which = number();
            if (which == MEMORY_COPY || which == MEMORY_FILL) {
                at += which == MEMORY_COPY ? 2 : 1;
                out.write(code, copied, start - copied);
                out.write(CALL);
                writeNumber(out, functionCount + (which == MEMORY_COPY ? 0 : 1));
                copied = at;
                found = true;
            } else {
                throw new UnreadableException();
            }
        }
        if (at != end) {
            throw new UnreadableException();
        }
        out.write(code, copied, end - copied);
        return out.toByteArray();
    }

    private void skipImmediates(int operator) throws UnreadableException {
        if (operator >= 0x28 && operator <= 0x3e) {
            // Loads and stores: alignment and offset.
            number();
            number();
            return;
        }
        switch (operator) {
            case 0x02, 0x03, 0x04, 0x3f, 0x40 -> at++;
            case 0x0c, 0x0d, 0x10, 0x20, 0x21, 0x22, 0x23, 0x24 -> number();
            case 0x11 -> {
                number();
                number();
            }
            case 0x0e -> {
                int count = number();
                for (int i = 0; i <= count; i++) {
                    number();
                }
            }
            case 0x41, 0x42 -> {
                while (code[at++] < 0) {
                    // The next byte of the constant.
                }
            }
            case 0x43 -> at += 4;
            case 0x44 -> at += 8;
            default -> {}
        }
    }

    /// An unsigned LEB128 number; larger ones than 31 bits have no business where it is used.
    private int number() throws UnreadableException {
        int value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            byte next = code[at++];
            value |= (next & 0x7f) << shift;
            if (next >= 0) {
                if (value < 0) {
                    throw new UnreadableException();
                }
                return value;
            }
        }
        throw new UnreadableException();
    }

    private static void writeNumber(ByteArrayOutputStream out, int value) {
        int left = value;
        while ((left & ~0x7f) != 0) {
            out.write(left & 0x7f | 0x80);
            left >>>= 7;
        }
        out.write(left);
    }
}
