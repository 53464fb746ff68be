package network.phala.pallet.legacypool;

import java.util.List;
import network.phala.frame.Pallet;
import network.phala.frame.storage.Hasher;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Sr25519Public;
import network.phala.scale.Bounded;
import network.phala.scale.Codecs;
import network.phala.scale.Scale;
import network.phala.scale.Transparent;
import network.phala.scale.TupleType;

/// Storage of the first stake pools (pallet 44). Follows phala-blockchain pallets/phala/src/stake_pool.rs.
public final class PhalaStakePool extends Pallet<Void, PhalaStakePoolEvent> {
    @TupleType
    record Staker(long pid, AccountId account) {}

    @TupleType
    record Preimage(long pid, Sr25519Public worker) {}

    @Transparent
    record Description(@Bounded(4400) Bytes text) {}

    public PhalaStakePool() {
        super("PhalaStakePool", null, PhalaStakePoolEvent.class, PhalaStakePoolError.class);
        map("StakePools", Hasher.TWOX_64_CONCAT, Codecs.U64, Scale.of(PoolInfo.class));
        map("PoolStakers", Hasher.TWOX_64_CONCAT, Scale.of(Staker.class), Scale.of(UserStakeInfo.class));
        value("PoolCount", Codecs.U64, 0L);
        map("WorkerAssignments", Hasher.TWOX_64_CONCAT, Codecs.SR25519_PUBLIC, Codecs.U64);
        map("SubAccountAssignments", Hasher.TWOX_64_CONCAT, Codecs.ACCOUNT_ID, Codecs.U64);
        map("StakeLedger", Hasher.TWOX_64_CONCAT, Codecs.ACCOUNT_ID, Codecs.U_128);
        map("WithdrawalQueuedPools", Hasher.TWOX_64_CONCAT, Codecs.U64, Codecs.vec(Codecs.U64));
        value("WithdrawalTimestamps", Codecs.vec(Codecs.U64), List.of());
        map("SubAccountPreimages", Hasher.TWOX_64_CONCAT, Codecs.ACCOUNT_ID, Scale.of(Preimage.class));
        map("PoolContributionWhitelists", Hasher.TWOX_64_CONCAT, Codecs.U64, Codecs.vec(Codecs.ACCOUNT_ID));
        map("PoolDescriptions", Hasher.TWOX_64_CONCAT, Codecs.U64, Scale.of(Description.class));
    }

    @Override
    public int storageVersion() {
        return 7;
    }

    @Override
    public String rustModule() {
        return "pallet_stake_pool";
    }
}
