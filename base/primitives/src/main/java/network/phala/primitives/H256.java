package network.phala.primitives;

/// A 256-bit hash or identifier (`primitive_types::H256`).
public record H256(Bytes32 value) implements Comparable<H256> {
    public static final H256 ZERO = new H256(Bytes32.ZERO);

    public static H256 of(byte[] bytes) {
        return new H256(Bytes32.of(bytes));
    }

    public static H256 fromHex(String hex) {
        return new H256(Bytes32.fromHex(hex));
    }

    public Bytes toBytes() {
        return value.toBytes();
    }

    public String toHex() {
        return value.toHex();
    }

    @Override
    public int compareTo(H256 other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toHex();
    }
}
