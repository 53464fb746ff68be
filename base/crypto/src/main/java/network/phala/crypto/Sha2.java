package network.phala.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import network.phala.primitives.Bytes32;

/// SHA-2, from the JDK (which has it in machine code).
public final class Sha2 {
    private Sha2() {}

    /// The 32-byte SHA-256 digest of the concatenated parts.
    public static Bytes32 hash256(byte[]... parts) {
        return Bytes32.wrap(digest256(parts));
    }

    /// The 32-byte SHA-256 digest of the concatenated parts.
    public static byte[] digest256(byte[]... parts) {
        return digest("SHA-256", parts);
    }

    /// The 64-byte SHA-512 digest of the concatenated parts.
    public static byte[] digest512(byte[]... parts) {
        return digest("SHA-512", parts);
    }

    private static byte[] digest(String algorithm, byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no " + algorithm, e);
        }
    }
}
