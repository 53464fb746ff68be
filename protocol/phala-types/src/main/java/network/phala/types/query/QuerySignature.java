package network.phala.types.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.scale.DecodeException;

/// A signature over a query, with the certificate of the key that made it. A certificate may be signed in turn by the
/// key
/// of another: the last one is the account that asks.
///
/// Follows phala-blockchain crates/phactory/api/src/crypto/mod.rs.
public record QuerySignature(int type, Bytes signature, Optional<Certificate> signedBy) {
    /// The longest chain that a worker accepts.
    public static final int DEPTH_MAX = 2;

    /// A [CertificateBody], encoded, and who vouches for it; nobody for a root.
    public record Certificate(Bytes encodedBody, Optional<QuerySignature> signature) {}

    /// Verifies the chain over a query.
    ///
    /// @return the accounts from the root down to the signer of the message; the first one asks
    public List<AccountId> verifyQuery(Bytes message, int block) throws SignatureError {
        return verify(message, new TypedData.Query(), block, DEPTH_MAX);
    }

    List<AccountId> verify(Bytes message, TypedData typed, int block, int depth) throws SignatureError {
        if (depth == 0) {
            throw new SignatureError("TooLongCertificateChain");
        }
        if (signedBy.isEmpty()) {
            throw new SignatureError("CertificateMissing");
        }
        Certificate certificate = signedBy.get();
        CertificateBody body = decode(certificate.encodedBody());
        if (!body.isValidAt(block)) {
            throw new SignatureError("CertificateExpired");
        }
        List<AccountId> accounts = new ArrayList<>();
        if (certificate.signature().isPresent()) {
            Bytes encoded = CertificateBody.codec().encode(body);
            TypedData issued = new TypedData.Certificate(body.ttl());
            accounts.addAll(certificate.signature().get().verify(encoded, issued, block, depth - 1));
        }
        accounts.add(SignatureType.of(type).verify(body.pubkey(), message, typed, signature));
        return accounts;
    }

    private static CertificateBody decode(Bytes body) throws SignatureError {
        try {
            return CertificateBody.codec().decodePrefix(body);
        } catch (DecodeException e) {
            throw new SignatureError("DecodeFailed(" + e.getMessage() + ")");
        }
    }
}
