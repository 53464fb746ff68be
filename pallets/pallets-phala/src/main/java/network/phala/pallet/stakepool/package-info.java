/// Pools that stake on workers: owners bring workers, others bring money, rewards go to both.
///
/// Start with [PhalaStakePoolv2]; workers of a pool are in [PoolWorkers], rewards in [Rewards]. What pools
/// have in common with vaults is in [network.phala.pallet.basepool].
@NullMarked
package network.phala.pallet.stakepool;

import org.jspecify.annotations.NullMarked;
