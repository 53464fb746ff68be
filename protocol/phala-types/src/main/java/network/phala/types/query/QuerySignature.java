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
/// key
/// of another: the last one is the account that asks.
///
/// Follows phala-blockchain crates/phactory/api/src/crypto/mod.rs.
public record QuerySignature(int type, Bytes signature, Optional<Certificate> signedBy) {
    /// The longest chain that a worker accepts.
    public static final int DEPTH_MAX = 2;

    /// A [CertificateBody], encoded, and who vouches for it; nobody for a root.
    public record Certificate(Bytes encodedBody, Optional<QuerySignature> signature) {
        private Signer verify(int block, int depth) throws SignatureError {
            CertificateBody body = decode(encodedBody);
            if (!body.isValidAt(block)) {
                throw new SignatureError("CertificateExpired");
            }
            if (signature.isEmpty()) {
                return new Signer(body.pubkey(), List.of(), body.ttl(), Optional.empty());
            }
            QuerySignature voucher = signature.get();
            Signer above = voucher.signer(block, depth - 1);
            TypedData issued = new TypedData.Certificate(body.ttl());
            List<AccountId> accounts =
                    above.verify(voucher.type, CertificateBody.codec().encode(body), issued, voucher.signature);
            int ttl = Integer.compareUnsigned(body.ttl(), above.ttl) < 0 ? body.ttl() : above.ttl;
            return new Signer(body.pubkey(), accounts, ttl, Optional.empty());
        }
    }

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

        /// The same, made ready for many sr25519 signatures. Takes 15 KB more.
        public Signer prepared() {
            return prepared.isPresent() || pubkey.size() != Bytes32.SIZE
                    ? this
                    : new Signer(pubkey, vouchers, ttl, new Sr25519.PublicKey(Bytes32.of(pubkey)).prepared());
        }

        /// Verifies this key's signature over a query.
        ///
        /// @return the accounts from the root down to this key's own; the first one asks
        public List<AccountId> verifyQuery(int type, Bytes message, Bytes signature) throws SignatureError {
            return verify(type, message, new TypedData.Query(), signature);
        }

        private List<AccountId> verify(int type, Bytes message, TypedData typed, Bytes signature)
                throws SignatureError {
            SignatureType kind = SignatureType.of(type);
            AccountId own = prepared.isPresent() && kind == SignatureType.SR25519
                    ? SignatureType.sr25519(prepared.get(), pubkey, message, signature)
                    : kind.verify(pubkey, message, typed, signature);
            List<AccountId> accounts = new ArrayList<>(vouchers);
            accounts.add(own);
            return accounts;
        }
    }

    /// Verifies the chain over a query.
    ///
    /// @return the accounts from the root down to the signer of the message; the first one asks
    public List<AccountId> verifyQuery(Bytes message, int block) throws SignatureError {
        return verify(message, new TypedData.Query(), block, DEPTH_MAX);
    }

    /// Verifies the certificates only. The result may be used again for the same certificate while it is valid.
    public Signer signer(int block) throws SignatureError {
        return signer(block, DEPTH_MAX);
    }

    List<AccountId> verify(Bytes message, TypedData typed, int block, int depth) throws SignatureError {
        return signer(block, depth).verify(type, message, typed, signature);
    }

    private Signer signer(int block, int depth) throws SignatureError {
        if (depth == 0) {
            throw new SignatureError("TooLongCertificateChain");
        }
        if (signedBy.isEmpty()) {
            throw new SignatureError("CertificateMissing");
        }
        return signedBy.get().verify(block, depth);
    }

    private static CertificateBody decode(Bytes body) throws SignatureError {
        try {
            return CertificateBody.codec().decodePrefix(body);
        } catch (DecodeException e) {
            throw new SignatureError("DecodeFailed(" + e.getMessage() + ")");
        }
    }
}
