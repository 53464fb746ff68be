package network.phala.attestation;

import java.util.Optional;
import network.phala.primitives.H256;
import network.phala.types.AttestationReport;

/// What a worker shows.
///
/// @param report absent for a worker outside of an enclave
/// @param commitment hash that the report must carry as its user data
/// @param nowSeconds time of the block, seconds since 1970
public record Evidence(Optional<AttestationReport> report, H256 commitment, long nowSeconds) {}
