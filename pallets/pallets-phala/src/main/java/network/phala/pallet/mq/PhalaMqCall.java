package network.phala.pallet.mq;

import network.phala.primitives.Bytes;
import network.phala.scale.Index;
import network.phala.scale.SnakeCaseVariants;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.types.mq.SignedMessage;

/// The calls of [PhalaMq].
@TypePath(value = "phala_pallets::mq::pallet::Call", parameters = "T", arguments = Void.class)
@SnakeCaseVariants
public sealed interface PhalaMqCall {
    /// Takes in a message from outside the chain.
    ///
    /// **Origin** signed, by anybody. Checks in order: the sender is an off-chain origin
    /// ([PhalaMqError#BAD_SENDER]), the destination is valid ([PhalaMqError#BAD_DESTINATION]), the sequence
    /// is the next one ([PhalaMqError#BAD_SEQUENCE]), the signature is the sender's (errors of the registry).
    /// The fee of a gatekeeper's message is given back.
    @Index(0)
    record SyncOffchainMessage(@TypeName("SignedMessage") SignedMessage signedMessage) implements PhalaMqCall {}

    /// Sends a message as the signer.
    ///
    /// **Origin** signed. The destination is not checked: one that is not valid reaches nobody.
    @Index(1)
    record PushMessage(
            @TypeName("Vec<u8>") Bytes destination,
            @TypeName("Vec<u8>") Bytes payload) implements PhalaMqCall {}

    /// Sends a message as the pallet `ForcePushed`.
    ///
    /// **Origin** root.
    @Index(2)
    record ForcePushPalletMessage(
            @TypeName("Vec<u8>") Bytes destination,
            @TypeName("Vec<u8>") Bytes payload) implements PhalaMqCall {}
}
