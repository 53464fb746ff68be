/// Sessions of computing workers: who works for which pool, with what stake, how it performs and what it earns.
///
/// A session is an account bound to a worker. Started with a stake it computes; the chain challenges it now
/// and then, gatekeepers judge its heartbeats and settle its rewards; stopped it cools down, then its stake
/// is free again. Start with [PhalaComputation]; the life of a session is in [Sessions], what gatekeepers
/// report in [Settlement].
///
/// Invariants: a worker and a session are bound to each other or to nobody; `OnlineWorkers` counts computing
/// sessions.
@NullMarked
package network.phala.pallet.computation;

import org.jspecify.annotations.NullMarked;
