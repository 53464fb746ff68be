package network.phala.pink.contracts;

import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.U128;
import network.phala.scale.DecodeException;
import network.phala.scale.ScaleReader;
import network.phala.scale.ScaleWriter;

/// `Contracts.OwnerInfoOf` of runtimes before 1.2: owner ‖ compact deposit ‖ compact reference count.
record OwnerInfo(AccountId owner, U128 deposit, long refcount) {
    /// What the deposit counts for an entry: 32 + 16 + 8, as if the numbers were not compact.
    static final int MAX_ENCODED_LENGTH = 56;

    OwnerInfo withRefcount(long count) {
        return new OwnerInfo(owner, deposit, count);
    }

    Bytes encode() {
        ScaleWriter out = new ScaleWriter();
        out.write(owner.toBytes());
        out.writeCompact(deposit);
        out.writeCompact(refcount);
        return out.toBytes();
    }

    static OwnerInfo decode(Bytes value) {
        try {
            ScaleReader in = new ScaleReader(value);
            return new OwnerInfo(
                    AccountId.of(in.readArray(32)),
                    in.readCompact(128),
                    in.readCompact(64).low());
        } catch (DecodeException e) {
            throw new IllegalStateException("Contracts.OwnerInfoOf value " + value + " does not decode", e);
        }
    }
}
