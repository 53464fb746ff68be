package network.phala.crypto;

import java.util.Arrays;
import java.util.Optional;
import network.phala.primitives.Bytes32;

/// Ed25519 by the rules of ZIP 215, as Substrate verifies it everywhere (`sp_core::ed25519`, and through it
/// `sp_io` for accounts and GRANDPA): points of small order and encodings that are not canonical count, the
/// scalar must be below the group order, and both sides are compared times eight.
///
/// Whatever RFC 8032 accepts is accepted; that is tried first, on Bouncy Castle's low-level code, which is ten
/// times faster than the JDK's.
public final class Ed25519 {
    /// Length of a signature in bytes.
    public static final int SIGNATURE_SIZE = 64;

    private static final String DERIVATION = "Ed25519HDKD";

    private Ed25519() {}

    /// Whether `signature` is the key's over `message`. False for anything malformed.
    ///
    /// Follows ed25519-zebra 3.1 src/verification_key.rs.
    public static boolean verify(Bytes32 publicKey, byte[] message, byte[] signature) {
        if (signature.length != SIGNATURE_SIZE) {
            return false;
        }
        return org.bouncycastle.math.ec.rfc8032.Ed25519.verify(
                        signature, 0, publicKey.unsafeArray(), 0, message, 0, message.length)
                || verifyTimesEight(publicKey, message, signature);
    }

    private static boolean verifyTimesEight(Bytes32 publicKey, byte[] message, byte[] signature) {
        byte[] s = Arrays.copyOfRange(signature, 32, 64);
        byte[] r = Arrays.copyOf(signature, 32);
        Optional<EdwardsPoint> key = EdwardsPoint.decode(publicKey.unsafeArray());
        Optional<EdwardsPoint> commitment = EdwardsPoint.decode(r);
        if (!Scalar.isCanonical(s) || key.isEmpty() || commitment.isEmpty()) {
            return false;
        }
        byte[] challenge = Scalar.reduceWide(Sha2.digest512(r, publicKey.unsafeArray(), message));
        // 8 · (s·B − k·A − R) = 0
        return Multiplication.publicCombination(challenge, key.get().negate(), s)
                .add(commitment.get().negate().cached())
                .twiceTimes(3)
                .isNeutral();
    }

    /// A secret key with its public key. Never printed, compared or serialised; wiped by [#close].
    public static final class Pair implements AutoCloseable {
        private final byte[] seed;
        private final Bytes32 publicKey;
        private boolean closed;

        private Pair(byte[] seed) {
            this.seed = seed;
            byte[] key = new byte[32];
            org.bouncycastle.math.ec.rfc8032.Ed25519.generatePublicKey(seed, 0, key, 0);
            publicKey = Bytes32.wrap(key);
        }

        /// The pair of a 32-byte seed, which is not kept and not wiped.
        public static Pair fromSeed(byte[] seed) {
            if (seed.length != 32) {
                throw new IllegalArgumentException("Ed25519 seed of " + seed.length + " bytes; expected 32");
            }
            return new Pair(seed.clone());
        }

        public Bytes32 publicKey() {
            return publicKey;
        }

        /// Signs; the same message always gets the same signature.
        public byte[] sign(byte[] message) {
            ensureOpen();
            byte[] signature = new byte[SIGNATURE_SIZE];
            org.bouncycastle.math.ec.rfc8032.Ed25519.sign(
                    seed, 0, publicKey.unsafeArray(), 0, null, message, 0, message.length, signature, 0);
            return signature;
        }

        /// The 32 secret bytes. The caller wipes them.
        public byte[] exposeSecret() {
            ensureOpen();
            return seed.clone();
        }

        /// The child for a hard junction; there are no soft ones.
        public Pair deriveHard(Bytes32 chainCode) {
            ensureOpen();
            return new Pair(KeyUri.hardSeed(DERIVATION, seed, chainCode));
        }

        /// Wipes the secret; every later use of it fails.
        @Override
        public void close() {
            closed = true;
            Arrays.fill(seed, (byte) 0);
        }

        private void ensureOpen() {
            if (closed) {
                throw new IllegalStateException("The secret of Ed25519 key " + publicKey + " has been wiped");
            }
        }

        /// Names the public key only.
        @Override
        public String toString() {
            return "Ed25519.Pair[public " + publicKey + "]";
        }
    }
}
