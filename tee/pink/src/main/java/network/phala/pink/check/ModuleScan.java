package network.phala.pink.check;

import java.util.OptionalLong;
import network.phala.primitives.Bytes;

/// Walks through the sections of a module and counts instructions and data. Most sections are only measured; code and
/// data are read.
///
/// Follows bytecodealliance wasm-tools, crates/wasmparser 0.102 src/parser.rs, and phala-blockchain
/// crates/phala-wasm-checker.
final class ModuleScan {
    private static final long MAX_NESTED_SIZE = 1 << 30;
    private static final int MAX_START_ITEMS = 1000;
    private static final int START_SECTION = 8;
    private static final int CODE_SECTION = 10;
    private static final int DATA_SECTION = 11;
    private static final int DATA_COUNT_SECTION = 12;
    private static final int TAG_SECTION = 13;
    private static final int COMPONENT_START_SECTION = 9;
    private static final int COMPONENT_EXPORT_SECTION = 11;

    private final byte[] bytes;
    private int instructions;
    private int functions;
    private long dataBytes;

    ModuleScan(Bytes code) {
        this.bytes = code.unsafeArray();
    }

    WasmInfo run() throws WasmParseException {
        scan(0, Long.MAX_VALUE);
        return new WasmInfo(instructions, functions, dataBytes);
    }

    /// Walks through a module; the first end of one, outer or nested, is the end of the walk.
    ///
    /// @param limit where a nested one has to end by what its section says
    private void scan(int from, long limit) throws WasmParseException {
        int end = (int) Math.min(limit, bytes.length);
        Cursor header = new Cursor(bytes, from, end);
        Cursor magic = header.take(4);
        if (!magic.startsWith(0x00, 0x61, 0x73, 0x6d)) {
            throw Cursor.error("magic header not detected: bad magic number", from);
        }
        int version = header.fixedU32();
        int kind = version >>> 16;
        if (kind > 1) {
            throw Cursor.error(
                    String.format(
                            java.util.Locale.ROOT, "unknown binary version: %10s", "0x" + Integer.toHexString(version)),
                    from + 4);
        }
        int at = from + 8;
        while (at < end) {
            Head head = head(at, end, limit);
            at = kind == 0 ? moduleSection(head) : componentSection(head);
        }
    }

    /// A section's id and length, read anew at each section: positions in errors count from there.
    private record Head(int id, long length, Cursor in, int at) {}

    private Head head(int at, int end, long limit) throws WasmParseException {
        Cursor in = new Cursor(bytes, at, end);
        int id = in.u8();
        if ((id & 0x80) != 0) {
            throw Cursor.error("malformed section id", 0);
        }
        long length = in.u32();
        if (in.offset() + length > limit) {
            throw Cursor.error("section too large", at + 1);
        }
        return new Head(id, length, in, at);
    }

    private int moduleSection(Head head) throws WasmParseException {
        if (head.id == CODE_SECTION) {
            return codeSection(head);
        }
        Cursor content = head.in.take(head.length);
        switch (head.id) {
            case 0 -> withoutHint(content::string);
            case START_SECTION -> singleItem(content, "start");
            case DATA_COUNT_SECTION -> singleItem(content, "data count");
            case DATA_SECTION -> dataSection(content);
            case 1, 2, 3, 4, 5, 6, 7, 9, TAG_SECTION -> withoutHint(content::u32);
            default -> {}
        }
        return head.in.offset();
    }

    private int componentSection(Head head) throws WasmParseException {
        if (head.id == 1 || head.id == 4) {
            if (head.length > MAX_NESTED_SIZE) {
                // the second space is in the original's text
                String what = head.id == 1 ? "module" : "component ";
                throw Cursor.error(what + " section is too large", head.at + 1);
            }
            int start = head.in.offset();
            scan(start, start + head.length);
            return bytes.length;
        }
        Cursor content = head.in.take(head.length);
        if (head.id == 0) {
            withoutHint(content::string);
        } else if (head.id == COMPONENT_START_SECTION) {
            withoutHint(() -> {
                content.u32();
                for (long left = size(content, "arguments"); left > 0; left--) {
                    content.u32();
                }
                size(content, "results");
            });
            if (!content.atEnd()) {
                throw Cursor.error("unexpected content in the component start section", content.offset());
            }
        } else if (head.id <= COMPONENT_EXPORT_SECTION) {
            withoutHint(content::u32);
        }
        return head.in.offset();
    }

    private static long size(Cursor content, String what) throws WasmParseException {
        int at = content.offset();
        long size = content.u32();
        if (size > MAX_START_ITEMS) {
            throw Cursor.error("start function " + what + " size is out of bounds", at);
        }
        return size;
    }

    private interface Reading {
        void read() throws WasmParseException;
    }

    /// All bytes of the section are there, so more of them would not help.
    private static void withoutHint(Reading reading) throws WasmParseException {
        try {
            reading.read();
        } catch (WasmParseException e) {
            throw e.withoutHint();
        }
    }

    private static void singleItem(Cursor content, String name) throws WasmParseException {
        withoutHint(content::u32);
        if (!content.atEnd()) {
            throw Cursor.error("unexpected content in the " + name + " section", content.offset());
        }
    }

    private void dataSection(Cursor content) throws WasmParseException {
        long[] count = new long[1];
        withoutHint(() -> count[0] = content.u32());
        for (long left = count[0]; left > 0; left--) {
            dataSegment(content);
        }
        if (!content.atEnd()) {
            throw Cursor.error("section size mismatch: unexpected data at the end of the section", content.offset());
        }
    }

    private void dataSegment(Cursor content) throws WasmParseException {
        int start = content.offset();
        long flags = content.u32();
        if (flags > 2) {
            throw Cursor.error("invalid flags byte in data segment", start);
        }
        if (flags != 1) {
            if (flags == 2) {
                content.u32();
            }
            new OperatorScan(content).expression();
        }
        dataBytes += content.takeSized(
                        "unexpected end of section or function: data segment extends past end of the section")
                .remaining();
    }

    private int codeSection(Head head) throws WasmParseException {
        int before = head.in.position();
        long count = head.in.u32();
        long left = head.length - (head.in.position() - before);
        if (left < 0) {
            throw endOfSection(before);
        }
        int at = head.in.offset();
        int end = at + head.in.remaining();
        for (; count > 0; count--) {
            Cursor in = new Cursor(bytes, at, end);
            Cursor body = in.take(in.u32());
            left -= in.position();
            if (left < 0) {
                throw endOfSection(0);
            }
            function(body);
            at = in.offset();
        }
        if (left > 0) {
            throw Cursor.error("trailing bytes at end of section", at);
        }
        return at;
    }

    private static WasmParseException endOfSection(int position) {
        return new WasmParseException("unexpected end-of-file", position, OptionalLong.empty());
    }

    private void function(Cursor body) throws WasmParseException {
        functions++;
        OperatorScan operators = new OperatorScan(body);
        for (long groups = body.u32(); groups > 0; groups--) {
            body.u32();
            operators.valueType();
        }
        while (!body.atEnd()) {
            operators.next();
            instructions++;
        }
    }
}
