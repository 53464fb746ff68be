package network.phala.attestation;

import java.util.Optional;
import network.phala.types.AttestationProvider;

/// What became of the evidence.
public sealed interface Verdict {
    /// Confidence level of a worker that showed no evidence.
    byte NO_EVIDENCE = (byte) 128;

    /// @param provider who vouches; nobody for a worker without evidence
    /// @param confidenceLevel 1 (best) to 5, or [#NO_EVIDENCE]
    record Trusted(Optional<AttestationProvider> provider, byte confidenceLevel) implements Verdict {}

    record Rejected(RejectionReason reason) implements Verdict {}
}
