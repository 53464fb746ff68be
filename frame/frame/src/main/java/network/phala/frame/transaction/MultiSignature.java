package network.phala.frame.transaction;

import network.phala.crypto.SignatureScheme;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.scale.Fixed;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.scale.Unnamed;

/// A signature of one of the three schemes (`sp_runtime::MultiSignature`).
@TypePath("sp_runtime::MultiSignature")
public sealed interface MultiSignature {
    /// True when this is the account's signature of the message.
    default boolean verify(Bytes message, AccountId signer) {
        byte[] bytes = message.unsafeArray();
        return switch (this) {
            case Ed25519(Ed25519Signature(Bytes signature)) ->
                SignatureScheme.ED25519.verify(bytes, signature.unsafeArray(), signer);
            case Sr25519(Sr25519Signature(Bytes signature)) ->
                SignatureScheme.SR25519.verify(bytes, signature.unsafeArray(), signer);
            case Ecdsa(EcdsaSignature(Bytes signature)) ->
                SignatureScheme.ECDSA.verify(bytes, signature.unsafeArray(), signer);
        };
    }

    static MultiSignature sr25519(byte[] signature) {
        return new Sr25519(new Sr25519Signature(Bytes.of(signature)));
    }

    @Unnamed
    record Ed25519(@TypeName("ed25519::Signature") Ed25519Signature signature) implements MultiSignature {}

    @Unnamed
    record Sr25519(@TypeName("sr25519::Signature") Sr25519Signature signature) implements MultiSignature {}

    @Unnamed
    record Ecdsa(@TypeName("ecdsa::Signature") EcdsaSignature signature) implements MultiSignature {}

    @TypePath("sp_core::ed25519::Signature")
    @Unnamed
    record Ed25519Signature(@Fixed(64) @TypeName("[u8; 64]") Bytes bytes) {}

    @TypePath("sp_core::sr25519::Signature")
    @Unnamed
    record Sr25519Signature(@Fixed(64) @TypeName("[u8; 64]") Bytes bytes) {}

    /// 64 bytes r, s and one byte recovery id.
    @TypePath("sp_core::ecdsa::Signature")
    @Unnamed
    record EcdsaSignature(
            @Fixed(65) @TypeName("[u8; SIGNATURE_SERIALIZED_SIZE]")
            Bytes bytes) {}
}
