package network.phala.frame.transaction;

import network.phala.primitives.Bytes;
import network.phala.scale.Fixed;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.scale.Unnamed;

/// A signature of one of the three schemes (`sp_runtime::MultiSignature`).
@TypePath("sp_runtime::MultiSignature")
public sealed interface MultiSignature {
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
    record EcdsaSignature(@Fixed(65) @TypeName("[u8; 65]") Bytes bytes) {}
}
