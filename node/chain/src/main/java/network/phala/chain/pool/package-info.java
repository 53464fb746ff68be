/// The transaction pool: what waits to be put into a block, and in which order it goes.
///
/// Start with [TransactionPool], the thread-safe outside. [PoolGraph] is its inside: transactions tied
/// together by the tags that they require and provide. Transactions that lack a tag wait as *future*, the
/// others are *ready*.
@NullMarked
package network.phala.chain.pool;

import org.jspecify.annotations.NullMarked;
