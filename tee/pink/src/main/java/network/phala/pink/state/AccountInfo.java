package network.phala.pink.state;

import network.phala.primitives.Bytes;
import network.phala.primitives.U128;
import network.phala.scale.DecodeException;
import network.phala.scale.ScaleReader;
import network.phala.scale.ScaleWriter;

/// `System.Account`: nonce u64, three reference counts u32, then the balances and flags, u128 each.
public record AccountInfo(
        long nonce, int consumers, int providers, int sufficients, U128 free, U128 reserved, U128 frozen, U128 flags) {
    /// Bit 127: the account follows the reserve logic of 2023. Accounts made since then have it from the start.
    private static final U128 NEW_LOGIC = new U128(1L << 63, 0);

    /// What a missing account reads as.
    public static final AccountInfo DEFAULT = new AccountInfo(0, 0, 0, 0, U128.ZERO, U128.ZERO, U128.ZERO, NEW_LOGIC);

    /// The same in runtime 1.0, whose accounts have a second frozen balance in place of the flags.
    static final AccountInfo FIRST_DEFAULT = new AccountInfo(0, 0, 0, 0, U128.ZERO, U128.ZERO, U128.ZERO, U128.ZERO);

    public U128 total() {
        return free.saturatingAdd(reserved);
    }

    boolean hasDefaultData() {
        return isEmpty() && newLogic();
    }

    /// Whether there is no balance of any kind.
    boolean isEmpty() {
        return free.isZero() && reserved.isZero() && frozen.isZero();
    }

    boolean newLogic() {
        return flags.high() < 0;
    }

    AccountInfo withNewLogic() {
        return new AccountInfo(
                nonce,
                consumers,
                providers,
                sufficients,
                free,
                reserved,
                frozen,
                new U128(flags.high() | 1L << 63, flags.low()));
    }

    boolean canDecProvider() {
        return consumers == 0 || Integer.compareUnsigned(providers, 1) > 0;
    }

    AccountInfo withCounts(int newConsumers, int newProviders) {
        return new AccountInfo(nonce, newConsumers, newProviders, sufficients, free, reserved, frozen, flags);
    }

    AccountInfo withBalances(U128 newFree, U128 newReserved) {
        return new AccountInfo(nonce, consumers, providers, sufficients, newFree, newReserved, frozen, flags);
    }

    Bytes encode() {
        ScaleWriter out = new ScaleWriter();
        out.writeLong(nonce);
        out.writeInt(consumers);
        out.writeInt(providers);
        out.writeInt(sufficients);
        out.writeU128(free);
        out.writeU128(reserved);
        out.writeU128(frozen);
        out.writeU128(flags);
        return out.toBytes();
    }

    static AccountInfo decode(Bytes value) {
        try {
            ScaleReader in = new ScaleReader(value);
            return new AccountInfo(
                    in.readLong(),
                    in.readInt(),
                    in.readInt(),
                    in.readInt(),
                    in.readU128(),
                    in.readU128(),
                    in.readU128(),
                    in.readU128());
        } catch (DecodeException e) {
            throw new IllegalStateException("System.Account value " + value + " does not decode", e);
        }
    }
}
