package network.phala.crypto;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// English BIP-39 phrases, turned into keys the Substrate way: the seed comes from the entropy, not from the
/// words. Follows substrate-bip39, mini_secret_from_entropy.
public final class Mnemonic {
    private static final int ROUNDS = 2048;
    private static final List<String> WORDS = words();
    private static final Map<String, Integer> INDEX_BY_WORD = indices();

    private Mnemonic() {}

    /// The phrase of 16, 20, 24, 28 or 32 bytes of entropy.
    public static String fromEntropy(byte[] entropy) {
        ensureEntropySize(entropy.length);
        int checksum = Sha2.digest256(entropy)[0] & 0xff;
        StringBuilder phrase = new StringBuilder();
        int bits = 0;
        int held = 0;
        int count = entropy.length * 3 / 4;
        for (int i = 0, at = 0; i < count; i++) {
            while (held < 11) {
                bits = bits << 8 | (at < entropy.length ? entropy[at] & 0xff : checksum);
                at++;
                held += 8;
            }
            held -= 11;
            phrase.append(i == 0 ? "" : " ").append(WORDS.get(bits >>> held & 2047));
            bits &= (1 << held) - 1;
        }
        return phrase.toString();
    }

    /// The entropy of a phrase of 12, 15, 18, 21 or 24 words. The caller wipes it.
    ///
    /// @throws CryptoException when the count of words, a word or the checksum is wrong
    public static byte[] toEntropy(String phrase) throws CryptoException {
        String[] words = phrase.strip().toLowerCase(Locale.ROOT).split("\\s+");
        if (words.length < 12 || words.length > 24 || words.length % 3 != 0) {
            throw new CryptoException("Phrase of " + words.length + " words; expected 12, 15, 18, 21 or 24");
        }
        byte[] entropy = new byte[words.length * 4 / 3];
        long bits = 0;
        int held = 0;
        int at = 0;
        for (int i = 0; i < words.length; i++) {
            Integer index = INDEX_BY_WORD.get(words[i]);
            if (index == null) {
                // The word itself may be part of a secret.
                throw new CryptoException("Word " + (i + 1) + " of the phrase is not in the English BIP-39 list");
            }
            bits = bits << 11 | index;
            held += 11;
            while (held >= 8 && at < entropy.length) {
                held -= 8;
                entropy[at++] = (byte) (bits >>> held);
            }
            bits &= (1L << held) - 1;
        }
        int expected = (Sha2.digest256(entropy)[0] & 0xff) >>> (8 - held);
        if (bits != expected) {
            Arrays.fill(entropy, (byte) 0);
            throw new CryptoException("The checksum of the phrase is wrong: a word is mistaken or misplaced");
        }
        return entropy;
    }

    /// The mini secret of 32 bytes: the first half of PBKDF2-HMAC-SHA-512 over the entropy. The caller wipes
    /// it.
    public static byte[] miniSecret(byte[] entropy, String password) {
        ensureEntropySize(entropy.length);
        byte[] salt = ("mnemonic" + password).getBytes(StandardCharsets.UTF_8);
        try {
            Mac mac = Mac.getInstance("HmacSHA512");
            mac.init(new SecretKeySpec(entropy, "HmacSHA512"));
            mac.update(salt);
            byte[] block = mac.doFinal(new byte[] {0, 0, 0, 1});
            byte[] out = block.clone();
            for (int round = 1; round < ROUNDS; round++) {
                block = mac.doFinal(block);
                for (int i = 0; i < out.length; i++) {
                    out[i] ^= block[i];
                }
            }
            byte[] secret = Arrays.copyOf(out, 32);
            Arrays.fill(out, (byte) 0);
            Arrays.fill(block, (byte) 0);
            return secret;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no HMAC-SHA-512", e);
        }
    }

    private static void ensureEntropySize(int size) {
        if (size < 16 || size > 32 || size % 4 != 0) {
            throw new IllegalArgumentException("Entropy of " + size + " bytes; expected 16, 20, 24, 28 or 32");
        }
    }

    private static List<String> words() {
        try (InputStream in = Mnemonic.class.getResourceAsStream("bip39-english.txt")) {
            if (in == null) {
                throw new IllegalStateException("The word list bip39-english.txt is missing from the class path");
            }
            List<String> words = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))
                    .lines()
                    .toList();
            if (words.size() != 2048) {
                throw new IllegalStateException("The word list has " + words.size() + " words; expected 2048");
            }
            return words;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Integer> indices() {
        Map<String, Integer> indices = HashMap.newHashMap(2048);
        for (int i = 0; i < WORDS.size(); i++) {
            indices.put(WORDS.get(i), i);
        }
        return indices;
    }
}
