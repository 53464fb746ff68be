package network.phala.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// AES-256-GCM as Phala seals data: 32-byte key, 12-byte IV, no associated data, the 16-byte tag appended to
/// the ciphertext.
public final class AesGcm {
    /// Length of the IV in bytes.
    public static final int IV_SIZE = 12;

    /// Length of the tag in bytes.
    public static final int TAG_SIZE = 16;

    private static final byte[] NO_KEY = new byte[32];
    private static final AtomicLong USES = new AtomicLong();

    /// Ciphers that wait for their next use: finding one costs more than using it for a short message.
    private static final ConcurrentLinkedQueue<Cipher> IDLE = new ConcurrentLinkedQueue<>();

    private AesGcm() {}

    /// Encrypts: ciphertext ‖ tag. An IV must never be used twice under one key.
    public static byte[] seal(byte[] key, byte[] iv, byte[] plaintext) {
        try {
            return run(Cipher.ENCRYPT_MODE, key, iv, plaintext);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM cannot encrypt", e);
        }
    }

    /// Checks the tag and decrypts.
    ///
    /// @throws CryptoException when the input is too short or was not sealed with this key and IV
    public static byte[] open(byte[] key, byte[] iv, byte[] sealed) throws CryptoException {
        if (sealed.length < TAG_SIZE) {
            throw new CryptoException("Sealed data of " + sealed.length + " bytes; at least " + TAG_SIZE + " needed");
        }
        try {
            return run(Cipher.DECRYPT_MODE, key, iv, sealed);
        } catch (AEADBadTagException e) {
            throw new CryptoException("Sealed data does not authenticate under this key");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM cannot decrypt", e);
        }
    }

    private static byte[] run(int mode, byte[] key, byte[] iv, byte[] input) throws GeneralSecurityException {
        if (key.length != 32 || iv.length != IV_SIZE) {
            throw new IllegalArgumentException(
                    "Key of " + key.length + " and IV of " + iv.length + " bytes; AES-256-GCM takes 32 and 12");
        }
        @Nullable Cipher idle = IDLE.poll();
        Cipher cipher = idle != null ? idle : Cipher.getInstance("AES/GCM/NoPadding");
        try {
            init(cipher, mode, key, iv);
            return cipher.doFinal(input);
        } finally {
            // It remembers the last key and IV it encrypted with, and refuses them: both are those of nobody now.
            byte[] other =
                    ByteBuffer.allocate(IV_SIZE).putLong(USES.incrementAndGet()).array();
            init(cipher, Cipher.ENCRYPT_MODE, NO_KEY, other);
            IDLE.offer(cipher);
        }
    }

    private static void init(Cipher cipher, int mode, byte[] key, byte[] iv) throws GeneralSecurityException {
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(8 * TAG_SIZE, iv));
    }
}
