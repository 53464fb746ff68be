package network.phala.pink;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import network.phala.primitives.Bytes;

/// Assembles contracts for tests: some imports, a memory, data, an optional helper function (i32) → (), `call`,
/// `deploy`.
public final class TestContract {
    private record Import(String module, String name, String params, String result) {}

    private final List<Import> imports = new ArrayList<>();
    private byte[] call = {};
    private byte[] deploy = {};
    private byte[] helper = {};
    private byte[] data = {};
    private int pages = 1;

    /// Imports a function; `params` and `result` have one letter per value, `i` or `l`. Indices count from 0.
    public TestContract use(String module, String name, String params, String result) {
        imports.add(new Import(module, name, params, result));
        return this;
    }

    public TestContract call(Code body) {
        call = body.bytes();
        return this;
    }

    public TestContract deploy(Code body) {
        deploy = body.bytes();
        return this;
    }

    /// The function after the imports; one i32 parameter, no result.
    public TestContract helper(Code body) {
        helper = body.bytes();
        return this;
    }

    /// Bytes at address 0.
    public TestContract data(byte... bytes) {
        data = bytes;
        return this;
    }

    /// The index of the helper function.
    public int helperIndex() {
        return imports.size();
    }

    public TestContract pages(int initial) {
        pages = initial;
        return this;
    }

    /// Instructions being written.
    public static final class Code {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        public Code op(int... bytes) {
            for (int b : bytes) {
                out.write(b);
            }
            return this;
        }

        public Code i32(int value) {
            out.write(0x41);
            return signed(value);
        }

        public Code i64(long value) {
            out.write(0x42);
            return signed(value);
        }

        /// Calls a function after pushing i32 arguments.
        public Code callWith(int function, int... args) {
            for (int arg : args) {
                i32(arg);
            }
            return invoke(function);
        }

        public Code invoke(int function) {
            out.write(0x10);
            out.writeBytes(unsigned(function));
            return this;
        }

        public Code drop() {
            return op(0x1a);
        }

        private Code signed(long value) {
            long rest = value;
            while (true) {
                int low = (int) rest & 0x7f;
                rest >>= 7;
                boolean last = rest == 0 && (low & 0x40) == 0 || rest == -1 && (low & 0x40) != 0;
                out.write(last ? low : low | 0x80);
                if (last) {
                    return this;
                }
            }
        }

        byte[] bytes() {
            return out.toByteArray();
        }
    }

    public static Code code() {
        return new Code();
    }

    /// The module.
    public Bytes build() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(new byte[] {0, 0x61, 0x73, 0x6d, 1, 0, 0, 0});
        section(all, 1, types());
        section(all, 2, importSection());
        int entry = imports.size() + 1;
        int voidType = imports.size();
        int helperType = imports.size() + 1;
        section(all, 3, vector(3, concat(unsigned(helperType), unsigned(voidType), unsigned(voidType))));
        section(
                all,
                7,
                vector(
                        2,
                        concat(
                                name("call"),
                                new byte[] {0},
                                unsigned(entry),
                                name("deploy"),
                                new byte[] {0},
                                unsigned(entry + 1))));
        section(all, 10, vector(3, concat(body(helper), body(call), body(deploy))));
        if (data.length > 0) {
            byte[] place = {0, 0x41, 0, 0x0b};
            section(all, 11, vector(1, concat(place, unsigned(data.length), data)));
        }
        return Bytes.wrap(all.toByteArray());
    }

    private byte[] types() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Import item : imports) {
            out.writeBytes(type(item.params, item.result));
        }
        out.writeBytes(type("", ""));
        out.writeBytes(type("i", ""));
        return vector(imports.size() + 2, out.toByteArray());
    }

    private static byte[] type(String params, String result) {
        return concat(new byte[] {0x60}, values(params), values(result));
    }

    private static byte[] values(String letters) {
        byte[] codes = new byte[letters.length()];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) (letters.charAt(i) == 'l' ? 0x7e : 0x7f);
        }
        return vector(codes.length, codes);
    }

    private byte[] importSection() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < imports.size(); i++) {
            Import item = imports.get(i);
            out.writeBytes(concat(name(item.module), name(item.name), new byte[] {0}, unsigned(i)));
        }
        out.writeBytes(concat(name("env"), name("memory"), new byte[] {2, 1}, unsigned(pages), unsigned(64)));
        return vector(imports.size() + 1, out.toByteArray());
    }

    private static byte[] body(byte[] instructions) {
        byte[] whole = concat(new byte[] {0}, instructions, new byte[] {0x0b});
        return concat(unsigned(whole.length), whole);
    }

    private static void section(ByteArrayOutputStream out, int id, byte[] content) {
        out.write(id);
        out.writeBytes(unsigned(content.length));
        out.writeBytes(content);
    }

    private static byte[] vector(int count, byte[] items) {
        return concat(unsigned(count), items);
    }

    private static byte[] name(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return vector(utf8.length, utf8);
    }

    private static byte[] unsigned(int value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int rest = value;
        while (rest >= 0x80) {
            out.write(rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
        return out.toByteArray();
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
