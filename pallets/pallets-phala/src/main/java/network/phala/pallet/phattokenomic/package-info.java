/// Stakes of accounts on contracts. A cluster's system contract hears of every change and gives contracts
/// their share of the workers' time by it. Start with [PhalaPhatTokenomic].
///
/// Invariant: a contract's total is the sum of its users' stakes, and the pallet's account holds all of them.
@NullMarked
package network.phala.pallet.phattokenomic;

import org.jspecify.annotations.NullMarked;
