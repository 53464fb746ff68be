package network.phala.prpc.message;

import java.util.Optional;
import network.phala.primitives.Bytes;
import network.phala.prpc.Field;

/// Confidential contract queries.
public interface Query {
    /// `encodedEncryptedData` is `EncryptedData`, and exactly these bytes are signed.
    public record ContractQueryRequest(
            @Field(1) Bytes encodedEncryptedData, @Field(2) Optional<Signature> signature) {}

    /// `blocknum` is the last block dispatched.
    public record ContractQueryResponse(
            @Field(1) Bytes encodedEncryptedData, @Field(2) int blocknum) {}

    /// `signatureType` is one of `SignatureType`: Ed25519 0, Sr25519 1, Ecdsa 2, their WrapBytes forms 3,
    /// 4, 5, Eip712 6, EvmEcdsa 7, EvmEcdsaWrapBytes 8.
    public record Signature(
            @Field(1) Optional<Certificate> signedBy,
            @Field(2) int signatureType,
            @Field(3) Bytes signature) {}

    /// `encodedBody` is `CertificateBody`.
    public record Certificate(
            @Field(1) Bytes encodedBody, @Field(2) Optional<Signature> signature) {}
}
