package network.phala.attestation;

import java.util.List;
import network.phala.primitives.Bytes;

/// What the chain demands.
///
/// @param noneAllowed workers without evidence are admitted
/// @param measurementChecked the enclave's measurement must be on the list
/// @param allowedMeasurements `mr_enclave ‖ isv_prod_id ‖ isv_svn ‖ mr_signer`, 68 bytes each
public record AttestationPolicy(boolean noneAllowed, boolean measurementChecked, List<Bytes> allowedMeasurements) {
    public AttestationPolicy {
        allowedMeasurements = List.copyOf(allowedMeasurements);
    }
}
