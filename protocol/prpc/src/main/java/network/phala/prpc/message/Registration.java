package network.phala.prpc.message;

import java.util.Optional;
import network.phala.primitives.Bytes;
import network.phala.prpc.Field;

/// Identity and attestation.
public interface Registration {
    /// `encodedGenesisInfo` is `GenesisBlockInfo`, `encodedGenesisState` is `Vec<(Vec<u8>, Vec<u8>)>`,
    /// `debugSetKey` a 32-byte seed or a 64-byte secret. `skipRa` is retired.
    public record InitRuntimeRequest(
            @Field(1) boolean skipRa,
            @Field(2) Bytes encodedGenesisInfo,
            @Field(3) Optional<Bytes> debugSetKey,
            @Field(4) Bytes encodedGenesisState,
            @Field(5) Optional<Bytes> encodedOperator,
            @Field(6) boolean isParachain,
            @Field(7) Optional<Bytes> attestationProvider) {
        /// Never the key.
        @Override
        public String toString() {
            return "InitRuntimeRequest";
        }
    }

    /// `encodedOperator` is an `AccountId32`.
    public record GetRuntimeInfoRequest(
            @Field(1) boolean forceRefreshRa, @Field(2) Optional<Bytes> encodedOperator) {}

    /// `encodedRuntimeInfo` is `WorkerRegistrationInfoV2`.
    public record InitRuntimeResponse(
            @Field(1) Bytes encodedRuntimeInfo,
            @Field(2) Bytes encodedGenesisBlockHash,
            @Field(3) Bytes encodedPublicKey,
            @Field(4) Bytes encodedEcdhPublicKey,
            @Field(value = 5, json = Field.Json.OMITTED) Optional<Attestation> attestation) {}

    /// `provider` is JSON text (`null`, `"ias"`, `"dcap"`, `"root"`); `encodedReport` is
    /// `Option<AttestationReport>`; `timestamp` in Unix seconds.
    public record Attestation(
            @Field(1) int version,
            @Field(2) String provider,
            @Field(3) Optional<AttestationReport> payload,
            @Field(4) long timestamp,
            @Field(5) Bytes encodedReport) {}

    /// Retired form of an attestation.
    public record AttestationReport(
            @Field(1) String report,
            @Field(2) Bytes signature,
            @Field(3) Bytes signingCert) {}
}
