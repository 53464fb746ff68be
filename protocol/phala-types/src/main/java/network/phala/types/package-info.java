/// Wire types that chain, enclave and clients agree on: worker registration, endpoints, attestation reports,
/// keys under way. Start with [WorkerRegistrationInfoV2]; messages are in `mq` and `messaging`, clusters and
/// contracts in `contract`.
///
/// Follows phala-blockchain crates/phala-types. Values only: nothing here signs, stores or sends.
@NullMarked
package network.phala.types;

import org.jspecify.annotations.NullMarked;
