package network.phala.chain.pool;

import network.phala.frame.transaction.TransactionValidity;
import network.phala.primitives.H256;

/// Why the pool does not take a transaction. The names are those of Substrate's
/// `sc_transaction_pool_api::error::Error`.
public sealed interface PoolRefusal {
    /// The runtime refuses it.
    record NotValid(TransactionValidity.Error error) implements PoolRefusal {}

    /// The runtime cannot read it; `problem` says where.
    record Undecodable(String problem) implements PoolRefusal {}

    /// It was invalid or included not long ago.
    record TemporarilyBanned() implements PoolRefusal {}

    record AlreadyImported(H256 hash) implements PoolRefusal {}

    /// Another transaction provides the same tag with at least the same priority.
    record TooLowPriority(long old, long offered) implements PoolRefusal {}

    record CycleDetected() implements PoolRefusal {}

    /// The pool is full of better ones.
    record ImmediatelyDropped() implements PoolRefusal {}

    record NoTagsProvided() implements PoolRefusal {}
}
