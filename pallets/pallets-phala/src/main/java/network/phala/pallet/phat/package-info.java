/// Clusters of workers and the contracts in them.
///
/// A cluster gets its key from the gatekeepers, its code from uploads, and its contracts by instantiation;
/// all of it goes to the workers as messages, and what they report comes back the same way. The chain knows
/// ids, keys and owners, never code or state. Start with [PhalaPhatContracts].
///
/// Invariants: a worker belongs to at most one cluster, and having left one (cluster 0) to none.
@NullMarked
package network.phala.pallet.phat;

import org.jspecify.annotations.NullMarked;
