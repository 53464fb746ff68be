package network.phala.pallet.basepool;

import network.phala.pallet.assets.Fungibles;
import network.phala.pallet.computation.PhalaComputation;
import network.phala.pallet.environment.ChainTime;
import network.phala.pallet.rmrk.RmrkCore;
import network.phala.pallet.uniques.Uniques;
import network.phala.primitives.AccountId;

/// What [PhalaBasePool] needs of the runtime.
///
/// @param wPhaAsset the asset that stands for wrapped money
/// @param migrationAccount may set what pools owe
public record PhalaBasePoolConfig(
        PhalaComputation computation,
        Fungibles assets,
        int wPhaAsset,
        RmrkCore rmrk,
        Uniques uniques,
        ChainTime time,
        AccountId migrationAccount) {}
