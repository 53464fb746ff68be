package network.phala.crypto;

import java.io.Serial;

/// A key, point, signature or ciphertext that came from outside and is not acceptable. Carries no stack trace:
/// it is an expected refusal. The message never holds secret bytes.
public final class CryptoException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    public CryptoException(String message) {
        super(message, null, false, false);
    }
}
