package network.phala.types;

import network.phala.scale.TypePath;

/// Who vouched for a worker: nobody but root, Intel's attestation service, or a DCAP quote.
@TypePath("phala_types::AttestationProvider")
public enum AttestationProvider {
    ROOT,
    IAS,
    DCAP
}
