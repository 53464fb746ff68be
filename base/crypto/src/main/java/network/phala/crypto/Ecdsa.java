package network.phala.crypto;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/// Recoverable ECDSA on secp256k1, as Substrate and Ethereum use it. A signature is r (32) ‖ s (32) ‖ recovery
/// id (1), numbers big-endian. Public keys are compressed, 33 bytes. On Bouncy Castle.
public final class Ecdsa {
    /// Length of a recoverable signature in bytes.
    public static final int SIGNATURE_SIZE = 65;

    private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256k1");
    private static final ECDomainParameters DOMAIN =
            new ECDomainParameters(CURVE.getCurve(), CURVE.getG(), CURVE.getN(), CURVE.getH());
    private static final BigInteger HALF_ORDER = CURVE.getN().shiftRight(1);
    private static final BigInteger FIELD = CURVE.getCurve().getField().getCharacteristic();
    private static final String DERIVATION = "Secp256k1HDKD";

    private Ecdsa() {}

    /// The compressed key that signed the 32-byte `digest`, if any did. The recovery id is 0 to 3.
    public static Optional<Bytes> recover(byte[] digest, byte[] signature) {
        return recoverPoint(digest, signature).map(point -> Bytes.wrap(point.getEncoded(true)));
    }

    /// The same key without compression and without the leading 0x04: x (32) ‖ y (32).
    public static Optional<Bytes> recoverUncompressed(byte[] digest, byte[] signature) {
        return recoverPoint(digest, signature)
                .map(point -> Bytes.wrap(Arrays.copyOfRange(point.getEncoded(false), 1, 65)));
    }

    /// Whether `signature` over the BLAKE2b-256 digest of `message` gives back `publicKey`, as Substrate
    /// verifies.
    public static boolean verify(Bytes publicKey, byte[] message, byte[] signature) {
        return verifyPrehashed(publicKey, Blake2b.digest256(message), signature);
    }

    /// Whether `signature` over the 32-byte `digest` gives back `publicKey`.
    public static boolean verifyPrehashed(Bytes publicKey, byte[] digest, byte[] signature) {
        return recover(digest, signature).filter(publicKey::equals).isPresent();
    }

    /// The 64 bytes x ‖ y of a compressed key.
    ///
    /// @throws CryptoException when the 33 bytes are not a point of the curve
    public static Bytes decompress(Bytes publicKey) throws CryptoException {
        if (publicKey.size() != 33) {
            throw new CryptoException("ECDSA public key of " + publicKey.size() + " bytes; expected 33");
        }
        try {
            ECPoint point = CURVE.getCurve().decodePoint(publicKey.unsafeArray());
            return Bytes.wrap(Arrays.copyOfRange(point.getEncoded(false), 1, 65));
        } catch (IllegalArgumentException e) {
            throw new CryptoException("ECDSA public key " + publicKey + " is not a point of secp256k1");
        }
    }

    private static Optional<ECPoint> recoverPoint(byte[] digest, byte[] signature) {
        if (digest.length != 32 || signature.length != SIGNATURE_SIZE || signature[64] < 0 || signature[64] > 3) {
            return Optional.empty();
        }
        BigInteger r = new BigInteger(1, signature, 0, 32);
        BigInteger s = new BigInteger(1, signature, 32, 32);
        BigInteger n = CURVE.getN();
        if (r.signum() == 0 || s.signum() == 0 || r.compareTo(n) >= 0 || s.compareTo(n) >= 0) {
            return Optional.empty();
        }
        BigInteger x = signature[64] >= 2 ? r.add(n) : r;
        if (x.compareTo(FIELD) >= 0) {
            return Optional.empty();
        }
        byte[] encoded = new byte[33];
        encoded[0] = (byte) (2 + (signature[64] & 1));
        System.arraycopy(fixed(x), 0, encoded, 1, 32);
        ECPoint commitment;
        try {
            commitment = CURVE.getCurve().decodePoint(encoded);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        // Q = (s·R − e·G) / r
        BigInteger inverse = r.modInverse(n);
        BigInteger e = new BigInteger(1, digest);
        ECPoint key = ECAlgorithms.sumOfTwoMultiplies(
                        CURVE.getG(),
                        e.multiply(inverse).negate().mod(n),
                        commitment,
                        s.multiply(inverse).mod(n))
                .normalize();
        return key.isInfinity() ? Optional.empty() : Optional.of(key);
    }

    private static byte[] fixed(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] out = new byte[32];
        int size = Math.min(32, bytes.length);
        System.arraycopy(bytes, bytes.length - size, out, 32 - size, size);
        return out;
    }

