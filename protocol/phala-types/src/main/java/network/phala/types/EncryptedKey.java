package network.phala.types;

import network.phala.primitives.Bytes;
import network.phala.primitives.Sr25519Public;
import network.phala.scale.Fixed;

/// A secret key sealed for one receiver: the sender's key for agreement, the ciphertext with its tag, the nonce.
public record EncryptedKey(
        Sr25519Public ecdhPubkey,
        Bytes encryptedKey,
        @Fixed(12) Bytes iv) {}
