/// What stake pools and vaults share: shares, their price, the queue of those who want out.
///
/// A pool is worth `totalValue`; its shares lie in NFTs of its collection. Who contributes gets shares at the
/// price of the moment; who withdraws queues shares, which are paid first come first served as the pool has
/// free W-PHA. Start with [PhalaBasePool]; the arithmetic of shares is in [Shares], the queue in
/// [WithdrawQueue].
///
/// Invariants: an account has at most one request in a pool's queue; amounts of 1000 units or less are dust.
@NullMarked
package network.phala.pallet.basepool;

import org.jspecify.annotations.NullMarked;
