/// What travels between a contract, the pink runtime and its callers: weights, errors, results, events and
/// side effects, each in the SCALE form of Phala's pink runtime 1.2.
///
/// Start with [ContractResult] (what a client decrypts) and [RuntimeEvent] (what a session records).
@NullMarked
package network.phala.pink.types;

import org.jspecify.annotations.NullMarked;
