package network.phala.types.keys;

import network.phala.crypto.AesGcm;
import network.phala.crypto.CryptoException;
import network.phala.crypto.Sr25519;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.primitives.Sr25519Public;
import network.phala.types.EncryptedKey;
import network.phala.types.contract.CommandPayload.EncryptedData;

/// Seals data between two sr25519 keys: AES-256-GCM under the agreed point, 12-byte IV, no associated data, tag at the
/// end. An IV must not be used twice between the same two keys.
///
/// Follows phala-blockchain crates/phala-crypto/src/ecdh.rs, aead.rs and secret_channel.rs.
public final class SecretChannel {
    private SecretChannel() {}

    /// Seals for `peer`; the result names our public key.
    ///
    /// @throws CryptoException when the peer's key is not a point
    public static EncryptedData seal(Sr25519.Pair own, Sr25519.PublicKey peer, Bytes iv, Bytes plain)
            throws CryptoException {
        byte[] sealed = AesGcm.seal(own.agree(peer), iv.unsafeArray(), plain.unsafeArray());
        return new EncryptedData(iv, own.publicKey().value(), Bytes.wrap(sealed));
    }

    /// Opens what the holder of the named public key sealed for us.
    ///
    /// @throws CryptoException when the key is not a point or the data was not sealed so
    public static Bytes open(Sr25519.Pair own, EncryptedData data) throws CryptoException {
        return open(own, data.pubkey(), data.iv(), data.data());
    }

    private static Bytes open(Sr25519.Pair own, Bytes32 peer, Bytes iv, Bytes sealed) throws CryptoException {
        byte[] key = own.agree(new Sr25519.PublicKey(peer));
        return Bytes.wrap(AesGcm.open(key, iv.unsafeArray(), sealed.unsafeArray()));
    }

    /// Seals a pair's 64-byte secret for `peer` under the key that `base` derives for `purpose`.
    public static EncryptedKey sealKey(
            Sr25519.Pair base, Bytes purpose, Sr25519Public peer, Bytes iv, Sr25519.Pair secret)
            throws CryptoException {
        try (Sr25519.Pair sender = KeyDerivation.derive(base, purpose)) {
            byte[] plain = secret.exposeSecret();
            byte[] sealed = AesGcm.seal(sender.agree(new Sr25519.PublicKey(peer.value())), iv.unsafeArray(), plain);
            java.util.Arrays.fill(plain, (byte) 0);
            return new EncryptedKey(new Sr25519Public(sender.publicKey().value()), Bytes.wrap(sealed), iv);
        }
    }

    /// Opens a pair that was sealed for us by [#sealKey].
    public static Sr25519.Pair openKey(Sr25519.Pair own, EncryptedKey key) throws CryptoException {
        byte[] secret = open(own, key.ecdhPubkey().value(), key.iv(), key.encryptedKey())
                .toArray();
        try {
            return Sr25519.Pair.fromSecret(secret);
        } finally {
            java.util.Arrays.fill(secret, (byte) 0);
        }
    }
}
