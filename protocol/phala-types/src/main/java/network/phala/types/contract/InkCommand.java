package network.phala.types.contract;

import java.util.Optional;
import network.phala.primitives.Bytes;
import network.phala.primitives.U128;
import network.phala.scale.Bounded;
import network.phala.scale.Codec;
import network.phala.scale.Index;
import network.phala.scale.Scale;

/// What a command asks of an ink! contract.
public sealed interface InkCommand {
    static Codec<InkCommand> codec() {
        return Scale.of(InkCommand.class);
    }

    /// Calls `message` (selector and arguments). The nonce, at most 32 bytes, makes equal messages differ.
    @Index(0)
    record InkMessage(
            @Bounded(32) Bytes nonce, Bytes message, U128 transfer, long gasLimit, Optional<U128> storageDepositLimit)
            implements InkCommand {}
}
