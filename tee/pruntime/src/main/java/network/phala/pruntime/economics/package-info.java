/// The gatekeepers' ledger of computing: what each worker is worth, earns and loses. Start with [Ledger].
///
/// Every gatekeeper keeps the same ledger from the same messages, to the bit: fixed-point numbers that truncate and
/// wrap, no clock, no chance, no floats. The formulas are in [Tokenomic]; a worker's life in [WorkerAccount].
@NullMarked
package network.phala.pruntime.economics;

import org.jspecify.annotations.NullMarked;
