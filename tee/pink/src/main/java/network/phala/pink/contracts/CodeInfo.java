package network.phala.pink.contracts;

import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.U128;
import network.phala.scale.DecodeException;
import network.phala.scale.ScaleReader;
import network.phala.scale.ScaleWriter;

/// `Contracts.CodeInfoOf`: owner ‖ compact deposit ‖ compact reference count ‖ determinism u8 ‖ code length u32.
record CodeInfo(AccountId owner, U128 deposit, long refcount, Determinism determinism, int codeLength) {
    /// The longest encoding, by type: 32 + 17 + 9 + 1 + 4.
    static final int MAX_ENCODED_LENGTH = 63;

    CodeInfo withRefcount(long count) {
        return new CodeInfo(owner, deposit, count, determinism, codeLength);
    }

    boolean deterministic() {
        return determinism == Determinism.ENFORCED;
    }

    Bytes encode() {
        ScaleWriter out = new ScaleWriter();
        out.write(owner.toBytes());
        out.writeCompact(deposit);
        out.writeCompact(refcount);
        out.writeByte(determinism.ordinal());
        out.writeInt(codeLength);
        return out.toBytes();
    }

    static CodeInfo decode(Bytes value) {
        try {
            ScaleReader in = new ScaleReader(value);
            return new CodeInfo(
                    AccountId.of(in.readArray(32)),
                    in.readCompact(128),
                    in.readCompact(64).low(),
                    Determinism.values()[in.readByte()],
                    in.readInt());
        } catch (DecodeException e) {
            throw new IllegalStateException("Contracts.CodeInfoOf value " + value + " does not decode", e);
        }
    }
}
