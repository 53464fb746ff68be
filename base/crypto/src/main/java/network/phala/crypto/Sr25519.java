package network.phala.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import network.phala.primitives.Bytes32;
import network.phala.primitives.Sr25519Public;
import org.jspecify.annotations.Nullable;

/// Schnorr signatures on ristretto255 with Merlin transcripts, as Substrate uses them, and the key agreement
/// that Phala runs with the same keys. Follows schnorrkel 0.11 (sign.rs, derive.rs) and phala-blockchain
/// crates/phala-crypto.
///
/// A signature is R (32) ‖ s (32), the highest bit of the last byte set as the mark of this scheme.
public final class Sr25519 {
    /// Length of a signature in bytes.
    public static final int SIGNATURE_SIZE = 64;

    private static final byte[] SUBSTRATE = "substrate".getBytes(StandardCharsets.US_ASCII);
    private static final Transcript SUBSTRATE_CONTEXT = context(SUBSTRATE);

    private Sr25519() {}

    /// A public key, which is also the key for [Pair#agree]. The 32 bytes need not be a point: that shows on
    /// use.
    public record PublicKey(Bytes32 value) implements Comparable<PublicKey> {
        public static PublicKey of(byte[] bytes) {
            return new PublicKey(Bytes32.of(bytes));
        }

        /// The key of a wire value.
        public static PublicKey of(Sr25519Public wire) {
            return new PublicKey(wire.value());
        }

        /// This key as a wire value.
        public Sr25519Public toWire() {
            return new Sr25519Public(value);
        }

        /// Reads hexadecimal digits with or without `0x`.
        public static PublicKey fromHex(String hex) {
            return new PublicKey(Bytes32.fromHex(hex));
        }

        /// Whether this is the encoding of a point other than the neutral element.
        public boolean isUsable() {
            return !value.equals(Bytes32.ZERO)
                    && Ristretto.decode(value.unsafeArray()).isPresent();
        }

        /// Whether `signature` is this key's over `message` in the context "substrate". Time depends on the
        /// input, which is public.
        public boolean verify(byte[] message, byte[] signature) {
            @Nullable PreparedKey known = RepeatedKeys.find(this);
            return known != null
                    ? known.verify(message, signature)
                    : Sr25519.verify(SUBSTRATE_CONTEXT.copy().append("sign-bytes", message), this, signature);
        }

        /// Whether `signature` is this key's over `message` in the given context.
        public boolean verify(byte[] context, byte[] message, byte[] signature) {
            return Sr25519.verify(context(context).append("sign-bytes", message), this, signature);
        }

        /// This key made ready to verify many signatures; nothing when it is not a point.
        public Optional<PreparedKey> prepared() {
            return Ristretto.decode(value.unsafeArray())
                    .map(point -> new PreparedKey(this, new Multiplication.Prepared(point.negate())));
        }

        /// The child for a soft junction. Anyone can compute it.
        ///
        /// @throws CryptoException when this key is not a point
        public PublicKey deriveSoft(Bytes32 chainCode) throws CryptoException {
            EdwardsPoint point = Ristretto.decode(value.unsafeArray())
                    .orElseThrow(() -> new CryptoException("sr25519 public key " + value + " is not a point"));
            byte[] scalar = softTranscript(this, chainCode).challengeScalar("HDKD-scalar");
            EdwardsPoint sum = Multiplication.base(scalar).add(point.cached());
            return new PublicKey(Bytes32.wrap(Ristretto.encode(sum)));
        }

        public String toHex() {
            return value.toHex();
        }

        @Override
        public int compareTo(PublicKey other) {
            return value.compareTo(other.value);
        }

        @Override
        public String toString() {
            return value.toHex();
        }
    }

    /// A public key with multiples of it, 30 KB: a signature takes a quarter of the time, and making one a little more
    /// than that of two signatures. Immutable.
    public static final class PreparedKey {
        private final PublicKey key;
        private final Multiplication.Prepared negated;

        private PreparedKey(PublicKey key, Multiplication.Prepared negated) {
            this.key = key;
            this.negated = negated;
        }

        /// The same as [PublicKey#verify(byte\[\], byte\[\])] of the key.
        public boolean verify(byte[] message, byte[] signature) {
            return Sr25519.verify(
                    SUBSTRATE_CONTEXT.copy().append("sign-bytes", message),
                    key,
                    signature,
                    (challenge, s) -> Optional.of(negated.combination(challenge, s)));
        }

