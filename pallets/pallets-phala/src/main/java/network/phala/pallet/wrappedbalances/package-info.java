/// W-PHA: the chain's money as an asset, one to one, so that pools can hold and move it.
///
/// What is wrapped lies on one account; what is minted below the asset's minimum is only counted. Start with
/// [PhalaWrappedBalances].
@NullMarked
package network.phala.pallet.wrappedbalances;

import org.jspecify.annotations.NullMarked;
