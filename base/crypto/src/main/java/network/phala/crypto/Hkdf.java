package network.phala.crypto;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// HKDF with HMAC-SHA-256 (RFC 5869).
public final class Hkdf {
    private static final int HASH = 32;

    private Hkdf() {}

    /// Extract and expand: `length` bytes (at most 8160) from input key material `ikm`; the `info` parts are
    /// concatenated.
    public static byte[] sha256(byte[] salt, byte[] ikm, int length, byte[]... info) {
        if (length < 0 || length > 255 * HASH) {
            throw new IllegalArgumentException("HKDF output of " + length + " bytes; at most " + 255 * HASH);
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            // An empty salt means HASH zero bytes; HMAC pads its key with zeros anyway.
            mac.init(new SecretKeySpec(salt.length == 0 ? new byte[HASH] : salt, "HmacSHA256"));
            byte[] prk = mac.doFinal(ikm);
            mac.init(new SecretKeySpec(prk, "HmacSHA256"));
            byte[] out = new byte[length];
            byte[] block = new byte[0];
            for (int at = 0, n = 1; at < length; at += HASH, n++) {
                mac.update(block);
                for (byte[] part : info) {
                    mac.update(part);
                }
                mac.update((byte) n);
                Arrays.fill(block, (byte) 0);
                block = mac.doFinal();
                System.arraycopy(block, 0, out, at, Math.min(HASH, length - at));
            }
            Arrays.fill(block, (byte) 0);
            Arrays.fill(prk, (byte) 0);
            return out;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no HMAC-SHA-256", e);
        }
    }
}
