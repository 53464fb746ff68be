package network.phala.attestation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.types.AttestationProvider;
import network.phala.types.AttestationReport;
import org.junit.jupiter.api.Test;

class NoHardwareVerifierTest {
    private static final AttestationPolicy OPEN = new AttestationPolicy(true, false, List.of());
    private static final AttestationPolicy CLOSED = new AttestationPolicy(false, false, List.of());

    private final AttestationVerifier verifier = new NoHardwareVerifier();

    @Test
    void admitsAWorkerWithoutEvidenceOnlyWhereThePolicyAllowsIt() {
        assertThat(verifier.verify(evidence(Optional.empty()), OPEN))
                .isEqualTo(new Verdict.Trusted(Optional.<AttestationProvider>empty(), (byte) 128));
        assertThat(verifier.verify(evidence(Optional.empty()), CLOSED))
                .isEqualTo(new Verdict.Rejected(RejectionReason.NO_EVIDENCE));
    }

    @Test
    void admitsNoReportThatItCannotJudge() {
        Bytes certificate = Bytes.fromHex("0x30020500");
        assertThat(verifier.verify(evidence(ias(certificate)), OPEN))
                .isEqualTo(new Verdict.Rejected(RejectionReason.UNSUPPORTED));
        assertThat(verifier.verify(
                        evidence(Optional.of(new AttestationReport.SgxDcap(certificate, Optional.empty()))), OPEN))
                .isEqualTo(new Verdict.Rejected(RejectionReason.UNSUPPORTED));
    }

    @Test
    void admitsNothingHoweverTheCertificateLooks() {
        Random random = new Random(7);
        for (int i = 0; i < 5000; i++) {
            byte[] certificate = new byte[random.nextInt(12)];
            random.nextBytes(certificate);
            if (certificate.length > 0 && i % 2 == 0) {
                certificate[0] = 0x30;
            }
            assertThat(verifier.verify(evidence(ias(Bytes.wrap(certificate))), OPEN))
                    .isInstanceOf(Verdict.Rejected.class);
        }
    }

    private static Evidence evidence(Optional<AttestationReport> report) {
        return new Evidence(report, H256.ZERO, 1_600_000_000);
    }

    private static Optional<AttestationReport> ias(Bytes certificate) {
        return Optional.of(new AttestationReport.SgxIas(Bytes.EMPTY, Bytes.EMPTY, certificate));
    }
}
