package network.phala.attestation;

/// Judges evidence under a policy. Which kinds it can judge, the implementation says.
@FunctionalInterface
public interface AttestationVerifier {
    Verdict verify(Evidence evidence, AttestationPolicy policy);
}
