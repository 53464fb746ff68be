package network.phala.pink.types;

import network.phala.primitives.Bytes;

/// What a contract's entry point returned: flags (bit 0 = revert) and data.
public record ExecReturn(int flags, Bytes data) {
    public static final int REVERT = 1;
    public static final ExecReturn NOTHING = new ExecReturn(0, Bytes.EMPTY);

    public boolean reverted() {
        return (flags & REVERT) != 0;
    }
}
