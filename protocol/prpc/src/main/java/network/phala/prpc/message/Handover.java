package network.phala.prpc.message;

import java.util.Optional;
import network.phala.primitives.Bytes;
import network.phala.prpc.Field;

/// Passing the identity key from one pRuntime to the next.
public interface Handover {
    /// SCALE `HandoverChallenge`.
    public record HandoverChallenge(@Field(1) Bytes encodedChallenge) {}

    /// SCALE `ChallengeHandlerInfo`.
    public record HandoverChallengeResponse(
            @Field(1) Bytes encodedChallengeHandler,
            @Field(2) Optional<Registration.Attestation> attestation) {}

    /// SCALE `EncryptedWorkerKey`.
    public record HandoverWorkerKey(
            @Field(1) Bytes encodedWorkerKey, @Field(2) Optional<Registration.Attestation> attestation) {}

    /// SCALE `HandoverChallenge` with network time.
    public record DcapHandoverChallenge(@Field(1) Bytes encodedChallenge) {}

    /// SCALE handler with a local report.
    public record DcapHandoverChallengeResponse(
            @Field(1) Bytes encodedChallengeHandler,
            @Field(2) Bytes laReport) {}

    /// SCALE `EncryptedWorkerKey` with a local report.
    public record DcapHandoverWorkerKey(
            @Field(1) Bytes encodedWorkerKey, @Field(2) Bytes laReport) {}
}
