/// Stake pools. So far: the accounts that belong to them ([PoolAccounts]).
@NullMarked
package network.phala.pallet.stakepool;

import org.jspecify.annotations.NullMarked;
