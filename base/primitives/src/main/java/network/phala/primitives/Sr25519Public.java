package network.phala.primitives;

/// An sr25519 public key as a plain wire value (`sp_core::sr25519::Public`): 32 bytes that need not be a point.
public record Sr25519Public(Bytes32 value) implements Comparable<Sr25519Public> {
    public static Sr25519Public of(byte[] bytes) {
        return new Sr25519Public(Bytes32.of(bytes));
    }

    public static Sr25519Public fromHex(String hex) {
        return new Sr25519Public(Bytes32.fromHex(hex));
    }

    public Bytes toBytes() {
        return value.toBytes();
    }

    public String toHex() {
        return value.toHex();
    }

    @Override
    public int compareTo(Sr25519Public other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toHex();
    }
}
