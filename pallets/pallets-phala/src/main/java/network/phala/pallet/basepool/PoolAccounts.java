package network.phala.pallet.basepool;

import java.nio.charset.StandardCharsets;
import network.phala.crypto.Blake2b;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Sr25519Public;
import network.phala.scale.ScaleWriter;

/// Accounts derived from pools: three or four letters, then the beginning of a BLAKE2b-256 hash.
///
/// Follows phala-blockchain pallets/phala/src/compute/base_pool.rs and stake_pool_v2.rs, create_…_account.
public final class PoolAccounts {
    /// Owns the collections of all pools.
    public static final AccountId BASE_POOL = padded("basepool");

    private PoolAccounts() {}

    /// Holds a pool's free money.
    public static AccountId pool(long pid, AccountId owner) {
        return derive("bp/", preimage(pid, owner.toBytes()));
    }

    /// Holds what a pool's owner earned.
    public static AccountId ownerReward(long pid, AccountId owner) {
        return derive("so/", preimage(pid, owner.toBytes()));
    }

    /// Holds what a pool's workers have at stake.
    public static AccountId lock(long pid, AccountId owner) {
        return derive("sl/", preimage(pid, owner.toBytes()));
    }

    /// The session of a pool's worker.
    public static AccountId session(long pid, Sr25519Public worker) {
        return derive("spm/", preimage(pid, worker.toBytes()));
    }

    private static Bytes preimage(long pid, Bytes key) {
        ScaleWriter out = new ScaleWriter();
        out.writeLong(pid);
        out.write(key);
        return out.toBytes();
    }

    private static AccountId derive(String letters, Bytes preimage) {
        Bytes hash = Blake2b.hash256(preimage.unsafeArray()).toBytes();
        return AccountId.of(Bytes.ofUtf8(letters).concat(hash).slice(0, 32).toArray());
    }

    private static AccountId padded(String letters) {
        byte[] account = new byte[32];
        byte[] text = letters.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, account, 0, text.length);
        return AccountId.of(account);
    }
}
