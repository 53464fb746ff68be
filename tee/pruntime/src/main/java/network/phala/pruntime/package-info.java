/// The enclave program: follows the chain by proof, keeps keys, runs contracts, answers encrypted queries.
///
/// Start with [Pruntime], which puts the parts together; [PruntimeMain] is the program. The parts: `http` (the server),
/// `chain` (headers and storage), `system` (messages, worker, gatekeeper), `cluster` (contracts and queries), `seal`
/// (files).
@NullMarked
package network.phala.pruntime;

import org.jspecify.annotations.NullMarked;
