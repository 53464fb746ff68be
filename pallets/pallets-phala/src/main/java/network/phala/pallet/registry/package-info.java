/// Who takes part: workers and what vouches for them, gatekeepers and their master key, the keys of clusters
/// and contracts, and what software may run.
///
/// A worker registers with evidence ([network.phala.attestation.AttestationVerifier]) and then measures
/// itself; the benchmark's score lets it compute. The first gatekeeper makes the master key; rotation
/// replaces it. Start with [PhalaRegistry].
///
/// Invariants: a gatekeeper is a registered worker; there is a master key only after there was a gatekeeper.
@NullMarked
package network.phala.pallet.registry;

import org.jspecify.annotations.NullMarked;
