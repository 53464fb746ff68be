package network.phala.primitives;

import java.util.Arrays;

/// Exactly 32 immutable bytes, compared by content and ordered as unsigned bytes. On the wire: SCALE `[u8; 32]`.
public final class Bytes32 implements Comparable<Bytes32> {
    public static final int SIZE = 32;
    public static final Bytes32 ZERO = new Bytes32(new byte[SIZE]);

    private final byte[] value;

    private Bytes32(byte[] value) {
        this.value = value;
    }

    /// Copies 32 bytes.
    ///
    /// @throws IllegalArgumentException when there are not exactly 32
    public static Bytes32 of(byte[] bytes) {
        return wrap(bytes.clone());
    }

    /// Takes the array over without a copy; the caller must not change it afterwards.
    public static Bytes32 wrap(byte[] bytes) {
        if (bytes.length != SIZE) {
            throw new IllegalArgumentException(bytes.length + " bytes given; expected 32");
        }
        return new Bytes32(bytes);
    }

    public static Bytes32 of(Bytes bytes) {
        return wrap(bytes.toArray());
    }

    public static Bytes32 fromHex(String hex) {
        return wrap(Hex.parse(hex));
    }

    public byte[] toArray() {
        return value.clone();
    }

    /// The backing array itself, for reading only, where a copy would show in a profile.
    public byte[] unsafeArray() {
        return value;
    }

    public Bytes toBytes() {
        return Bytes.wrap(value);
    }

    public byte get(int index) {
        return value[index];
    }

    public String toHex() {
        return Hex.withPrefix(value);
    }

    @Override
    public int compareTo(Bytes32 other) {
        return Arrays.compareUnsigned(value, other.value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes32 bytes && Arrays.equals(value, bytes.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return toHex();
    }
}
