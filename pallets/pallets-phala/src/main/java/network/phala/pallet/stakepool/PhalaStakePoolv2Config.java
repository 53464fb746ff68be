package network.phala.pallet.stakepool;

import java.util.function.LongPredicate;
import network.phala.pallet.assets.Fungibles;
import network.phala.pallet.basepool.PhalaBasePool;
import network.phala.pallet.computation.PhalaComputation;
import network.phala.pallet.environment.ChainTime;
import network.phala.pallet.registry.Workers;
import network.phala.pallet.wrappedbalances.PhalaWrappedBalances;

/// What [PhalaStakePoolv2] needs of the runtime.
///
/// @param vaultLocked whether a vault may not invest now
public record PhalaStakePoolv2Config(
        PhalaBasePool pools,
        PhalaWrappedBalances wrapped,
        PhalaComputation computation,
        Workers workers,
        Fungibles assets,
        ChainTime time,
        LongPredicate vaultLocked) {}
