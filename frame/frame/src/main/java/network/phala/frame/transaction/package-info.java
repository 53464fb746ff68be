/// Transactions: [UncheckedExtrinsic] and its parts, the [SignedExtension]s that guard it, and what a pool
/// is told of it ([TransactionValidity]).
///
/// Start with [UncheckedExtrinsic].
@NullMarked
package network.phala.frame.transaction;

import org.jspecify.annotations.NullMarked;
