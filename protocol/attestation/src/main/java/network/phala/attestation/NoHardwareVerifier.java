package network.phala.attestation;

import java.util.Optional;
import network.phala.primitives.Bytes;
import network.phala.types.AttestationReport;

/// For chains whose workers need no hardware: admits workers without evidence where the policy allows that,
/// and cannot judge reports of Intel, so it admits none of them.
public final class NoHardwareVerifier implements AttestationVerifier {
    private static final int DER_SEQUENCE = 0x30;
    private static final int LONG_LENGTH = 0x80;

    @Override
    public Verdict verify(Evidence evidence, AttestationPolicy policy) {
        if (evidence.report().isEmpty()) {
            return policy.noneAllowed()
                    ? new Verdict.Trusted(Optional.empty(), Verdict.NO_EVIDENCE)
                    : new Verdict.Rejected(RejectionReason.NO_EVIDENCE);
        }
        return new Verdict.Rejected(
                switch (evidence.report().get()) {
                    case AttestationReport.SgxIas ias ->
                        isDerSequence(ias.rawSigningCert())
                                ? RejectionReason.UNSUPPORTED
                                : RejectionReason.BAD_SIGNING_CERTIFICATE;
                    case AttestationReport.SgxDcap _ -> RejectionReason.UNSUPPORTED;
                });
    }

    /// Whether the bytes are one DER sequence, as every certificate is.
    private static boolean isDerSequence(Bytes der) {
        if (der.size() < 2 || der.unsigned(0) != DER_SEQUENCE) {
            return false;
        }
        int first = der.unsigned(1);
        if (first < LONG_LENGTH) {
            return der.size() == 2 + first;
        }
        int count = first - LONG_LENGTH;
        if (count < 1 || count > 3 || der.size() < 2 + count) {
            return false;
        }
        int length = 0;
        for (int i = 0; i < count; i++) {
            length = length << 8 | der.unsigned(2 + i);
        }
        return der.size() == 2 + count + length;
    }
}
