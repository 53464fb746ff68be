package network.phala.types;

import network.phala.primitives.Bytes;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// Evidence as the first registration call takes it.
@TypePath("phala_pallets::utils::attestation_legacy::Attestation")
public sealed interface LegacyAttestation {
    record SgxIas(
            @TypeName("Vec<u8>") Bytes raReport,
            @TypeName("Vec<u8>") Bytes signature,
            @TypeName("Vec<u8>") Bytes rawSigningCert)
            implements LegacyAttestation {}
}
