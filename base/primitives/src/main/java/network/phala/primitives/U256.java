package network.phala.primitives;

import java.math.BigInteger;

/// An unsigned 256-bit integer. On the wire: 32 bytes, little endian (`primitive_types::U256`).
public record U256(BigInteger value) implements Comparable<U256> {
    public static final U256 ZERO = new U256(BigInteger.ZERO);
    public static final U256 MAX = new U256(BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE));

    /// @throws ArithmeticException when the number is negative or needs more than 256 bits
    public U256 {
        if (value.signum() < 0 || value.bitLength() > 256) {
            throw new ArithmeticException(value + " does not fit an unsigned 256-bit integer");
        }
    }

    public static U256 fromBigEndian(Bytes32 bytes) {
        return new U256(new BigInteger(1, bytes.unsafeArray()));
    }

    public static U256 fromLittleEndian(Bytes32 bytes) {
        return fromBigEndian(Bytes32.wrap(reversed(bytes.unsafeArray())));
    }

    public Bytes32 toBigEndian() {
        byte[] digits = value.toByteArray();
        byte[] out = new byte[32];
        int count = Math.min(32, digits.length);
        System.arraycopy(digits, digits.length - count, out, 32 - count, count);
        return Bytes32.wrap(out);
    }

    public Bytes32 toLittleEndian() {
        return Bytes32.wrap(reversed(toBigEndian().unsafeArray()));
    }

    @Override
    public int compareTo(U256 other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] out = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            out[i] = bytes[bytes.length - 1 - i];
        }
        return out;
    }
}
