package network.phala.wasm;

/// Writes the binary format of WebAssembly, each number in its shortest form.
final class LebWriter {
    private final ByteBuilder out = new ByteBuilder();

    int size() {
        return out.size;
    }

    void u8(int value) {
        out.u1(value);
    }

    void u32(int value) {
        int rest = value;
        while (rest >>> 7 != 0) {
            out.u1(rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        out.u1(rest);
    }

    void s64(long value) {
        long rest = value;
        boolean more = true;
        while (more) {
            int piece = (int) rest & 0x7f;
            rest >>= 7;
            more = rest != ((piece & 0x40) == 0 ? 0 : -1);
            out.u1(more ? piece | 0x80 : piece);
        }
    }

    void raw(byte[] from, int start, int length) {
        out.append(from, start, length);
    }

    /// Bytes of another writer.
    void copy(LebWriter from, int start, int end) {
        out.append(from.out.bytes, start, end - start);
    }

    /// The other writer's bytes with their number before them.
    void sized(LebWriter content) {
        u32(content.size());
        copy(content, 0, content.size());
    }

    byte[] toArray() {
        return java.util.Arrays.copyOf(out.bytes, out.size);
    }
}
