package network.phala.crypto;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import network.phala.primitives.Bytes32;
import network.phala.primitives.Hex;

/// What a person writes to name a secret key: `phrase//hard/soft///password`, `0xseed//hard`, or only
/// `//Alice`, which stands on the public development phrase. Follows sp_core::crypto::SecretUri.
///
/// The object holds a secret: it is never printed, and wiped by [#close].
public final class KeyUri implements AutoCloseable {
    /// The phrase of all development accounts.
    public static final String DEV_PHRASE = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";

    private static final Pattern FORM =
            Pattern.compile("(?<phrase>[\\w ]*)(?<path>(//?[^/]+)*)(///(?<password>.*))?", Pattern.DOTALL);
    private static final Pattern JUNCTION = Pattern.compile("/(/?)([^/]+)");
    private static final BigInteger U64_END = BigInteger.ONE.shiftLeft(64);

    private final byte[] seed;
    private final List<Junction> junctions;

    private KeyUri(byte[] seed, List<Junction> junctions) {
        this.seed = seed;
        this.junctions = junctions;
    }

    /// One step of the path.
    public record Junction(boolean hard, Bytes32 chainCode) {
        /// The junction of a path element without its slashes: a number below 2^64 counts as that number,
        /// anything else as text.
        public static Junction of(boolean hard, String element) {
            byte[] code;
            if (element.matches("[0-9]+") && new BigInteger(element).compareTo(U64_END) < 0) {
                code = new byte[32];
                byte[] big = new BigInteger(element).toByteArray();
                for (int i = 0; i < Math.min(8, big.length); i++) {
                    code[i] = big[big.length - 1 - i];
                }
            } else {
                byte[] encoded = encodeText(element);
                code = encoded.length > 32 ? Blake2b.digest256(encoded) : Arrays.copyOf(encoded, 32);
            }
            return new Junction(hard, Bytes32.wrap(code));
        }
    }

    /// Reads a key URI.
    ///
    /// @throws CryptoException when it has not the form, or the phrase or seed is wrong
    public static KeyUri parse(String uri) throws CryptoException {
        Matcher matcher = FORM.matcher(uri);
        if (!matcher.matches()) {
            throw new CryptoException(
                    "Not a key URI; expected phrase or 0xseed, then //hard or /soft, then ///password");
        }
        String phrase = matcher.group("phrase");
        String password = matcher.group("password") == null ? "" : matcher.group("password");
        List<Junction> junctions = new ArrayList<>();
        Matcher element = JUNCTION.matcher(matcher.group("path"));
        while (element.find()) {
            junctions.add(Junction.of(!element.group(1).isEmpty(), element.group(2)));
        }
        return new KeyUri(seed(phrase.isBlank() ? DEV_PHRASE : phrase, password), List.copyOf(junctions));
    }

    /// The sr25519 key; soft and hard junctions.
    public Sr25519.Pair sr25519() {
        Sr25519.Pair pair = Sr25519.Pair.fromSeed(seed);
        for (Junction junction : junctions) {
            try (Sr25519.Pair parent = pair) {
                pair = junction.hard()
                        ? parent.deriveHard(junction.chainCode())
                        : parent.deriveSoft(junction.chainCode());
            }
        }
        return pair;
    }

    /// The Ed25519 key.
    ///
    /// @throws CryptoException when the path has a soft junction
    public Ed25519.Pair ed25519() throws CryptoException {
        Ed25519.Pair pair = Ed25519.Pair.fromSeed(seed);
        for (Junction junction : junctions) {
            ensureHard(junction);
            try (Ed25519.Pair parent = pair) {
                pair = parent.deriveHard(junction.chainCode());
            }
        }
        return pair;
    }

    /// The ECDSA key.
    ///
    /// @throws CryptoException when the path has a soft junction or the seed is no secret of secp256k1
    public Ecdsa.Pair ecdsa() throws CryptoException {
        Ecdsa.Pair pair = Ecdsa.Pair.fromSeed(seed);
        for (Junction junction : junctions) {
            ensureHard(junction);
            try (Ecdsa.Pair parent = pair) {
                pair = parent.deriveHard(junction.chainCode());
            }
        }
        return pair;
    }

    /// The seed of a hard child of an Ed25519 or ECDSA key.
    static byte[] hardSeed(String scheme, byte[] seed, Bytes32 chainCode) {
        return Blake2b.digest256(encodeText(scheme), seed, chainCode.unsafeArray());
    }

    @Override
    public void close() {
        Arrays.fill(seed, (byte) 0);
    }

    /// Shows nothing of the key.
    @Override
    public String toString() {
        return "KeyUri[" + junctions.size() + " junctions]";
    }

    private static void ensureHard(Junction junction) throws CryptoException {
        if (!junction.hard()) {
            throw new CryptoException("Soft junctions (/name) exist for sr25519 only; use a hard one (//name)");
        }
    }

    /// The seed of the development phrase, which is public. Making it takes 2048 rounds, and a development chain begins
    /// with a dozen accounts of it.
    private static final class Development {
        static final byte[] SEED = make();

        private static byte[] make() {
            try {
                return Mnemonic.miniSecret(Mnemonic.toEntropy(DEV_PHRASE), "");
            } catch (CryptoException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static byte[] seed(String phrase, String password) throws CryptoException {
        if (phrase.equals(DEV_PHRASE) && password.isEmpty()) {
            return Development.SEED.clone();
        }
        if (!phrase.startsWith("0x")) {
            byte[] entropy = Mnemonic.toEntropy(phrase);
            byte[] seed = Mnemonic.miniSecret(entropy, password);
            Arrays.fill(entropy, (byte) 0);
            return seed;
        }
        if (!phrase.matches("0x[0-9a-fA-F]{64}")) {
            throw new CryptoException(
                    "Hexadecimal seed of " + (phrase.length() - 2) + " characters; expected 64 digits");
        }
        return Hex.parse(phrase);
    }

    /// SCALE of a string: compact length, then UTF-8. Path elements are far below the longest compact forms.
    private static byte[] encodeText(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int length = utf8.length;
        int head = length < 64 ? 1 : length < 1 << 14 ? 2 : 4;
        byte[] out = new byte[head + length];
        int compact = length << 2 | head >> 1;
        for (int i = 0; i < head; i++) {
            out[i] = (byte) (compact >>> 8 * i);
        }
        System.arraycopy(utf8, 0, out, head, length);
        return out;
    }
}
