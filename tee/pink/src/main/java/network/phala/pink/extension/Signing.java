package network.phala.pink.extension;

import network.phala.crypto.CryptoException;
import network.phala.crypto.Ecdsa;
import network.phala.crypto.Ed25519;
import network.phala.crypto.RandomSource;
import network.phala.crypto.Sr25519;
import network.phala.pink.types.DispatchError;
import network.phala.pink.types.DispatchException;
import network.phala.pink.types.PinkRuntime;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;

/// Signatures with keys that contracts bring along. Malformed keys and signatures stop the contract.
///
/// Follows phala-blockchain crates/pink/chain-extension/src/lib.rs on sp_core's pairs.
final class Signing {
    private Signing() {}

    /// Signs; sr25519 draws on `random`.
    static Bytes sign(SigType type, Bytes key, Bytes message, RandomSource random) throws DispatchException {
        byte[] text = message.unsafeArray();
        return Bytes.wrap(
                switch (type) {
                    case ED25519 -> {
                        try (Ed25519.Pair pair = ed25519(key)) {
                            yield pair.sign(text);
                        }
                    }
                    case SR25519 -> {
                        try (Sr25519.Pair pair = sr25519(key)) {
                            yield pair.sign(text, random);
                        }
                    }
                    case ECDSA -> {
                        try (Ecdsa.Pair pair = ecdsa(key)) {
                            yield pair.sign(text);
                        }
                    }
                });
    }

    /// Keys and signatures of a wrong size are an error; in runtime 1.0 they were only not valid.
    static boolean verify(PinkRuntime runtime, SigType type, Bytes publicKey, Bytes message, Bytes signature)
            throws DispatchException {
        int keySize = type == SigType.ECDSA ? 33 : 32;
        int signatureSize = type == SigType.ECDSA ? Ecdsa.SIGNATURE_SIZE : 64;
        if (runtime == PinkRuntime.V1_0 && (publicKey.size() != keySize || signature.size() != signatureSize)) {
            return false;
        }
        if (publicKey.size() != keySize) {
            throw other("Invalid public key");
        }
        if (signature.size() != signatureSize) {
            throw other("Invalid signature");
        }
        byte[] text = message.unsafeArray();
        byte[] signed = signature.unsafeArray();
        return switch (type) {
            case ED25519 -> Ed25519.verify(Bytes32.of(publicKey), text, signed);
            case SR25519 -> new Sr25519.PublicKey(Bytes32.of(publicKey)).verify(text, signed);
            case ECDSA -> Ecdsa.verify(publicKey, text, signed);
        };
    }

    static Bytes publicKey(SigType type, Bytes key) throws DispatchException {
        return switch (type) {
            case ED25519 -> {
                try (Ed25519.Pair pair = ed25519(key)) {
                    yield pair.publicKey().toBytes();
                }
            }
            case SR25519 -> {
                try (Sr25519.Pair pair = sr25519(key)) {
                    yield pair.publicKey().value().toBytes();
                }
            }
            case ECDSA -> {
                try (Ecdsa.Pair pair = ecdsa(key)) {
                    yield pair.publicKey();
                }
            }
        };
    }

    /// Signs a digest with ECDSA: 65 bytes.
    static Bytes signPrehashed(Bytes key, byte[] digest) throws DispatchException {
        try (Ecdsa.Pair pair = ecdsa(key)) {
            return Bytes.wrap(pair.signPrehashed(digest));
        }
    }

    private static Ed25519.Pair ed25519(Bytes key) throws DispatchException {
        if (key.size() != 32) {
            throw other("Invalid key");
        }
        return Ed25519.Pair.fromSeed(key.unsafeArray());
    }

    /// A 32-byte seed, or the 64-byte secret that `derive_sr25519_key` gives.
    private static Sr25519.Pair sr25519(Bytes key) throws DispatchException {
        try {
            return switch (key.size()) {
                case 32 -> Sr25519.Pair.fromSeed(key.unsafeArray());
                case 64 -> Sr25519.Pair.fromSecret(key.unsafeArray());
                default -> throw other("Invalid key");
            };
        } catch (CryptoException _) {
            throw other("Invalid key");
        }
    }

    private static Ecdsa.Pair ecdsa(Bytes key) throws DispatchException {
        try {
            return Ecdsa.Pair.fromSeed(key.unsafeArray());
        } catch (CryptoException _) {
            throw other("Invalid key");
        }
    }

    private static DispatchException other(String text) {
        return new DispatchException(new DispatchError.Other(text));
    }
}
