/// Uniques: items that are one of a kind, in collections. No calls here: other pallets make and destroy items.
///
/// Start with [Uniques]. Follows polkadot-sdk 1.5.0 substrate/frame/uniques, functions.rs.
@NullMarked
package network.phala.pallet.uniques;

import org.jspecify.annotations.NullMarked;
