package network.phala.chain.pool;

import java.util.List;
import network.phala.crypto.Blake2b;
import network.phala.frame.transaction.ValidTransaction;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;

/// A transaction with the runtime's verdict on it.
///
/// @param extrinsic its whole encoding, length prefix included
/// @param hash BLAKE2b-256 of the encoding
/// @param priority higher goes first, unsigned
/// @param validTill number of the first block in which the verdict no longer holds, unsigned
public record PoolTransaction(
        Bytes extrinsic,
        H256 hash,
        long priority,
        long validTill,
        List<Bytes> requires,
        List<Bytes> provides,
        boolean propagate) {
    public PoolTransaction {
        requires = requires.stream().distinct().toList();
        provides = provides.stream().distinct().toList();
    }

    /// @param atNumber the block on whose state the verdict was reached
    static PoolTransaction of(Bytes extrinsic, ValidTransaction verdict, long atNumber) {
        long till = atNumber + verdict.longevity();
        return new PoolTransaction(
                extrinsic,
                hashOf(extrinsic),
                verdict.priority(),
                Long.compareUnsigned(till, atNumber) < 0 ? -1 : till,
                verdict.requires(),
                verdict.provides(),
                verdict.propagate());
    }

    public static H256 hashOf(Bytes extrinsic) {
        return new H256(Blake2b.hash256(extrinsic.unsafeArray()));
    }

    int sizeBytes() {
        return extrinsic.size();
    }
}
