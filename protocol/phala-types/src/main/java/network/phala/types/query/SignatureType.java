package network.phala.types.query;

import java.util.Optional;
import network.phala.crypto.Blake2b;
import network.phala.crypto.CryptoException;
import network.phala.crypto.Ecdsa;
import network.phala.crypto.Ed25519;
import network.phala.crypto.Keccak;
import network.phala.crypto.Sr25519;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;

/// How a wallet signs, in wire order.
public enum SignatureType {
    ED25519,
    SR25519,
    ECDSA,
    ED25519_WRAP_BYTES,
    SR25519_WRAP_BYTES,
    ECDSA_WRAP_BYTES,
    EIP712,
    EVM_ECDSA,
    EVM_ECDSA_WRAP_BYTES;

    private static final Bytes WRAP_BEGIN = Bytes.ofUtf8("<Bytes>");
    private static final Bytes WRAP_END = Bytes.ofUtf8("</Bytes>");
    private static final Bytes EVM_ADDRESS = Bytes.ofUtf8("@evm_address");
    /// Ethereum wallets write the recovery id with this added.
    private static final int ETHEREUM_RECOVERY_OFFSET = 27;

    static SignatureType of(int wire) throws SignatureError {
        if (wire < 0 || wire >= values().length) {
            throw new SignatureError("InvalidSignatureType");
        }
        return values()[wire];
    }

    /// Verifies and gives the signer's account.
    AccountId verify(Bytes pubkey, Bytes message, TypedData typed, Bytes signature) throws SignatureError {
        return switch (this) {
            case ED25519 -> ed25519(pubkey, message, signature);
            case ED25519_WRAP_BYTES -> ed25519(pubkey, wrap(message), signature);
            case SR25519 -> sr25519(pubkey, message, signature);
            case SR25519_WRAP_BYTES -> sr25519(pubkey, wrap(message), signature);
            case ECDSA -> substrateAccount(ecdsa(pubkey, message, signature));
            case ECDSA_WRAP_BYTES -> substrateAccount(ecdsa(pubkey, wrap(message), signature));
            case EVM_ECDSA -> evmAccount(ecdsa(pubkey, message, signature));
            case EVM_ECDSA_WRAP_BYTES -> evmAccount(ecdsa(pubkey, wrap(message), signature));
            case EIP712 -> evmAccount(typedData(pubkey, typed.digest(message), signature));
        };
    }

    private static Bytes wrap(Bytes message) {
        return Bytes.concat(WRAP_BEGIN, message, WRAP_END);
    }

    private static AccountId ed25519(Bytes pubkey, Bytes message, Bytes signature) throws SignatureError {
        Bytes32 key = key32(pubkey);
        require(signature.size() == Ed25519.SIGNATURE_SIZE
                && Ed25519.verify(key, message.unsafeArray(), signature.unsafeArray()));
        return new AccountId(key);
    }

    private static AccountId sr25519(Bytes pubkey, Bytes message, Bytes signature) throws SignatureError {
        Bytes32 key = key32(pubkey);
        require(signature.size() == Sr25519.SIGNATURE_SIZE
                && new Sr25519.PublicKey(key).verify(message.unsafeArray(), signature.unsafeArray()));
        return new AccountId(key);
    }

    /// [#SR25519] with a key that was made ready before.
    static AccountId sr25519(Sr25519.PreparedKey prepared, Bytes pubkey, Bytes message, Bytes signature)
            throws SignatureError {
        require(prepared.verify(message.unsafeArray(), signature.unsafeArray()));
        return new AccountId(key32(pubkey));
    }

    private static Bytes ecdsa(Bytes pubkey, Bytes message, Bytes signature) throws SignatureError {
        if (pubkey.size() != 33) {
            throw new SignatureError("InvalidPublicKey");
        }
        require(signature.size() == Ecdsa.SIGNATURE_SIZE
                && Ecdsa.verify(pubkey, message.unsafeArray(), signature.unsafeArray()));
        return pubkey;
    }

    private static Bytes typedData(Bytes pubkey, byte[] digest, Bytes signature) throws SignatureError {
        require(signature.size() == Ecdsa.SIGNATURE_SIZE);
        byte[] plain = signature.toArray();
        int recovery = plain[64] & 0xff;
        if (recovery >= ETHEREUM_RECOVERY_OFFSET) {
            plain[64] = (byte) (recovery - ETHEREUM_RECOVERY_OFFSET);
        }
        Optional<Bytes> signer = Ecdsa.recover(digest, plain);
        require(signer.isPresent() && signer.get().equals(pubkey));
        return pubkey;
    }

    private static Bytes32 key32(Bytes pubkey) throws SignatureError {
        if (pubkey.size() != Bytes32.SIZE) {
            throw new SignatureError("InvalidPublicKey");
        }
        return Bytes32.of(pubkey);
    }

    private static void require(boolean valid) throws SignatureError {
        if (!valid) {
            throw new SignatureError("InvalidSignature");
        }
    }

    static AccountId substrateAccount(Bytes pubkey) {
        return new AccountId(Blake2b.hash256(pubkey.unsafeArray()));
    }

    /// The 20-byte Ethereum address, then `@evm_address`.
    static AccountId evmAccount(Bytes pubkey) throws SignatureError {
        try {
            Bytes hash = Bytes.wrap(Keccak.digest256(Ecdsa.decompress(pubkey).unsafeArray()));
            return new AccountId(Bytes32.of(hash.slice(12, 32).concat(EVM_ADDRESS)));
        } catch (CryptoException e) {
            throw new SignatureError("InvalidPublicKey");
        }
    }
}
