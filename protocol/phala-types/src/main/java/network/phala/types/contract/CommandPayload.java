package network.phala.types.contract;

import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.scale.Codec;
import network.phala.scale.Fixed;
import network.phala.scale.Index;
import network.phala.scale.Scale;
import network.phala.scale.Unnamed;

/// A command to a contract as it crosses the chain: readable, or sealed for the contract's key.
public sealed interface CommandPayload {
    static Codec<CommandPayload> codec() {
        return Scale.of(CommandPayload.class);
    }

    @Index(0)
    @Unnamed
    record Plain(InkCommand command) implements CommandPayload {}

    @Index(1)
    @Unnamed
    record Encrypted(EncryptedData data) implements CommandPayload {}

    /// AES-256-GCM ciphertext with its nonce and the sender's public key for the agreement.
    record EncryptedData(@Fixed(12) Bytes iv, Bytes32 pubkey, Bytes data) {}
}
