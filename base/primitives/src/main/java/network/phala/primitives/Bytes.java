package network.phala.primitives;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// An immutable run of bytes, compared by content and ordered as unsigned bytes. On the wire: SCALE `Vec<u8>`.
public final class Bytes implements Comparable<Bytes> {
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] value;
    private int hash;

    private Bytes(byte[] value) {
        this.value = value;
    }

    /// Copies the given bytes.
    public static Bytes of(byte... bytes) {
        return bytes.length == 0 ? EMPTY : new Bytes(bytes.clone());
    }

    /// Takes the array over without a copy; the caller must not change it afterwards.
    public static Bytes wrap(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new Bytes(bytes);
    }

    public static Bytes fromHex(String hex) {
        return wrap(Hex.parse(hex));
    }

    public static Bytes ofUtf8(String text) {
        return wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /// The given parts one after another.
    public static Bytes concat(Bytes... parts) {
        int size = 0;
        for (Bytes part : parts) {
            size += part.size();
        }
        byte[] joined = new byte[size];
        int at = 0;
        for (Bytes part : parts) {
            System.arraycopy(part.value, 0, joined, at, part.size());
            at += part.size();
        }
        return wrap(joined);
    }

    public int size() {
        return value.length;
    }

    public boolean isEmpty() {
        return value.length == 0;
    }

    public byte get(int index) {
        return value[index];
    }

    /// The byte as a number 0..255.
    public int unsigned(int index) {
        return value[index] & 0xff;
    }

    public byte[] toArray() {
        return value.clone();
    }

    /// The backing array itself, for reading only, where a copy would show in a profile (hashing, tries, decoding).
    public byte[] unsafeArray() {
        return value;
    }

    /// Bytes `from` (inclusive) to `to` (exclusive).
    public Bytes slice(int from, int to) {
        if (from < 0 || to > value.length || from > to) {
            throw new IndexOutOfBoundsException("Slice " + from + ".." + to + " of " + value.length + " bytes");
        }
        return from == 0 && to == value.length ? this : wrap(Arrays.copyOfRange(value, from, to));
    }

    public Bytes concat(Bytes other) {
        return concat(this, other);
    }

    public boolean startsWith(Bytes prefix) {
        return value.length >= prefix.value.length
                && Arrays.equals(value, 0, prefix.value.length, prefix.value, 0, prefix.value.length);
    }

    public void writeTo(ByteArrayOutputStream out) {
        out.write(value, 0, value.length);
    }

    public String toUtf8() {
        return new String(value, StandardCharsets.UTF_8);
    }

    public String toHex() {
        return Hex.withPrefix(value);
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(value, other.value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(value, bytes.value);
    }

    @Override
    public int hashCode() {
        if (hash == 0) {
            hash = Arrays.hashCode(value);
        }
        return hash;
    }

    @Override
    public String toString() {
        return toHex();
    }
}
