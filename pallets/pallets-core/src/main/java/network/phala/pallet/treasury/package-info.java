/// Treasury: the chain's common pot, what is paid into it and how it is spent.
///
/// Start with [Treasury]. Follows polkadot-sdk 1.5.0 substrate/frame/treasury. **Terminology** *spend
/// period*: every so many blocks approved proposals are paid and a part of the rest is burnt. Nobody has
/// the origin for direct spends in this runtime, as in the original.
@NullMarked
package network.phala.pallet.treasury;

import org.jspecify.annotations.NullMarked;
