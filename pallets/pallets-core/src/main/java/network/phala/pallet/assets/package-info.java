/// Assets: fungible tokens other than the chain's own money, each with an owner and a least balance.
///
/// Accounts of a sufficient asset live by it; of others they need a reference to exist. What is held below the least
/// balance disappears. Start with [Assets]; what other pallets may do with assets is in [Fungibles]. Follows
/// polkadot-sdk 1.5.0 substrate/frame/assets. Not here yet: destruction, change of owner, forced changes, deposits for
/// accounts.
@NullMarked
package network.phala.pallet.assets;

import org.jspecify.annotations.NullMarked;
