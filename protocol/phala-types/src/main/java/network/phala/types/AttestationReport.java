package network.phala.types;

import java.util.Optional;
import network.phala.primitives.Bytes;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// Evidence that a worker runs in an enclave. Follows phala-blockchain crates/pink/types, sgx.rs.
@TypePath("pink_types::sgx::AttestationReport")
public sealed interface AttestationReport {
    /// A report of Intel's attestation service with its signature and the certificate that signed it.
    record SgxIas(
            @TypeName("Vec<u8>") Bytes raReport,
            @TypeName("Vec<u8>") Bytes signature,
            @TypeName("Vec<u8>") Bytes rawSigningCert)
            implements AttestationReport {}

    /// A DCAP quote and what is needed to judge it.
    record SgxDcap(
            @TypeName("Vec<u8>") Bytes quote,
            @TypeName("Option<Collateral>") Optional<Collateral> collateral) implements AttestationReport {}
}
