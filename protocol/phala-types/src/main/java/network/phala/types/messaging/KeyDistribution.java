package network.phala.types.messaging;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import network.phala.primitives.Bytes;
import network.phala.primitives.Sr25519Public;
import network.phala.scale.Codec;
import network.phala.scale.Fixed;
import network.phala.scale.Index;
import network.phala.scale.Scale;
import network.phala.scale.ScaleWriter;
import network.phala.scale.TupleType;
import network.phala.types.EncryptedKey;
import network.phala.types.mq.Topic;

/// From the gatekeepers to one worker or to all gatekeepers: the master key under way, sealed.
public sealed interface KeyDistribution {
    Topic TOPIC = Topic.of("phala/gatekeeper/key");

    static Codec<KeyDistribution> codec() {
        return Scale.of(KeyDistribution.class);
    }

    /// The only master key there ever was, for a new gatekeeper.
    @Index(0)
    record MasterKeyDistribution(
            Sr25519Public dest,
            Sr25519Public ecdhPubkey,
            Bytes encryptedMasterKey,
            @Fixed(12) Bytes iv) implements KeyDistribution {}

    /// A new master key for every gatekeeper, signed by the identity key of the one who made it.
    @Index(1)
    record MasterKeyRotation(
            long rotationId, Map<Sr25519Public, EncryptedKey> secretKeys, Sr25519Public sender, Bytes sig)
            implements KeyDistribution {
        public MasterKeyRotation {
            secretKeys = new TreeMap<>(secretKeys);
        }

        /// What `sig` signs, before it is wrapped as
        /// [network.phala.types.mq.SignedContent#MASTER_KEY_ROTATION].
        public Bytes dataToSign() {
            return dataToSign(rotationId, secretKeys, sender);
        }

        public static Bytes dataToSign(
                long rotationId, Map<Sr25519Public, EncryptedKey> secretKeys, Sr25519Public sender) {
            ScaleWriter out = new ScaleWriter();
            Scale.of(Signed.class).encode(new Signed(rotationId, secretKeys, sender), out);
            return out.toBytes();
        }

        private record Signed(long rotationId, Map<Sr25519Public, EncryptedKey> secretKeys, Sr25519Public sender) {}
    }

    /// Every master key there was, for a new gatekeeper.
    @Index(2)
    record MasterKeyHistory(Sr25519Public dest, List<Generation> encryptedMasterKeyHistory) implements KeyDistribution {
        public MasterKeyHistory {
            encryptedMasterKeyHistory = List.copyOf(encryptedMasterKeyHistory);
        }
    }

    /// One master key and the block from which it held.
    @TupleType
    record Generation(long rotationId, int blockHeight, EncryptedKey key) {}
}