        @Override
        public String toString() {
            return key.toHex();
        }
    }

    /// A secret key with its public key. Never printed, compared or serialised; wiped by [#close].
    ///
    /// The secret is a scalar and a nonce seed, 32 bytes each. Operations on it take the same time for every
    /// one.
    public static final class Pair implements AutoCloseable {
        private final byte[] scalar;
        private final byte[] nonce;
        private final PublicKey publicKey;
        private boolean closed;

        private Pair(byte[] scalar, byte[] nonce) {
            this.scalar = scalar;
            this.nonce = nonce;
            EdwardsPoint point = Multiplication.base(scalar);
            publicKey = new PublicKey(Bytes32.wrap(Ristretto.encode(point)));
            point.wipe();
        }

        /// Expands a mini secret of 32 bytes the Ed25519 way. The seed is not kept and not wiped.
        public static Pair fromSeed(byte[] seed) {
            if (seed.length != 32) {
                throw new IllegalArgumentException("sr25519 seed of " + seed.length + " bytes; expected 32");
            }
            byte[] hash = Sha2.digest512(seed);
            hash[0] &= (byte) 248;
            hash[31] &= 63;
            hash[31] |= 64;
            byte[] scalar = Arrays.copyOf(hash, 32);
            Scalar.divideByCofactor(scalar);
            byte[] nonce = Arrays.copyOfRange(hash, 32, 64);
            Arrays.fill(hash, (byte) 0);
            return new Pair(scalar, nonce);
        }

        /// Takes the 64 bytes that [#exposeSecret] gives: canonical scalar ‖ nonce. The array is not kept and
        /// not wiped.
        ///
        /// @throws CryptoException when the scalar is not below the group order, or zero
        public static Pair fromSecret(byte[] secret) throws CryptoException {
            if (secret.length != 64) {
                throw new CryptoException("sr25519 secret of " + secret.length + " bytes; expected 64");
            }
            byte[] scalar = Arrays.copyOf(secret, 32);
            if (!Scalar.isCanonical(scalar) || Arrays.equals(scalar, new byte[32])) {
                Arrays.fill(scalar, (byte) 0);
                throw new CryptoException("sr25519 secret scalar is zero or not below the group order");
            }
            return new Pair(scalar, Arrays.copyOfRange(secret, 32, 64));
        }

        public PublicKey publicKey() {
            return publicKey;
        }

        /// The 64 secret bytes, canonical scalar ‖ nonce: for deriving, sealing and handing over keys. The
        /// caller wipes them.
        public byte[] exposeSecret() {
            ensureOpen();
            byte[] out = Arrays.copyOf(scalar, 64);
            System.arraycopy(nonce, 0, out, 32, 32);
            return out;
        }

        /// Signs in the context "substrate", with fresh randomness.
        public byte[] sign(byte[] message, RandomSource random) {
            return sign(SUBSTRATE_CONTEXT.copy().append("sign-bytes", message), random.bytes(32));
        }

        /// Signs in the context "substrate" without randomness: the nonce follows from secret and message
        /// as in Ed25519, so the same message always gets the same signature.
        public byte[] sign(byte[] message) {
            return sign(SUBSTRATE_CONTEXT.copy().append("sign-bytes", message), new byte[32]);
        }

        /// Signs in any context, with fresh randomness.
        public byte[] sign(byte[] context, byte[] message, RandomSource random) {
            return sign(context(context).append("sign-bytes", message), random.bytes(32));
        }

        private byte[] sign(Transcript transcript, byte[] random) {
            ensureOpen();
            transcript.append("proto-name", SCHNORR_SIG);
            transcript.append("sign:pk", publicKey.value().unsafeArray());
            byte[] wide = transcript.witness("signing", 64, random, nonce);
            byte[] r = Scalar.reduceWide(wide);
            EdwardsPoint point = Multiplication.base(r);
            byte[] commitment = Ristretto.encode(point);
            transcript.append("sign:R", commitment);
            byte[] challenge = transcript.challengeScalar("sign:c");
            byte[] s = Scalar.multiplyAdd(challenge, scalar, r);
            byte[] signature = Arrays.copyOf(commitment, SIGNATURE_SIZE);
            System.arraycopy(s, 0, signature, 32, 32);
            signature[63] |= (byte) 0x80;
            Arrays.fill(wide, (byte) 0);
            Arrays.fill(r, (byte) 0);
            point.wipe();
            return signature;
        }

