package network.phala.pruntime.cluster;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import network.phala.crypto.AesGcm;
import network.phala.crypto.CryptoException;
import network.phala.crypto.Sr25519;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.types.query.QuerySignature;
import network.phala.types.query.QuerySignature.Certificate;
import network.phala.types.query.QuerySignature.Signer;
import network.phala.types.query.QuerySignature.Verified;
import network.phala.types.query.SignatureError;

/// What clients that ask again and again would make us compute again: the key agreed with an ephemeral key, and the
/// certificate of a session's key. The least recently used go first. Any thread.
///
/// Only what was verified is kept; a query's own signature is verified each time.
final class QuerySessions {
    private static final int ENTRIES_MAX = 2048;
    private static final int CERTIFICATE_BYTES_MAX = 512;

    private static final class Recent<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1L;

        Recent() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > ENTRIES_MAX;
        }
    }

    private final Recent<Bytes32, AesGcm.Key> keys = new Recent<>();
    private final Recent<Certificate, Signer> signers = new Recent<>();

    /// The AES key shared with the peer.
    AesGcm.Key agree(Sr25519.Pair identity, Bytes32 peer) throws CryptoException {
        synchronized (keys) {
            AesGcm.Key known = keys.get(peer);
            if (known != null) {
                return known;
            }
        }
        AesGcm.Key agreed = new AesGcm.Key(identity.agree(new Sr25519.PublicKey(peer)));
        synchronized (keys) {
            keys.put(peer, agreed);
        }
        return agreed;
    }

    /// The accounts that ask, root first: the query's signature and its certificates hold.
    List<AccountId> accounts(QuerySignature signature, Bytes message, int block) throws SignatureError {
        if (signature.signedBy().isEmpty()) {
            return signature.verifyQuery(message, block).accounts();
        }
        Certificate certificate = signature.signedBy().get();
        Signer known;
        synchronized (signers) {
            known = signers.get(certificate);
        }
        if (known != null && known.isValidAt(block)) {
            // Who comes a second time will come again.
            Signer ready = known.prepared();
            if (ready != known) {
                synchronized (signers) {
                    signers.put(certificate, ready);
                }
            }
            return ready.verifyQuery(signature.type(), message, signature.signature());
        }
        Verified verified = signature.verifyQuery(message, block);
        if (size(certificate) <= CERTIFICATE_BYTES_MAX
                && !verified.signer().vouchers().isEmpty()) {
            synchronized (signers) {
                signers.put(certificate, verified.signer());
            }
        }
        return verified.accounts();
    }

    /// Bodies may end in bytes that nobody reads; what is kept must be small all the same.
    private static int size(Certificate certificate) {
        int above = certificate
                .signature()
                .flatMap(QuerySignature::signedBy)
                .map(QuerySessions::size)
                .orElse(0);
        return certificate.encodedBody().size() + above;
    }
}
