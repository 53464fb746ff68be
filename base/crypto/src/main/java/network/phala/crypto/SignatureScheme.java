package network.phala.crypto;

import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;

/// The three kinds of signatures that an account may have, in the wire order of `sp_runtime::MultiSignature`.
public enum SignatureScheme {
    /// Index 0: the account is the key.
    ED25519(Ed25519.SIGNATURE_SIZE),

    /// Index 1: the account is the key; context "substrate".
    SR25519(Sr25519.SIGNATURE_SIZE),

    /// Index 2: the account is the BLAKE2b-256 digest of the compressed key, and the message is hashed the same
    /// way.
    ECDSA(Ecdsa.SIGNATURE_SIZE);

    private final int signatureSize;

    SignatureScheme(int signatureSize) {
        this.signatureSize = signatureSize;
    }

    /// Length of a signature in bytes.
    public int signatureSize() {
        return signatureSize;
    }

    /// Whether `signature` was made over `message` by the key of `signer`. False for anything malformed.
    public boolean verify(byte[] message, byte[] signature, AccountId signer) {
        return switch (this) {
            case ED25519 -> Ed25519.verify(signer.value(), message, signature);
            case SR25519 -> new Sr25519.PublicKey(signer.value()).verify(message, signature);
            case ECDSA ->
                Ecdsa.recover(Blake2b.digest256(message), signature)
                        .filter(key -> account(key).equals(signer.value()))
                        .isPresent();
        };
    }

    /// The account of an ECDSA key of 33 bytes.
    public static AccountId ecdsaAccount(Bytes publicKey) {
        return new AccountId(account(publicKey));
    }

    private static Bytes32 account(Bytes publicKey) {
        return Blake2b.hash256(publicKey.unsafeArray());
    }
}
