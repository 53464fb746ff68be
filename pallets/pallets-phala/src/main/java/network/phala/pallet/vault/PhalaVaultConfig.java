package network.phala.pallet.vault;

import network.phala.pallet.assets.Fungibles;
import network.phala.pallet.basepool.PhalaBasePool;
import network.phala.pallet.environment.ChainTime;
import network.phala.pallet.stakepool.PhalaStakePoolv2;
import network.phala.pallet.wrappedbalances.PhalaWrappedBalances;

/// What [PhalaVault] needs of the runtime.
public record PhalaVaultConfig(
        PhalaBasePool pools,
        PhalaStakePoolv2 stakePools,
        PhalaWrappedBalances wrapped,
        Fungibles assets,
        ChainTime time) {}
