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

    /// A key that is used again and again: expanded once, not four times a message. Holds the secret, and is never
    /// printed. Any thread.
    public static final class Key {
        private final byte[] key;

        /// Ciphers that have this key already: as many as were in use at once.
        private final ConcurrentLinkedQueue<Cipher> ready = new ConcurrentLinkedQueue<>();

        /// @param key 32 bytes, kept
        public Key(byte[] key) {
            this.key = key;
        }

        /// The same as [AesGcm#seal] with this key, but an IV that was the last one's is refused.
        public byte[] seal(byte[] iv, byte[] plaintext) {
            return sealing(() -> run(Cipher.ENCRYPT_MODE, iv, plaintext));
        }

        /// The same as [AesGcm#open] with this key.
        ///
        /// @throws CryptoException when the input is too short or was not sealed with this key and IV
        public byte[] open(byte[] iv, byte[] sealed) throws CryptoException {
            return opening(sealed, () -> run(Cipher.DECRYPT_MODE, iv, sealed));
        }

        private byte[] run(int mode, byte[] iv, byte[] input) throws GeneralSecurityException {
            ensureSizes(key, iv);
            @Nullable Cipher mine = ready.poll();
            Cipher cipher = mine != null ? mine : idle();
            try {
                init(cipher, mode, key, iv);
                return cipher.doFinal(input);
            } finally {
                ready.offer(cipher);
            }
        }
    }

    private interface Work {
        byte[] run() throws GeneralSecurityException;
    }

    private static byte[] sealing(Work work) {
        try {
            return work.run();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM cannot encrypt", e);
        }
    }

    private static byte[] opening(byte[] sealed, Work work) throws CryptoException {
        if (sealed.length < TAG_SIZE) {
            throw new CryptoException("Sealed data of " + sealed.length + " bytes; at least " + TAG_SIZE + " needed");
        }
        try {
            return work.run();
        } catch (AEADBadTagException e) {
            throw new CryptoException("Sealed data does not authenticate under this key");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM cannot decrypt", e);
        }
    }

    /// Encrypts: ciphertext ‖ tag. An IV must never be used twice under one key.
    public static byte[] seal(byte[] key, byte[] iv, byte[] plaintext) {
        return sealing(() -> run(Cipher.ENCRYPT_MODE, key, iv, plaintext));
    }

    /// Checks the tag and decrypts.
    ///
    /// @throws CryptoException when the input is too short or was not sealed with this key and IV
    public static byte[] open(byte[] key, byte[] iv, byte[] sealed) throws CryptoException {
        return opening(sealed, () -> run(Cipher.DECRYPT_MODE, key, iv, sealed));
    }

    private static byte[] run(int mode, byte[] key, byte[] iv, byte[] input) throws GeneralSecurityException {
        ensureSizes(key, iv);
        Cipher cipher = idle();
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

    private static void ensureSizes(byte[] key, byte[] iv) {
        if (key.length != 32 || iv.length != IV_SIZE) {
            throw new IllegalArgumentException(
                    "Key of " + key.length + " and IV of " + iv.length + " bytes; AES-256-GCM takes 32 and 12");
        }
    }

    private static Cipher idle() throws GeneralSecurityException {
        @Nullable Cipher idle = IDLE.poll();
        return idle != null ? idle : Cipher.getInstance("AES/GCM/NoPadding");
    }

    private static void init(Cipher cipher, int mode, byte[] key, byte[] iv) throws GeneralSecurityException {
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(8 * TAG_SIZE, iv));
    }
}
