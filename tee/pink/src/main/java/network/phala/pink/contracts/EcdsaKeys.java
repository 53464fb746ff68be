package network.phala.pink.contracts;

import java.util.Arrays;
import java.util.Optional;
import network.phala.crypto.CryptoException;
import network.phala.crypto.Ecdsa;
import network.phala.crypto.Keccak;
import network.phala.primitives.Bytes;
import org.jspecify.annotations.Nullable;

/// ECDSA as the host functions offer it.
final class EcdsaKeys {
    private static final byte EVEN_Y = 2;
    private static final byte X_ALONE = 5;

    private EcdsaKeys() {}

    /// The compressed key that made a signature; the recovery id may be 0 to 3 or 27 to 30. Null when there is none.
    static byte @Nullable [] recover(byte[] signature, byte[] digest) {
        byte[] plain = signature.clone();
        int id = plain[64] & 0xff;
        plain[64] = (byte) (id > 26 ? id - 27 : id);
        if ((plain[64] & 0xff) > 3) {
            return null;
        }
        Optional<Bytes> key = Ecdsa.recover(digest, plain);
        return key.isPresent() ? key.get().toArray() : null;
    }

    /// The last 20 bytes of the Keccak-256 of the uncompressed key. Null when the bytes are no key. The first
    /// byte may also be 5 (x alone, the point with the even y), which k256 reads.
    static byte @Nullable [] ethereumAddress(byte[] compressed) {
        byte[] key = compressed.clone();
        if (key[0] == X_ALONE) {
            key[0] = EVEN_Y;
        }
        try {
            byte[] hash = Keccak.digest256(Ecdsa.decompress(Bytes.wrap(key)).unsafeArray());
            return Arrays.copyOfRange(hash, 12, 32);
        } catch (CryptoException _) {
            return null;
        }
    }
}