    /// A secret key with its public key. Never printed, compared or serialised; wiped by [#close] as far as
    /// Bouncy Castle's numbers allow.
    public static final class Pair implements AutoCloseable {
        private final byte[] seed;
        private final Bytes publicKey;
        private boolean closed;

        private Pair(byte[] seed) {
            this.seed = seed;
            ECPoint point = new FixedPointCombMultiplier()
                    .multiply(CURVE.getG(), new BigInteger(1, seed))
                    .normalize();
            publicKey = Bytes.wrap(point.getEncoded(true));
        }

        /// The pair whose secret number is these 32 bytes, big-endian. The array is not kept and not wiped.
        ///
        /// @throws CryptoException when the number is zero or not below the group order
        public static Pair fromSeed(byte[] seed) throws CryptoException {
            if (seed.length != 32) {
                throw new CryptoException("ECDSA secret of " + seed.length + " bytes; expected 32");
            }
            BigInteger number = new BigInteger(1, seed);
            if (number.signum() == 0 || number.compareTo(CURVE.getN()) >= 0) {
                throw new CryptoException("ECDSA secret is zero or not below the group order");
            }
            return new Pair(seed.clone());
        }

        /// The compressed public key, 33 bytes.
        public Bytes publicKey() {
            return publicKey;
        }

        /// Signs the BLAKE2b-256 digest of `message`, as Substrate does.
        public byte[] sign(byte[] message) {
            return signPrehashed(Blake2b.digest256(message));
        }

        /// Signs a 32-byte digest; the nonce follows RFC 6979, s is the lower of its two values.
        public byte[] signPrehashed(byte[] digest) {
            ensureOpen();
            if (digest.length != 32) {
                throw new IllegalArgumentException("ECDSA digest of " + digest.length + " bytes; expected 32");
            }
            ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
            signer.init(true, new ECPrivateKeyParameters(new BigInteger(1, seed), DOMAIN));
            BigInteger[] rs = signer.generateSignature(digest);
            BigInteger s = rs[1].compareTo(HALF_ORDER) > 0 ? CURVE.getN().subtract(rs[1]) : rs[1];
            byte[] signature = Arrays.copyOf(fixed(rs[0]), SIGNATURE_SIZE);
            System.arraycopy(fixed(s), 0, signature, 32, 32);
            for (byte id = 0; id < 4; id++) {
                signature[64] = id;
                if (verifyPrehashed(publicKey, digest, signature)) {
                    return signature;
                }
            }
            throw new IllegalStateException("No recovery id gives back key " + publicKey);
        }

        /// The 32 secret bytes. The caller wipes them.
        public byte[] exposeSecret() {
            ensureOpen();
            return seed.clone();
        }

        /// The child for a hard junction; there are no soft ones.
        ///
        /// @throws CryptoException in the practically impossible case that the child is no valid secret
        public Pair deriveHard(Bytes32 chainCode) throws CryptoException {
            ensureOpen();
            return fromSeed(KeyUri.hardSeed(DERIVATION, seed, chainCode));
        }

        /// Wipes the secret; every later use of it fails.
        @Override
        public void close() {
            closed = true;
            Arrays.fill(seed, (byte) 0);
        }

        private void ensureOpen() {
            if (closed) {
                throw new IllegalStateException("The secret of ECDSA key " + publicKey + " has been wiped");
            }
        }

        /// Names the public key only.
        @Override
        public String toString() {
            return "Ecdsa.Pair[public " + publicKey + "]";
        }
    }
}
