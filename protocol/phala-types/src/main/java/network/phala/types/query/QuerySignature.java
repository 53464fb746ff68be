package network.phala.types.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.phala.crypto.Sr25519;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.scale.DecodeException;

/// A signature over a query, with the certificate of the key that made it. A certificate may be signed in turn by the
/// key of another: the last one is the account that asks.
///
/// Nothing says which worker, contract or time a query is for but the encrypted bytes that are signed. So whoever
/// records a query may send it again while its certificates hold; the answer is for the asker's key only.
///
/// Follows phala-blockchain crates/phactory/api/src/crypto.rs, with its order of checks: of several things wrong, the
/// same one is told.
public record QuerySignature(int type, Bytes signature, Optional<Certificate> signedBy) {
    /// The longest chain that a worker accepts.
    public static final int DEPTH_MAX = 2;

    /// A [CertificateBody], encoded, and who vouches for it; nobody for a root.
    public record Certificate(Bytes encodedBody, Optional<QuerySignature> signature) {}

    /// What holds: the accounts from the root down to the signer of the message, of which the first one asks, and the
    /// signer's key for its next message.
    public record Verified(List<AccountId> accounts, Signer signer) {}

    /// A key whose certificates hold: the accounts that vouch for it, root first, and the last block they hold at.
    public static final class Signer {
        private final Bytes pubkey;
        private final List<AccountId> vouchers;
        private final int ttl;
        private final Optional<Sr25519.PreparedKey> prepared;

        private Signer(Bytes pubkey, List<AccountId> vouchers, int ttl, Optional<Sr25519.PreparedKey> prepared) {
            this.pubkey = pubkey;
            this.vouchers = List.copyOf(vouchers);
            this.ttl = ttl;
            this.prepared = prepared;
        }

        /// The accounts that vouch for the key; none for a root.
        public List<AccountId> vouchers() {
            return vouchers;
        }

        public boolean isValidAt(int block) {
            return Integer.compareUnsigned(ttl, block) >= 0;
        }

        /// The same, made ready for many sr25519 signatures. Takes 30 KB more.
        public Signer prepared() {
            return prepared.isPresent() || pubkey.size() != Bytes32.SIZE
                    ? this
                    : new Signer(pubkey, vouchers, ttl, new Sr25519.PublicKey(Bytes32.of(pubkey)).prepared());
        }

        /// Verifies this key's signature over a query.
        ///
        /// @return the accounts from the root down to this key's own; the first one asks
        public List<AccountId> verifyQuery(int type, Bytes message, Bytes signature) throws SignatureError {
            SignatureType kind = SignatureType.of(type);
            AccountId own = prepared.isPresent() && kind == SignatureType.SR25519
                    ? SignatureType.sr25519(prepared.get(), pubkey, message, signature)
                    : kind.verify(pubkey, message, new TypedData.Query(), signature);
            return below(vouchers, own);
        }
    }

    /// Verifies the chain over a query.
    public Verified verifyQuery(Bytes message, int block) throws SignatureError {
        return verify(message, new TypedData.Query(), block, DEPTH_MAX);
    }

    Verified verify(Bytes message, TypedData typed, int block, int depth) throws SignatureError {
        if (depth == 0) {
            throw new SignatureError("TooLongCertificateChain");
        }
        SignatureType kind = SignatureType.of(type);
        if (signedBy.isEmpty()) {
            throw new SignatureError("CertificateMissing");
        }
        Certificate certificate = signedBy.get();
        CertificateBody body = decode(certificate.encodedBody);
        if (!body.isValidAt(block)) {
            throw new SignatureError("CertificateExpired");
        }
        AccountId own = kind.verify(body.pubkey(), message, typed, signature);
        if (certificate.signature.isEmpty()) {
            return new Verified(List.of(own), new Signer(body.pubkey(), List.of(), body.ttl(), Optional.empty()));
        }
        // What is signed is the body as it is encoded again: bytes after it do not count.
        Verified above = certificate
                .signature
                .get()
                .verify(CertificateBody.codec().encode(body), new TypedData.Certificate(body.ttl()), block, depth - 1);
        int ttl = Integer.compareUnsigned(body.ttl(), above.signer.ttl) < 0 ? body.ttl() : above.signer.ttl;
        return new Verified(
                below(above.accounts, own), new Signer(body.pubkey(), above.accounts, ttl, Optional.empty()));
    }

    private static List<AccountId> below(List<AccountId> vouchers, AccountId own) {
        List<AccountId> accounts = new ArrayList<>(vouchers);
        accounts.add(own);
        return List.copyOf(accounts);
    }

    private static CertificateBody decode(Bytes body) throws SignatureError {
        try {
            return CertificateBody.codec().decodePrefix(body);
        } catch (DecodeException e) {
            throw new SignatureError("DecodeFailed(" + e.getMessage() + ")");
        }
    }
}
