/// Judges evidence that a worker runs in an enclave. Start with [AttestationVerifier]; a [Verdict] is either
/// trust at a level or one reason against it. No clock and no network: time and collateral come with the
/// evidence.
@NullMarked
package network.phala.attestation;

import org.jspecify.annotations.NullMarked;
