package network.phala.primitives;

/// An account: 32 bytes (`sp_core::crypto::AccountId32`).
public record AccountId(Bytes32 value) implements Comparable<AccountId> {
    public static final AccountId ZERO = new AccountId(Bytes32.ZERO);

    public static AccountId of(byte[] bytes) {
        return new AccountId(Bytes32.of(bytes));
    }

    public static AccountId fromHex(String hex) {
        return new AccountId(Bytes32.fromHex(hex));
    }

    public Bytes toBytes() {
        return value.toBytes();
    }

    public String toHex() {
        return value.toHex();
    }

    @Override
    public int compareTo(AccountId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toHex();
    }
}