        /// The shared secret with `peer`: the encoding of scalar · peer, without a hash. The caller
        /// wipes it.
        ///
        /// @throws CryptoException when `peer` is not a point or is the neutral element
        public byte[] agree(PublicKey peer) throws CryptoException {
            ensureOpen();
            Optional<EdwardsPoint> point = Ristretto.decode(peer.value().unsafeArray());
            if (point.isEmpty() || peer.value().equals(Bytes32.ZERO)) {
                throw new CryptoException("Peer key " + peer + " is not a usable ristretto255 point");
            }
            EdwardsPoint shared = Multiplication.secret(scalar, point.get());
            byte[] out = Ristretto.encode(shared);
            shared.wipe();
            return out;
        }

        /// The child for a hard junction: nobody can tell it from the public key.
        public Pair deriveHard(Bytes32 chainCode) {
            byte[] seed = hardSeed(chainCode);
            Pair child = fromSeed(seed);
            Arrays.fill(seed, (byte) 0);
            return child;
        }

        /// The mini secret of the child for a hard junction. The caller wipes it.
        byte[] hardSeed(Bytes32 chainCode) {
            ensureOpen();
            return new Transcript("SchnorrRistrettoHDKD")
                    .append("sign-bytes", new byte[0])
                    .append("chain-code", chainCode.unsafeArray())
                    .append("secret-key", scalar)
                    .challenge("HDKD-hard", 32);
        }

        /// The child for a soft junction: its public key is [PublicKey#deriveSoft] of ours. Its nonce is
        /// derived, not drawn, which changes nothing that anyone can see.
        public Pair deriveSoft(Bytes32 chainCode) {
            ensureOpen();
            Transcript transcript = softTranscript(publicKey, chainCode);
            byte[] offset = transcript.copy().challengeScalar("HDKD-scalar");
            byte[] childNonce = transcript.witness("HDKD-nonce", 32, new byte[32], nonce, scalar);
            return new Pair(Scalar.add(scalar, offset), childNonce);
        }

        /// Wipes the secret; every later use of it fails.
        @Override
        public void close() {
            closed = true;
            Arrays.fill(scalar, (byte) 0);
            Arrays.fill(nonce, (byte) 0);
        }

        private void ensureOpen() {
            if (closed) {
                throw new IllegalStateException("The secret of sr25519 key " + publicKey + " has been wiped");
            }
        }

        /// Names the public key only.
        @Override
        public String toString() {
            return "Sr25519.Pair[public " + publicKey + "]";
        }
    }

    private static final byte[] SCHNORR_SIG = "Schnorr-sig".getBytes(StandardCharsets.US_ASCII);

    private static Transcript context(byte[] context) {
        return new Transcript("SigningContext").append("", context);
    }

    private static Transcript softTranscript(PublicKey key, Bytes32 chainCode) {
        return new Transcript("SchnorrRistrettoHDKD")
                .append("sign-bytes", new byte[0])
                .append("chain-code", chainCode.unsafeArray())
                .append("public-key", key.value().unsafeArray());
    }

    /// s · B − challenge · A, or nothing when A is not a point.
    private interface Combination {
        Optional<EdwardsPoint> of(byte[] challenge, byte[] s);
    }

    private static boolean verify(Transcript transcript, PublicKey key, byte[] signature) {
        return verify(
                transcript,
                key,
                signature,
                (challenge, s) -> Ristretto.decode(key.value().unsafeArray())
                        .map(point -> Multiplication.publicCombination(challenge, point.negate(), s)));
    }

    private static boolean verify(Transcript transcript, PublicKey key, byte[] signature, Combination combination) {
        if (signature.length != SIGNATURE_SIZE || (signature[63] & 0x80) == 0) {
            return false;
        }
        byte[] commitment = Arrays.copyOf(signature, 32);
        byte[] s = Arrays.copyOfRange(signature, 32, 64);
        s[31] &= 0x7f;
        if (!Scalar.isCanonical(s)) {
            return false;
        }
        transcript.append("proto-name", SCHNORR_SIG);
        transcript.append("sign:pk", key.value().unsafeArray());
        transcript.append("sign:R", commitment);
        byte[] challenge = transcript.challengeScalar("sign:c");
        // R = s·B − c·A
        return combination
                .of(challenge, s)
                .map(expected -> Ristretto.isEncoding(commitment, expected))
                .orElse(false);
    }
}
