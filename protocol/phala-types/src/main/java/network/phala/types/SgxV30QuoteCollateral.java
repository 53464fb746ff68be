package network.phala.types;

import network.phala.primitives.Bytes;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// PCCS API version 3 collateral: certificate chains and revocation lists in PEM or DER text, TCB info and QE
/// identity in JSON with their signatures.
@TypePath("pink_types::sgx::SgxV30QuoteCollateral")
public record SgxV30QuoteCollateral(
        @TypeName("String") String pckCrlIssuerChain,
        @TypeName("String") String rootCaCrl,
        @TypeName("String") String pckCrl,
        @TypeName("String") String tcbInfoIssuerChain,
        @TypeName("String") String tcbInfo,
        @TypeName("Vec<u8>") Bytes tcbInfoSignature,
        @TypeName("String") String qeIdentityIssuerChain,
        @TypeName("String") String qeIdentity,
        @TypeName("Vec<u8>") Bytes qeIdentitySignature) {}
